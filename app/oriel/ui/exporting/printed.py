"""The transcript's sections on paper: where each may be cut between two pages, and nothing
that is folded, scrolled or cut off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QTextLayout, QTextLine

from oriel.domain.markdown.blocks import Code, Formula, Picture, Prose, Run, Style, Table
from oriel.ui.exporting.craft import FormulasAtOnce, lighted
from oriel.ui.transcript.code_section import CodeSection
from oriel.ui.transcript.look import Look, cursor_x, is_right_to_left
from oriel.ui.transcript.prose_section import ProseSection, indent, paint_quotation
from oriel.ui.transcript.rows import FormulaSection, PictureSection
from oriel.ui.transcript.section import NOTHING_MARKED, Marked, Section
from oriel.ui.transcript.table_section import TableSection

_LONG_LINE = 30  # rows


class Printed(Protocol):
    """A section that may be cut at some heights. `stays` says that what follows belongs to
    it, `head` is what stands above it again on the next page, `pad` the room between its
    content and a cut, on its `ground` (x, width and token)."""

    gap: int
    shared: int
    height: int
    stays: bool
    head: int
    pad: int
    ground: tuple[int, int, str]

    def lay_out(self, width: int) -> None: ...

    def paint(self, painter: QPainter, clip: QRectF, marked: Marked) -> None: ...

    def cuts(self) -> Sequence[int]:
        """Where it may be cut, in order, without its top and its end."""


class PrintedProse(ProseSection):
    stays = False
    head = pad = 0
    ground = (0, 0, "")

    def __init__(self, block: Prose, look: Look, formulas: FormulasAtOnce | None = None) -> None:
        super().__init__(block, look, formulas)
        self.stays = block.level > 0
        self._is_rtl = is_right_to_left(self.text)

    def paint(self, painter: QPainter, clip: QRectF, marked: Marked) -> None:
        """Line by line: a layout that is asked for some paints the one before them, too, where
        nobody sees it but whoever searches. What goes from right to left has its mark and its
        bars at the right."""
        if self.block.level < 0:
            super().paint(painter, clip, marked)
            return
        self._paint_bars(painter)
        look, layout = self.look, self._ready()
        painter.setPen(look.colour("muted" if "q" in self.block.inside else "text"))
        left = 0 if self._is_rtl else self._inset
        shown = [line for line in _lines_of(layout) if _meets(line, clip)]
        if self.block.marker and shown and shown[0].lineNumber() == 0:
            self._paint_marker_beside(painter, shown[0])
        for line in shown:
            line.draw(painter, QPointF(left, 0))
        numbers = {line.lineNumber() for line in shown}
        for at, (formula, _) in self._painted.items():
            line = layout.lineForTextPosition(at)
            if line.lineNumber() in numbers:
                x = left + cursor_x(line, at) - (formula.width if self._is_rtl else 0)
                formula.paint(painter, x, line.y() + line.ascent())

    def _paint_bars(self, painter: QPainter) -> None:
        if not self._is_rtl:
            paint_quotation(painter, self.look, self)
            return
        for depth, each in enumerate(self.block.inside):
            if each == "q":
                inset = indent(self.block.inside[:depth], self.look) + self.look.px(5)
                place = QRectF(self.width - inset, 0, self.look.px(3), self.height)
                painter.fillRect(place, self.look.colour("line"))

    def _paint_marker_beside(self, painter: QPainter, line: QTextLine) -> None:
        font, metrics = self.look.heading(self.block.level)
        wide, apart = metrics.horizontalAdvance(self.block.marker), self.look.px(8)
        x = self.width - self._inset + apart if self._is_rtl else self._inset - wide - apart
        painter.setFont(font)
        painter.drawText(QPointF(x, line.y() + line.ascent()), self.block.marker)

    def cuts(self) -> Sequence[int]:
        if self.block.level < 0:
            return ()
        layout = self._ready()
        tops = [round(layout.lineAt(n).y()) for n in range(layout.lineCount())]
        # No line alone: not at the foot of a page, and not at the head of the next.
        return tops[2:-1] if len(tops) > 3 else ()


class PrintedCode(CodeSection):
    stays = False
    head = pad = 0
    ground = (0, 0, "")

    def __init__(self, block: Code, look: Look) -> None:
        super().__init__(block, look)
        self.wrapped = self._coloured = True
        self.pad = look.px(10)
        if block.language:
            self._highlighter = lighted(block.language, block.lines)

    def lay_out(self, width: int) -> None:
        super().lay_out(width)
        self.ground = (self._inset, width - self._inset, "code")

    def cuts(self) -> Sequence[int]:
        step = self.look.code_line
        found: list[int] = []
        for number in range(len(self.block.lines)):
            top, below = self.line_top(number), self.line_top(number + 1)
            # Inside of a line only where it would not go on a page.
            found += range(top, below, step) if below - top > _LONG_LINE * step else [top]
        return found[2:-1]


class PrintedTable(TableSection):
    """Fitted into the page whatever its columns; where even that is too narrow, the cells
    break inside of words."""

    stays = False
    head = pad = 0
    ground = (0, 0, "")

    def lay_out(self, width: int) -> None:
        super().lay_out(width)
        self.head = self._tops[1] if len(self._tops) > 2 else 0

    def cuts(self) -> Sequence[int]:
        return self._tops[2:-1]

    def _squeezed(self, widths: list[int], room: int) -> list[int]:
        found = super()._squeezed(widths, room)
        over = sum(found) / room if room else 1
        return [max(1, int(width / over)) for width in found] if over > 1 else found


class PrintedFormula(FormulaSection):
    """Smaller where it is wider than the page."""

    stays = False
    head = pad = 0
    ground = (0, 0, "")

    def cuts(self) -> Sequence[int]:
        return ()

    def paint(self, painter: QPainter, clip: QRectF, marked: Marked) -> None:
        wide = self._formula.width if self._formula is not None else 0
        share = min(1.0, (self.width - self._inset) / wide) if wide else 1.0
        painter.save()
        painter.scale(share, share)
        full, self.width = self.width, round(self.width / share)
        super().paint(painter, QRectF(0, 0, self.width, self.height), marked)
        self.width = full
        painter.restore()


class PrintedPicture(PictureSection):
    stays = False
    head = pad = 0
    ground = (0, 0, "")

    def cuts(self) -> Sequence[int]:
        return ()

    def _size(self) -> QRectF:
        size = self.image.deviceIndependentSize() * self.look.zoom
        if size.isEmpty():
            return QRectF()
        most = (self.width - self._inset, self.look.px(460))
        scale = min(1.0, most[0] / size.width(), most[1] / size.height())
        return QRectF(self._inset, 0, round(size.width() * scale), round(size.height() * scale))


class Card(Section):
    """Sections on a ground of their own, at one side (`most` is its share of the page)."""

    stays = False
    head = pad = 0
    ground = (0, 0, "")

    def __init__(
        self,
        look: Look,
        inside: Sequence[Printed],
        ground: str,
        *,
        edge: str = "",
        most: float = 1.0,
        gap: int = 12,
    ) -> None:
        super().__init__(look)
        self._inside, self._ground, self._edge, self._most = inside, ground, edge, most
        self.gap = look.px(gap)
        self._pad = look.px(14), look.px(11)
        self._places: list[tuple[int, Printed]] = []
        self._frame = (0, 0)

    def lay_out(self, width: int) -> None:
        self.width = width
        across, down = self._pad
        room = round(width * self._most) - 2 * across
        natural = 0
        self._places, y = [], down
        for number, section in enumerate(self._inside):
            section.lay_out(room)
            y += section.gap if number else 0
            self._places.append((y, section))
            y += section.height
            natural = max(natural, _natural(section, room))
        self.height = y + down
        for section in self._inside:
            # What stands at the right edge moves in with it.
            if natural < room and isinstance(section, PrintedProse):
                section.lay_out(natural)
        wide = min(room, natural) + 2 * across if self._most < 1 else width
        self._frame = (width - wide if self._most < 1 else 0, wide)

    def cuts(self) -> Sequence[int]:
        found: list[int] = []
        for number, (top, section) in enumerate(self._places):
            found += [top] if number else []
            found += [top + cut for cut in section.cuts()]
        return found

    def paint(self, painter: QPainter, clip: QRectF, marked: Marked) -> None:
        look = self.look
        left, wide = self._frame
        painter.setPen(look.colour(self._edge) if self._edge else Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(self._ground))
        radius = look.px(12)
        painter.drawRoundedRect(QRectF(left, 0, wide, self.height), radius, radius)
        for top, section in self._places:
            inner = clip.translated(0, -top)
            if inner.bottom() < 0 or inner.top() > section.height:
                continue
            painter.save()
            painter.translate(left + self._pad[0], top)
            section.paint(painter, inner, NOTHING_MARKED)
            painter.restore()


class Parted(Section):
    """A line across the page with words in the middle."""

    stays = True
    head = pad = 0
    ground = (0, 0, "")

    def __init__(self, look: Look, words: str) -> None:
        super().__init__(look)
        self.gap = look.px(44)
        self._words = words

    def lay_out(self, width: int) -> None:
        self.width = width
        self.height = self.look.px(20)

    def cuts(self) -> Sequence[int]:
        return ()

    def paint(self, painter: QPainter, clip: QRectF, marked: Marked) -> None:
        look = self.look
        shown = look.small_metrics.elidedText(
            self._words, Qt.TextElideMode.ElideRight, self.width * 0.8
        )
        wide = look.small_metrics.horizontalAdvance(shown) if shown else 0
        side = (self.width - wide) / 2 - (look.px(14) if shown else 0)
        for left in (0.0, self.width - side):
            painter.fillRect(QRectF(left, self.height / 2, side, look.px(1)), look.colour("line"))
        painter.setFont(look.small)
        painter.setPen(look.colour("muted"))
        area = QRectF(0, 0, self.width, self.height)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, shown)


def _lines_of(layout: QTextLayout) -> Iterator[QTextLine]:
    return (layout.lineAt(number) for number in range(layout.lineCount()))


def _meets(line: QTextLine, clip: QRectF) -> bool:
    return line.y() + line.height() > clip.top() and line.y() < clip.bottom()


def quiet(words: str, look: Look, gap: int = 8, *, right: bool = False) -> PrintedProse:
    """A muted line or paragraph."""
    made = RightProse if right else PrintedProse
    section = made(Prose((Run(words, Style.MUTED),)), look)
    section.gap = look.px(gap)
    return section


class RightProse(PrintedProse):
    """A short line at the right edge."""

    def paint(self, painter: QPainter, clip: QRectF, marked: Marked) -> None:
        painter.save()
        painter.translate(max(0, self.width - self.natural_width), 0)
        super().paint(painter, clip, marked)
        painter.restore()


def printed(block: object, look: Look, formulas: FormulasAtOnce) -> Printed:
    """The section of a block of Markdown."""
    match block:
        case Prose():
            return PrintedProse(block, look, formulas)
        case Code():
            return PrintedCode(block, look)
        case Table():
            return PrintedTable(block, look)
        case Formula():
            return PrintedFormula(block, look, formulas)
        case Picture():
            return PrintedPicture(block, look)
    raise TypeError(type(block).__name__)


def _natural(section: Printed, room: int) -> int:
    """How wide a section would like to be."""
    return section.natural_width if isinstance(section, ProseSection) else room
