"""Prose on paper, and what any section on paper tells of itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QTextCharFormat, QTextLayout, QTextLine

from oriel.domain.markdown.blocks import Prose, Run, Style
from oriel.ui.exporting.craft import FormulasAtOnce
from oriel.ui.transcript.look import (
    Look,
    cursor_x,
    format_range,
    is_right_to_left,
    utf16_length,
)
from oriel.ui.transcript.prose_section import ProseSection, indent, paint_quotation
from oriel.ui.transcript.section import Marked


class Printed(Protocol):
    """A section that may be cut at some heights. `stays` says that what follows belongs to
    it, `head` is what stands above it again on the next page, `pad` the room between its
    content and a cut."""

    gap: int
    shared: int
    height: int
    stays: bool
    head: int
    pad: int

    def lay_out(self, width: int) -> None: ...

    def paint(self, painter: QPainter, clip: QRectF, marked: Marked) -> None: ...

    def paint_ground(self, painter: QPainter, height: int) -> None:
        """What lies under its content, for the room at a cut."""

    def cuts(self) -> Sequence[int]:
        """Where it may be cut, in order, without its top and its end."""


class OnPaper:
    """A section that is never cut, unless it says where."""

    stays = False
    head = pad = 0

    def paint_ground(self, painter: QPainter, height: int) -> None:
        """It has none."""

    def cuts(self) -> Sequence[int]:
        return ()


class PrintedProse(OnPaper, ProseSection):
    """`name` is what links in the document lead to."""

    name = ""

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

    def _formula_ranges(self, points: float) -> list[QTextLayout.FormatRange]:
        found = super()._formula_ranges(points)
        if self.name:
            form = QTextCharFormat()
            form.setAnchor(True)
            form.setAnchorNames([self.name])
            found.append(format_range(0, utf16_length(self.text), form))
        return found

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


def _lines_of(layout: QTextLayout) -> Iterator[QTextLine]:
    return (layout.lineAt(number) for number in range(layout.lineCount()))


def _meets(line: QTextLine, clip: QRectF) -> bool:
    return line.y() + line.height() > clip.top() and line.y() < clip.bottom()
