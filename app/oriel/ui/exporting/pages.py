"""Chats as a book of pages: a PDF, or what goes to a printer. Told everything twice: first the
pages are counted, then they are painted.

Works in the thread of one export and touches no widget: painting on such devices is allowed
there, and a long chat takes seconds.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QFile, QFileDevice, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter

from oriel.domain.chats import Chat
from oriel.domain.export_content import ChatHead, Entry
from oriel.domain.export_turns import turn_of
from oriel.domain.exports import Paper, Shade
from oriel.domain.markdown.blocks import Prose, Run
from oriel.services.export_files import UnfinishedFile
from oriel.services.export_writers import Book
from oriel.ui.exporting.pager import Pager
from oriel.ui.exporting.printed_contents import ContentsLine
from oriel.ui.exporting.printed_prose import PrintedProse
from oriel.ui.exporting.setting import Setter, chat_name
from oriel.ui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_RESOLUTION = 1200
SIZES = {Paper.A4: QPageSize.PageSizeId.A4, Paper.LETTER: QPageSize.PageSizeId.Letter}


class PageWriter:
    """What a PDF and a printer have in common; a subclass gives the device."""

    passes = 2

    def __init__(self, book: Book, theme: Theme, sheet_pt: QSizeF) -> None:
        self._book = book
        self._setter = Setter(theme, book.words)
        self._pager = Pager(self._setter.look, sheet_pt, book)
        self._painter: QPainter | None = None
        self._starts: list[int] = []

    def begin(self, number: int) -> None:
        device = self._device() if number == self.passes else None
        if device is not None:
            self._painter = QPainter()
            if not self._painter.begin(device):
                raise OSError(errno.EIO, "no pages can be painted")
            units = device.logicalDpiX() / 72 * self._pager.unit_pt
            self._painter.scale(units, units)
        self._pager.begin(self._painter, device)
        if len(self._book.titles) > 1:
            self._contents()
        self._starts = []

    def begin_chat(self, chat: Chat, head: ChatHead) -> None:
        self._pager.begin_chapter(head.title)
        self._starts.append(self._pager.page)
        number, facts = len(self._starts), self._book.options.facts
        self._pager.place(self._setter.title(head, number, facts=facts))

    def branch(self, said: str) -> None:
        self._pager.place([self._setter.branch(said)])

    def add(self, entry: Entry) -> None:
        self._pager.place(self._setter.turn(turn_of(entry, self._book.options, self._book.words)))

    def end_chat(self) -> None:
        self._pager.flush()

    def finish(self) -> None:
        if self._painter is not None and not self._painter.end():
            raise OSError(errno.EIO, "the pages were not finished")
        self._painter = None

    def close(self) -> None:
        if self._painter is not None and self._painter.isActive():
            self._painter.end()
        self._painter = None

    def _device(self) -> QPagedPaintDevice:
        raise NotImplementedError

    def _contents(self) -> None:
        """The titles with their pages, which are known when the pages are painted."""
        pager, look = self._pager, self._setter.look
        pager.begin_chapter(self._book.title)
        pager.place([PrintedProse(Prose((Run(self._book.title),), level=1), look)])
        pager.place([PrintedProse(Prose(level=-1), look)])
        pages = [*self._starts, *[0] * (len(self._book.titles) - len(self._starts))]
        for number, (title, page) in enumerate(zip(self._book.titles, pages, strict=False), 1):
            pager.place([ContentsLine(look, title, page, chat_name(number))])
        pager.flush()


class PdfWriter(PageWriter):
    """`themes` are those of the shades light, dark and shown."""

    def __init__(self, book: Book, file: UnfinishedFile, themes: Mapping[Shade, Theme]) -> None:
        self._paper = QPageSize(SIZES[book.options.paper])
        super().__init__(book, themes[book.options.shade], QSizeF(self._paper.sizePoints()))
        self._file = QFile(str(file.path))
        if not self._file.open(QIODevice.OpenModeFlag.WriteOnly):
            raise OSError(errno.EACCES, self._file.errorString())
        self._writer: QPdfWriter | None = None

    def finish(self) -> None:
        super().finish()
        if not self._file.flush() or self._file.error() != QFileDevice.FileError.NoError:
            full = self._file.error() == QFileDevice.FileError.ResourceError
            raise OSError(errno.ENOSPC if full else errno.EIO, self._file.errorString())

    def close(self) -> None:
        super().close()
        self._writer = None
        self._file.close()

    def _device(self) -> QPagedPaintDevice:
        writer = self._writer = QPdfWriter(self._file)
        writer.setResolution(_RESOLUTION)
        portrait = QPageLayout.Orientation.Portrait
        writer.setPageLayout(QPageLayout(self._paper, portrait, QMarginsF(0, 0, 0, 0)))
        writer.setTitle(self._book.title)
        writer.setCreator("Oriel")
        return writer


class PrinterWriter(PageWriter):
    """For a printer that the person has chosen; always dark on light, whatever is shown."""

    def __init__(self, book: Book, printer: QPrinter, theme: Theme) -> None:
        self._printer = printer
        printer.setDocName(book.title)
        printer.setFullPage(True)
        size = printer.pageLayout().fullRect(QPageLayout.Unit.Point).size()
        super().__init__(book, theme, size)
        if (last := printer.toPage()) > 0:
            self._pager.wanted = range(max(1, printer.fromPage()), last + 1)

    def _device(self) -> QPagedPaintDevice:
        return self._printer
