"""The transcript's sections on paper: where each may be cut between two pages, and nothing
that is folded, scrolled or cut off."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from oriel.domain.markdown.blocks import Code, Formula, Picture, Prose, Table
from oriel.ui.exporting.craft import FormulasAtOnce, lighted
from oriel.ui.exporting.print_look import PrintLook
from oriel.ui.exporting.printed_prose import OnPaper, Printed, PrintedProse
from oriel.ui.exporting.printed_table import PrintedTable
from oriel.ui.transcript.code_section import CodeSection
from oriel.ui.transcript.look import Look
from oriel.ui.transcript.rows import FormulaSection, PictureSection
from oriel.ui.transcript.section import Marked

_LONG_LINE = 30  # rows


class PrintedCode(OnPaper, CodeSection):
    _ground = (0, 0)
    _clip = QRectF()

    def __init__(self, block: Code, look: Look) -> None:
        super().__init__(block, look)
        self.wrapped = self._coloured = True
        self.pad = look.px(10)
        if block.language:
            self._highlighter = lighted(block.language, block.lines)

    def lay_out(self, width: int) -> None:
        super().lay_out(width)
        self._ground = (self._inset, width - self._inset)

    def paint(self, painter: QPainter, clip: QRectF, marked: Marked) -> None:
        self._clip = clip
        super().paint(painter, clip, marked)

    def _paint_line(self, painter: QPainter, number: int, marked: Marked) -> None:
        """Row by row: a line of a megabyte goes over hundreds of pages, and all of it would be
        painted on each of them."""
        layout, top, step = self._layout(number), self.line_top(number), self.look.code_line
        at = QPointF(self._area().left(), top)
        first = max(0, int((self._clip.top() - top) // step))
        last = min(layout.lineCount(), int((self._clip.bottom() - top) // step) + 1)
        for row in range(first, last):
            layout.lineAt(row).draw(painter, at)

    def paint_ground(self, painter: QPainter, height: int) -> None:
        left, wide = self._ground
        painter.fillRect(QRectF(left, 0, wide, height), self.look.colour("code"))

    def cuts(self) -> Sequence[int]:
        step = self.look.code_line
        found: list[int] = []
        for number in range(len(self.block.lines)):
            top, below = self.line_top(number), self.line_top(number + 1)
            # Inside of a line only where it would not go on a page.
            found += range(top, below, step) if below - top > _LONG_LINE * step else [top]
        return found[2:-1]


class PrintedFormula(OnPaper, FormulaSection):
    """Smaller where it is wider than the page."""

    def paint(self, painter: QPainter, clip: QRectF, marked: Marked) -> None:
        wide = self._formula.width if self._formula is not None else 0
        share = min(1.0, (self.width - self._inset) / wide) if wide else 1.0
        painter.save()
        painter.scale(share, share)
        full, self.width = self.width, round(self.width / share)
        super().paint(painter, QRectF(0, 0, self.width, self.height), marked)
        self.width = full
        painter.restore()


class PrintedPicture(OnPaper, PictureSection):
    """Fitted into the page."""

    def _size(self) -> QRectF:
        size = self.image.deviceIndependentSize() * self.look.zoom
        if size.isEmpty():
            return QRectF()
        most = (self.width - self._inset, self.look.px(460))
        scale = min(1.0, most[0] / size.width(), most[1] / size.height())
        return QRectF(self._inset, 0, round(size.width() * scale), round(size.height() * scale))


def printed(block: object, look: PrintLook, formulas: FormulasAtOnce) -> Printed:
    """The section of a block of Markdown."""
    match block:
        case Prose():
            return PrintedProse(block, look, formulas)
        case Code():
            return PrintedCode(block, look)
        case Table():
            return PrintedTable(block, look, formulas)
        case Formula():
            return PrintedFormula(block, look, formulas)
        case Picture():
            return PrintedPicture(block, look)
    raise TypeError(type(block).__name__)
