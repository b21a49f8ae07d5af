"""Sections onto pages, one after the other, each page with its number and the chat's title.

The same for a PDF and a printer, and for counting pages before either: then nothing is
painted.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Protocol

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter

from oriel.services.export_writers import Book
from oriel.ui.exporting.print_look import BODY_PT, PrintLook
from oriel.ui.exporting.printed_prose import Printed
from oriel.ui.fonts import BODY_PX
from oriel.ui.transcript.section import NOTHING_MARKED

_TOUCH = 8
MARGIN_PT, FOOT_PT = 54.0, 30.0


class Sheets(Protocol):
    """A device with pages: QPdfWriter, QPrinter."""

    def newPage(self) -> bool: ...


class Pager:
    """`size_pt` is the whole sheet. Without a painter pages are counted only; `wanted` are
    the pages that are painted."""

    def __init__(self, look: PrintLook, size_pt: QSizeF, book: Book) -> None:
        self._look = look
        self._book = book
        self.unit_pt = BODY_PT / (BODY_PX * look.zoom)
        self._sheet = QRectF(0, 0, size_pt.width() / self.unit_pt, size_pt.height() / self.unit_pt)
        margin = MARGIN_PT / self.unit_pt
        self._area = self._sheet.adjusted(margin, margin, -margin, -margin)
        self._painter: QPainter | None = None  # None on pages that are not wanted
        self._brush: QPainter | None = None
        self._painted = 0
        self._sheets: Sheets | None = None
        self.page = 0
        self.pages = 0
        self.wanted = range(1, 1 << 31)
        self._title = ""
        self._y = 0.0
        self._waiting: list[Printed] = []

    @property
    def width(self) -> int:
        return int(self._area.width())

    def begin(self, painter: QPainter | None, sheets: Sheets | None) -> None:
        """Begins again from the first page. What was counted is the number of pages."""
        self.pages, self.page = self.page, 0
        self._painter, self._sheets = None, sheets
        self._brush, self._painted = painter, 0
        self._y = 0.0
        self._waiting = []

    def begin_chapter(self, title: str) -> None:
        """What follows begins on a page of its own."""
        self.flush()
        self._title = title
        self._turn_page()

    def place(self, sections: Iterable[Printed]) -> None:
        """Puts sections on the page, and on as many as it takes. Raises Stopped."""
        for section in sections:
            self._book.go_on()
            section.lay_out(self.width)
            self._waiting.append(section)
            if not section.stays:
                self.flush()

    def flush(self) -> None:
        """Places what waited for what follows it."""
        group, self._waiting = self._waiting, []
        if not group:
            return
        *before, last = group
        need = sum(each.height + each.gap for each in before) + last.gap + _least(last)
        if need > self._left and need <= self._area.height():
            self._turn_page()
        for section in group:
            self._put(section)

    # Inside

    @property
    def _left(self) -> float:
        return self._area.height() - self._y

    def _put(self, section: Printed) -> None:
        gap = section.gap if self._y else 0
        if gap + _least(section) > self._left and self._y:
            self._turn_page()
            gap = 0
        self._y += gap
        cuts = [*section.cuts(), section.height]
        begin, head = 0, 0
        while section.height - begin + head > self._left:
            end = _last_cut(cuts, begin, self._left - head - section.pad)
            if end <= begin:
                if self._y > 0:
                    self._turn_page()
                    continue
                # What is taller than a page is cut where the page ends.
                end = begin + max(1, int(self._left - head))
            self._paint(section, begin, end, head)
            self._pad(section)
            begin, head = end, section.head
            self._turn_page()
            self._pad(section)
        self._paint(section, begin, section.height, head)

    def _pad(self, section: Printed) -> None:
        """The ground of a card goes on to where it is cut, and begins a little before."""
        painter = self._painter
        if painter is not None and section.pad:
            painter.save()
            painter.translate(self._area.left(), self._area.top() + self._y)
            section.paint_ground(painter, section.pad)
            painter.restore()
        self._y += section.pad

    def _paint(self, section: Printed, begin: int, end: int, head: int) -> None:
        painter = self._painter
        if painter is not None and begin and head:
            self._slice(painter, section, 0, section.head)
        if begin:
            self._y += head
        if painter is not None:
            self._slice(painter, section, begin, end)
        self._y += end - begin

    def _slice(self, painter: QPainter, section: Printed, begin: int, end: int) -> None:
        painter.save()
        painter.translate(self._area.left(), self._area.top() + self._y - begin)
        # A quotation's bar reaches up across the gap, and letters across their line.
        above = section.gap if begin == 0 else 0
        sheet = QRectF(-self._area.left(), begin - above, self._sheet.width(), end - begin + above)
        painter.setClipRect(sheet)
        # A little less: what only touches the cut is on the other page, and would be in this
        # one unseen, for whoever searches in it or copies.
        clip = QRectF(0, begin, self.width, end - begin)
        clip.adjust(0, _TOUCH if begin else 0, 0, -_TOUCH if end < section.height else 0)
        section.paint(painter, clip, NOTHING_MARKED)
        painter.restore()

    def _turn_page(self) -> None:
        self._book.go_on()
        self.page += 1
        self._y = 0.0
        self._painter = self._brush if self.page in self.wanted else None
        if self._painter is None or self._sheets is None:
            return
        if self._painted:
            self._sheets.newPage()
        self._painted += 1
        self._paint_sheet(self._painter)

    def _paint_sheet(self, painter: QPainter) -> None:
        look = self._look
        if look.theme.is_dark:
            painter.fillRect(self._sheet, look.colour("window"))
        foot = QRectF(
            self._area.left(),
            self._sheet.bottom() - (FOOT_PT + 12) / self.unit_pt,
            self._area.width(),
            look.px(20),
        )
        painter.setFont(look.small)
        painter.setPen(look.colour("muted"))
        number = self._book.words.page(self.page, max(self.page, self.pages))
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number)
        room = foot.width() - look.small_metrics.horizontalAdvance(number) - look.px(24)
        shown = look.small_metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


def _least(section: Printed) -> float:
    """The least of a section that may stand at the foot of a page."""
    cuts = section.cuts()
    return cuts[0] if cuts else section.height


def _last_cut(cuts: list[int], begin: int, room: float) -> int:
    """The last cut with which the piece from `begin` on fits; `begin` when there is none."""
    at = bisect_right(cuts, begin + room) - 1
    return max(begin, cuts[at]) if at >= 0 else begin
