"""What lies in the bin, looked at: where it was, what it says, back with it or away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from oriel.domain.bin import BinEntry
from oriel.domain.messages import Message
from oriel.services.bin import PREVIEW
from oriel.ui.bin import words
from oriel.ui.count_text import count_text
from oriel.ui.library.pieces.detail_pane import DetailPane
from oriel.ui.library.words import size_text, whole_time_text

_MOST_SAID = 1200  # signs of a message


class BinPane(DetailPane):
    """`restore_requested()`, `delete_requested()`: what it shows."""

    restore_requested = Signal()
    delete_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bin_details", parent)
        self._shown: BinEntry | None = None
        self._said: tuple[Message, ...] | None = None

    def show_entry(self, entry: BinEntry) -> None:
        """What is known of one; its words come with `show_messages`."""
        if self._shown is None or entry.key != self._shown.key:
            self._said = None
        self._shown = entry
        self._build()

    def show_messages(self, entry: BinEntry, messages: tuple[Message, ...]) -> None:
        if self._shown is not None and entry.key == self._shown.key:
            self._said = messages
            self._build()

    def show_several(self, entries: Sequence[BinEntry]) -> None:
        self._shown = self._said = None
        self.begin(self.tr("{count} selected").format(count=count_text(len(entries))))
        sizes = [entry.size for entry in entries]
        known = sum(size for size in sizes if size is not None)
        if None not in sizes:
            self.add_fact(self.tr("Size"), size_text(known))
        self._add_buttons()

    def _build(self) -> None:
        entry = self._shown
        assert entry is not None
        self.begin(words.name_of(entry))
        if not entry.is_chat:
            self.add_fact(self.tr("From"), words.chat_of(entry))
        self.add_fact(self.tr("Deleted"), whole_time_text(entry.deleted_at))
        self.add_fact(self.tr("Stays for"), words.left_text(entry), tone=words.left_tone(entry))
        if entry.messages is not None:
            self.add_fact(self.tr("Messages"), count_text(entry.messages))
        self.add_fact(self.tr("Size"), words.shown_size(entry))
        if entry.with_chat:
            said = self.tr("Its chat is in the bin too, and comes back with it.")
            self.add_text(said, "muted")
        self._add_buttons()
        if self._said is not None:
            self._add_words(entry, self._said)

    def _add_buttons(self) -> None:
        restore, delete = self.add_buttons(
            (self.tr("Restore"), "undo", "bin_pane_restore", "primary"),
            (self.tr("Delete for good…"), "trash", "bin_pane_delete", "danger"),
        )
        restore.clicked.connect(self.restore_requested)
        delete.clicked.connect(self.delete_requested)

    def _add_words(self, entry: BinEntry, messages: tuple[Message, ...]) -> None:
        if not messages:
            self.add_text(self.tr("There is nothing to be seen of it."), "muted")
            return
        more = (entry.messages or 0) - len(messages)
        if more > 0 and len(messages) == PREVIEW and entry.is_chat:
            self.add_text(self.tr("The last messages of what was read:"), "muted")
        for message in messages:
            self.add_section(words.speaker_of(message))
            text = self.add_text(words.said_in(message, _MOST_SAID))
            policy = text.sizePolicy()
            policy.setVerticalPolicy(QSizePolicy.Policy.Maximum)  # room that is left stays below
            text.setSizePolicy(policy)
        if more > 0 and not entry.is_chat:
            said = self.tr("and {count} more").format(count=words.count_words(more))
            self.add_text(said, "muted")
