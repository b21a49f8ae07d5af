"""A table: cells laid out once each, columns as wide as they need, scrolled sideways. One
whose words go from right to left begins at the right, and so do its columns.

Painted by us because a QTextTable lays out all rows anew for each row that comes.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QTextLayout, QTextOption

from oriel.domain.markdown.blocks import Run, Runs, Style, Table, plain
from oriel.ui.transcript.look import (
    cursor_x,
    is_right_to_left,
    marks_within,
    utf16_length,
)
from oriel.ui.transcript.prose_section import indent, paint_quotation
from oriel.ui.transcript.section import Marked, Section

if TYPE_CHECKING:
    from oriel.ui.transcript.look import Look

_PAD_X, _PAD_Y = 11, 7
_SIDES = {
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}


class TableSection(Section):
    """`block` is a Table; `text` is its tab-separated values."""

    widest_cell_px = 340

    def __init__(self, block: Table, look: Look) -> None:
        super().__init__(look)
        self.block: Table = block
        self.gap = look.px(12)
        self._inset = indent(block.inside, look)
        self._shift = 0  # how far it is scrolled away from its first column
        self._is_rtl = False
        self._natural: list[float] = []
        self._widths: list[int] = []
        self._cells: list[list[QTextLayout]] = []
        self._tops: list[int] = [0]
        self._starts: list[list[int]] = []
        self._length = 0

    @property
    def text(self) -> str:  # type: ignore[override]
        return self.block.text

    def lay_out(self, width: int) -> None:
        """Lays out the rows that are new, and all of them when a column has grown."""
        look, rows = self.look, self._rows()
        self._turn(is_rtl=is_right_to_left(_beginning(rows)))
        if len(self._starts) > len(rows) or (self._starts and width != self.width):
            self._forget()
        self.width = width
        done = max(0, len(self._starts) - 1)  # the last row may have changed
        self._starts = self._starts[:done]
        self._length = self._starts[-1][-1] + 1 if self._starts else 0
        widths = self._fitted(rows[done:])
        if widths != self._widths:
            self._widths = widths
            self._cells, self._tops = [], [0]
        begin = min(done, len(self._cells))
        del self._cells[begin:], self._tops[begin + 1 :]
        for number in range(begin, len(rows)):
            cells = [self._laid(c, n, head=number == 0) for n, c in enumerate(rows[number])]
            self._cells.append(cells)
            tallest = max((self._tall(cell) for cell in cells), default=look.line)
            self._tops.append(self._tops[-1] + tallest + 2 * look.px(_PAD_Y))
        for row in rows[done:]:
            self._add_starts(row)
        self.height = self._tops[-1] + 1 + (look.px(10) if self._furthest() else 0)
        self._shift = min(self._shift, self._furthest())

    def grow(self, width: int) -> int:
        """Takes in the rows that were added; from which height on it looks different."""
        done, before = max(0, len(self._starts) - 1), (self._widths, self._is_rtl)
        top = self._tops[done] if done < len(self._tops) else 0
        self.lay_out(width)
        return top if before == (self._widths, self._is_rtl) else 0

    def release(self) -> None:
        self._forget()

    def paint(self, painter: QPainter, clip: QRectF, marked: Marked) -> None:
        look = self.look
        if not self._cells:
            self.lay_out(self.width)
        paint_quotation(painter, look, self)
        painter.save()
        painter.setClipRect(QRectF(self._inset, 0, self.width - self._inset, self.height) & clip)
        first = max(0, bisect_right(self._tops, clip.top()) - 1)
        ranges = marked.ranges(look)
        for number in range(first, len(self._cells)):
            if self._tops[number] > clip.bottom():
                break
            self._paint_row(painter, number, ranges)
        painter.restore()
        self._paint_bar(painter)

    def position(self, point: QPointF) -> int:
        if not self._cells:
            self.lay_out(self.width)
        row = min(max(0, bisect_right(self._tops, point.y()) - 1), len(self._cells) - 1)
        across = self._across(point.x())
        column = min(max(0, bisect_right(self._edges(), across) - 1), len(self._widths) - 1)
        cell = self._cells[row][column]
        y = point.y() - self._tops[row] - self.look.px(_PAD_Y)
        line = cell.lineAt(min(max(0, int(y // self.look.line)), cell.lineCount() - 1))
        return self._starts[row][column] + int(line.xToCursor(point.x() - self._lefts()[column]))

    def caret(self, position: int) -> QRectF:
        if not self._cells:
            self.lay_out(self.width)
        row = min(
            max(0, bisect_right([starts[0] for starts in self._starts], position) - 1),
            len(self._starts) - 1,
        )
        column = min(bisect_right(self._starts[row], position) - 1, len(self._widths) - 1)
        cell = self._cells[row][column]
        line = cell.lineForTextPosition(position - self._starts[row][column])
        x = cursor_x(line, position - self._starts[row][column]) if line.isValid() else 0.0
        left = self._lefts()[column]
        return QRectF(left + x, self._tops[row] + self.look.px(_PAD_Y), 0, self.look.line)

    def link(self, point: QPointF) -> str:
        if not self._cells or not 0 <= point.y() < self._tops[-1]:
            return ""
        at = self.position(point)
        for row, starts in zip(self._rows(), self._starts, strict=False):
            for cell, start in zip(row, starts, strict=False):
                here = at - start
                if 0 <= here < utf16_length(plain(cell)):
                    return _link_in(cell, here)
        return ""

    def scrolled(self, by: int) -> bool:
        shift = min(max(0, self._shift + (-by if self._is_rtl else by)), self._furthest())
        moved, self._shift = shift != self._shift, shift
        return moved

    # Inside

    def _rows(self) -> list[tuple[Runs, ...]]:
        return [self.block.header, *self.block.rows]

    def _turn(self, *, is_rtl: bool) -> None:
        if is_rtl != self._is_rtl:
            self._forget()
            self._is_rtl = is_rtl

    def _forget(self) -> None:
        self._cells, self._tops, self._widths = [], [0], []
        self._starts, self._natural = [], []

    def _fitted(self, rows: list[tuple[Runs, ...]]) -> list[int]:
        """The columns' widths. The last row counts for now only: its marks may be half there."""
        look = self.look
        self._natural += [0.0] * (len(self.block.header) - len(self._natural))
        for row in rows[:-1]:
            self._widen(self._natural, row)
        natural = list(self._natural)
        self._widen(natural, rows[-1])
        most = look.px(self.widest_cell_px)
        widths = [min(most, math.ceil(n) + 2) + self._pads() for n in natural]
        room = self.width - self._inset
        if sum(widths) > room:
            widths = self._squeezed(widths, room)
        return widths

    def _widen(self, natural: list[float], row: tuple[Runs, ...]) -> None:
        """Makes room for what the row's cells would take in one line."""
        look = self.look
        for column, cell in enumerate(row[: len(natural)]):
            text = plain(cell)
            if len(text) * look.line < natural[column]:
                continue
            bold = row is self.block.header or len(cell) > 1
            metrics = look.bold_metrics if bold else look.body_metrics
            longest = max((metrics.horizontalAdvance(s) for s in text.split("\u2028")), default=0)
            natural[column] = max(natural[column], longest)

    def _squeezed(self, widths: list[int], room: int) -> list[int]:
        """Takes from the widest columns, none below a readable width."""
        least = self.look.px(150)
        while (over := sum(widths) - room) > 0:
            widest = max(widths)
            if widest <= least:
                break
            wide = [n for n, width in enumerate(widths) if width == widest]
            second = max((w for w in widths if w < widest), default=least)
            down = max(1, min(widest - max(second, least), math.ceil(over / len(wide))))
            for number in wide:
                widths[number] -= down
        return widths

    def _laid(self, cell: Runs, column: int, *, head: bool) -> QTextLayout:
        look = self.look
        runs = tuple(run._replace(style=run.style | Style.BOLD) for run in cell) if head else cell
        layout = QTextLayout(plain(runs), look.bold if head else look.body)
        layout.setCacheEnabled(True)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        if is_right_to_left(layout.text()):
            option.setTextDirection(Qt.LayoutDirection.RightToLeft)
        option.setAlignment(self._side(column))
        layout.setTextOption(option)
        if ranges := look.ranges(runs):
            layout.setFormats(ranges)
        y = 0
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(self._widths[column] - self._pads())
            line.setPosition(QPointF(0, y + round((look.line - line.height()) / 2)))
            y += look.line
        layout.endLayout()
        return layout

    def _add_starts(self, row: tuple[Runs, ...]) -> None:
        starts = []
        for cell in row:
            starts.append(self._length)
            self._length += utf16_length(plain(cell)) + 1
        starts.append(self._length - 1)
        self._starts.append(starts)

    def _edges(self) -> list[int]:
        edges = [0]
        for width in self._widths[:-1]:
            edges.append(edges[-1] + width)
        return edges

    def _lefts(self) -> list[int]:
        """Where the text of each column begins, seen from the left of the section."""
        pad, found = self.look.px(_PAD_X), []
        for column, (edge, width) in enumerate(zip(self._edges(), self._widths, strict=True)):
            # The first column stands in line with the text around the table.
            at = edge + (0 if column == 0 else pad)
            if self._is_rtl:
                found.append(self.width + self._shift - at - (width - 2 * pad))
            else:
                found.append(self._inset - self._shift + at)
        return found

    def _across(self, x: float) -> float:
        """How far a place is from where the first column begins."""
        return (self.width - x if self._is_rtl else x - self._inset) + self._shift

    def _side(self, column: int) -> Qt.AlignmentFlag:
        begin = Qt.AlignmentFlag.AlignRight if self._is_rtl else Qt.AlignmentFlag.AlignLeft
        return _SIDES.get(self.block.align[column], begin)

    def _pads(self) -> int:
        """The room at both sides of a cell's words."""
        return 2 * self.look.px(_PAD_X)

    def _tall(self, cell: QTextLayout) -> int:
        last = cell.lineCount() - 1
        return int(cell.lineAt(last).y() + cell.lineAt(last).height()) + 1 if last >= 0 else 0

    def _furthest(self) -> int:
        return max(0, sum(self._widths) - (self.width - self._inset))

    def _paint_row(
        self, painter: QPainter, number: int, ranges: list[QTextLayout.FormatRange]
    ) -> None:
        look = self.look
        top, bottom = self._tops[number], self._tops[number + 1]
        painter.setPen(look.colour("text"))
        for column, (cell, left) in enumerate(zip(self._cells[number], self._lefts(), strict=True)):
            if left > self.width or left + self._widths[column] < self._inset:
                continue
            start = self._starts[number][column]
            length = utf16_length(cell.text())
            here = marks_within(ranges, start, length)
            self._paint_cell(painter, cell, QPointF(left, top + look.px(_PAD_Y)), here)
        strength = look.colour("line") if number else look.theme.faded("muted", 0.5)
        wide = min(sum(self._widths), self.width - self._inset)
        begin = self.width - wide if self._is_rtl else self._inset
        painter.fillRect(QRectF(begin, bottom - 1, wide, 1), strength)

    def _paint_cell(
        self,
        painter: QPainter,
        cell: QTextLayout,
        place: QPointF,
        ranges: list[QTextLayout.FormatRange],
    ) -> None:
        cell.draw(painter, place, ranges)

    def _paint_bar(self, painter: QPainter) -> None:
        furthest = self._furthest()
        if not furthest:
            return
        look, room = self.look, self.width - self._inset
        width = max(look.px(36), room * room / (room + furthest))
        share = self._shift / furthest
        left = self._inset + (room - width) * (1 - share if self._is_rtl else share)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.theme.faded("muted", 0.45))
        painter.drawRoundedRect(QRectF(left, self.height - look.px(6), width, look.px(4)), 2, 2)


def _beginning(rows: list[tuple[Runs, ...]]) -> str:
    """The words of the first row that has any letters: they say which way it goes."""
    return "".join("".join(plain(cell) for cell in row) for row in rows[:2])


def _link_in(cell: tuple[Run, ...], at: int) -> str:
    for run in cell:
        at -= utf16_length(run.text)
        if at < 0:
            return run.link
    return ""
