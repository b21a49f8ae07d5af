"""A table on paper: fitted into the page whatever its columns, with its formulas drawn.

Columns keep room for their longest words; when even that is too much, all of it is set
smaller, and only the last resort is to break inside of words.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QTextLayout, QTextOption

from oriel.domain.markdown.blocks import Prose, Runs, Style, Table, plain
from oriel.ui.exporting.craft import FormulasAtOnce
from oriel.ui.exporting.print_look import PrintLook
from oriel.ui.exporting.printed_prose import OnPaper, PrintedProse
from oriel.ui.transcript.section import NOTHING_MARKED
from oriel.ui.transcript.table_section import TableSection

_SHARES = (1.0, 0.86, 0.74, 0.64, 0.55)
_LONGEST_WORD = 40  # signs; a longer one may be broken
_ENDLESS = 1 << 20


class PrintedTable(OnPaper, TableSection):
    widest_cell_px = _ENDLESS // 8

    def __init__(self, block: Table, look: PrintLook, formulas: FormulasAtOnce) -> None:
        super().__init__(block, look)
        self._full = look
        self._formulas = formulas
        # By the identity of the cell, and of its layout.
        self._drawn: dict[int, CellProse] = {}
        self._by_layout: dict[int, CellProse] = {}

    def lay_out(self, width: int) -> None:
        room = width - self._inset
        for share in _SHARES:
            self.look = self._full.smaller(share)
            self._forget()
            if sum(self._least()) <= room:
                break
        super().lay_out(width)
        self.head = self._tops[1] if len(self._tops) > 2 else 0

    def cuts(self) -> Sequence[int]:
        return self._tops[2:-1]

    # Inside

    def _forget(self) -> None:
        super()._forget()
        self._drawn, self._by_layout = {}, {}

    def _least(self) -> list[int]:
        """What each column needs so that no word is broken."""
        pad, found = self._pads(), [0.0] * len(self.block.header)
        for row in self._rows():
            for column, cell in enumerate(row[: len(found)]):
                found[column] = max(found[column], self._longest_word(cell))
        return [math.ceil(each) + 2 + pad for each in found]

    def _longest_word(self, cell: Runs) -> float:
        if _has_formula(cell):
            return self._set(cell).natural_width
        words = plain(cell).split()
        longest = max(words, key=len, default="")[:_LONGEST_WORD]
        code = any(run.style & Style.CODE for run in cell)
        metrics = self.look.code_metrics if code else self.look.bold_metrics
        return metrics.horizontalAdvance(longest)

    def _widen(self, natural: list[float], row: tuple[Runs, ...]) -> None:
        drawn = {n: self._set(cell) for n, cell in enumerate(row) if _has_formula(cell)}
        for column in drawn.keys() & range(len(natural)):
            natural[column] = max(natural[column], drawn[column].natural_width)
        # Its source is longer than what is drawn of it.
        bare = tuple(() if n in drawn else cell for n, cell in enumerate(row)) if drawn else row
        super()._widen(natural, bare)

    def _squeezed(self, widths: list[int], room: int) -> list[int]:
        """The widest are cut down to one width, none below its longest word."""
        least = [min(each) for each in zip(widths, self._least(), strict=True)]
        if (over := sum(least) / max(1, room)) > 1:
            return [max(1, int(each / over)) for each in least]
        low, high = 0, max(widths)
        while low < high:
            most = (low + high + 1) // 2
            if sum(_between(widths, least, most)) <= room:
                low = most
            else:
                high = most - 1
        return _between(widths, least, low)

    def _laid(self, cell: Runs, column: int, *, head: bool) -> QTextLayout:
        if not _has_formula(cell):
            return super()._laid(cell, column, head=head)
        section = self._set(cell)
        section.side = self._side(column)
        section.lay_out(self._widths[column] - self._pads())
        layout = section.layout
        self._by_layout[id(layout)] = section
        return layout

    def _tall(self, cell: QTextLayout) -> int:
        section = self._by_layout.get(id(cell))
        return super()._tall(cell) if section is None else section.height

    def _paint_cell(
        self,
        painter: QPainter,
        cell: QTextLayout,
        place: QPointF,
        ranges: list[QTextLayout.FormatRange],
    ) -> None:
        section = self._by_layout.get(id(cell))
        if section is None:
            super()._paint_cell(painter, cell, place, ranges)
            return
        painter.save()
        painter.translate(place)
        section.paint(painter, QRectF(0, 0, section.width, section.height), NOTHING_MARKED)
        painter.restore()

    def _set(self, cell: Runs) -> CellProse:
        """A cell with formulas, in one line to begin with."""
        if id(cell) not in self._drawn:
            head = any(cell is each for each in self.block.header)
            bold = Style.BOLD if head else Style.PLAIN
            runs = (run._replace(style=run.style | bold) for run in cell)
            section = CellProse(Prose(tuple(runs)), self.look, self._formulas)
            section.lay_out(_ENDLESS)
            self._drawn[id(cell)] = section
        return self._drawn[id(cell)]


class CellProse(PrintedProse):
    """The words and formulas of a cell, at the side of its column."""

    side = Qt.AlignmentFlag.AlignLeft

    @property
    def layout(self) -> QTextLayout:
        return self._ready()

    def _option(self) -> QTextOption:
        option = super()._option()
        option.setAlignment(self.side)
        return option


def _has_formula(cell: Runs) -> bool:
    return any(run.style & Style.MATH for run in cell)


def _between(widths: Sequence[int], least: Sequence[int], most: int) -> list[int]:
    return [min(w, max(low, most)) for w, low in zip(widths, least, strict=True)]
