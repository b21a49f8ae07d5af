"""Typing in the list: the letters so far, and the way to the next title that begins so.

Folders are known here; chats are looked for in the store, section by section, since only a
few of them are read.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from oriel.domain.chat_lists import Section, Seek, Span
from oriel.domain.words import folded
from oriel.ui.order.blocks import Block
from oriel.ui.order.words import say_new_chat

if TYPE_CHECKING:
    from oriel.ui.order.standing import StandingList

_PAUSES = 2.5  # times the system's: what is typed on is one word
_LONGEST = 60


class Typing(QObject):
    """Letters typed on, without a pause, are one beginning; one letter again and again goes
    from title to title."""

    def __init__(self, view: StandingList) -> None:
        super().__init__(view)
        self._view = view
        self._typed = ""
        self._at = -1.0
        self._folder_id = ""  # where to go when no chat before it begins so

    @property
    def under_way(self) -> bool:
        """Whether a letter now is one more of the same beginning."""
        pause_s = QApplication.keyboardInputInterval() * _PAUSES / 1000
        return bool(self._typed) and time.monotonic() - self._at <= pause_s

    def type(self, text: str) -> Seek | None:
        """What to look for in the store after these letters; None when it is known, or
        nothing can be."""
        text = "".join(c for c in text if c.isprintable())
        if not text:
            return None
        self._typed = (self._typed + text if self.under_way else text.lstrip())[:_LONGEST]
        self._at = time.monotonic()
        wanted = folded(self._typed)
        if not wanted:
            return None
        again = len(self._typed) > 1 and len(set(wanted)) == 1
        return self._seek(wanted[0] if again else wanted, on=again or len(self._typed) == 1)

    def found(self, span: Span | None) -> None:
        """Where the store has found a chat; None for nowhere before the folder."""
        view = self._view
        row = view.rows.row_of_span(span) if span is not None else -1
        if row < 0 and span is None:
            row = view.rows.row_of_folder(self._folder_id)
        self._go(row)

    def _seek(self, wanted: str, *, on: bool) -> Seek | None:
        """From the row of the keyboard on, or `on` from the one after it, and round."""
        row = self._view.currentIndex().row()
        head = self._view.rows.chat_at(row)
        sections: list[Section] = []
        self._folder_id = ""
        for block in self._round(row, on=on):
            if block.folder is not None and folded(self._name(block)).startswith(wanted):
                self._folder_id = block.folder.id
                break
            if block.section is not None:
                sections.append(block.section)
        if not sections:
            self._go(self._view.rows.row_of_folder(self._folder_id))
            return None
        nameless = folded(say_new_chat()).startswith(wanted)
        here = head.id if head is not None else ""
        return Seek(wanted, tuple(sections), here, on=on, nameless=nameless)

    def _round(self, row: int, *, on: bool) -> Iterator[Block]:
        """The blocks from the keyboard's on, and at last that one again."""
        blocks = list(self._view.rows.blocks)
        here = self._view.rows.blocks.at(row)
        at = blocks.index(here) if here is not None else 0
        skipped = 1 if here is not None and here.folder is not None and on else 0
        return iter([*blocks[at + skipped :], *blocks[: at + 1]])

    def _name(self, block: Block) -> str:
        line = self._view.rows.line(block.start)
        return line.text if line is not None else ""

    def _go(self, row: int) -> None:
        view = self._view
        if row < 0:
            return
        view.choosing.clear()
        view.choosing.start_at(row)
        view.setCurrentIndex(view.rows.index(row))
        view.scrollTo(view.rows.index(row))
