"""The head of an opened store: the way back, its name, how it stands, how far its indexing is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from oriel.domain.library import VectorStore
from oriel.ui.count_text import count_text
from oriel.ui.icon_engine import icon
from oriel.ui.library.pieces.progress import ProgressLine
from oriel.ui.library.stores.columns import expires_text, expires_tone, shown_name
from oriel.ui.library.stores.words import counted, store_files, store_status, store_tone, t
from oriel.ui.library.words import size_text
from oriel.ui.prompts.parts import NameLabel, button, label
from oriel.ui.style_sheet import restyle


class StoreHead(QWidget):
    """`back_requested`; what else can be done with a store is put in by `add_button`."""

    back_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("store_head")
        self._back = button(t("Vector stores"), "back_to_stores", self, "quiet")
        self._back.setToolTip(t("Back to the list of stores  Alt+Left"))
        self._name = NameLabel("title", self)
        self._name.setObjectName("store_name")
        self._status = QLabel(self)
        self._expiry = QLabel(self)
        self._facts = NameLabel("muted", self)
        for each in (self._status, self._expiry):
            each.setTextFormat(Qt.TextFormat.PlainText)
        self._note = label("warning", self)
        self._note.setObjectName("store_note")
        self._note.hide()
        self._progress = ProgressLine(self)
        self._progress.setObjectName("indexing_progress")
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(t("Indexing"))
        self._lay_out()
        self._back.clicked.connect(self.back_requested)

    def add_button(self, text: str, name: str, icon_name: str) -> QPushButton:
        """A button at the end of the first line."""
        made = button(text, name, self, "quiet")
        made.setIcon(icon(icon_name))
        self._first.addWidget(made)
        return made

    def show_store(self, store: VectorStore) -> None:
        """How it stands now."""
        self._name.show_name(shown_name(store))
        self._name.setAccessibleName(shown_name(store))
        self._say(self._status, store_status(store), store_tone(store))
        counts = store.files
        facts = [self._files_text(store), size_text(store.usage_bytes)]
        self._facts.show_name("  ·  ".join(facts))
        expiry = expires_text(store)
        never = store.expires_at is None
        self._say(self._expiry, "" if never else self._expiry_text(expiry), expires_tone(store))
        busy = counts.in_progress > 0 and counts.total > 0
        self._progress.setVisible(busy)
        self._progress.show_progress(counts.total - counts.in_progress, max(1, counts.total))
        self._progress.setAccessibleDescription(
            t("{done} of {total} files", done=count_text(counts.total - counts.in_progress),
              total=count_text(counts.total))
        )  # fmt: skip

    def show_note(self, text: str) -> None:
        """Where list and server disagree, "" where they do not."""
        self._note.setText(text)
        self._note.setVisible(bool(text))

    # Inside

    def _files_text(self, store: VectorStore) -> str:
        count = store.files.total
        if store.files.completed == count:
            return counted(count, "One file", "{count} files")
        return t("Files: {text}", text=store_files(store))

    def _expiry_text(self, text: str) -> str:
        return t("Expires: {when}", when=text) if text != t("expired") else ""

    def _say(self, part: QLabel, text: str, tone: str) -> None:
        part.setText(text)
        part.setVisible(bool(text))
        role = tone if tone in ("danger", "warning", "ok") else "muted"
        if part.property("textRole") != role:
            part.setProperty("textRole", role)
            restyle(part)

    def _lay_out(self) -> None:
        self._back.setIcon(icon("chevron-right" if self.isRightToLeft() else "chevron-left"))
        self._first = QHBoxLayout()
        self._first.setSpacing(8)
        self._first.addWidget(self._back)
        self._first.addWidget(label("muted", self, "/"))
        self._first.addWidget(self._name, 1)
        second = QHBoxLayout()
        second.setSpacing(14)
        second.setContentsMargins(8, 0, 0, 0)  # where the words of the first line begin
        for each in (self._status, self._expiry):
            second.addWidget(each)
        second.addWidget(self._facts, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(8)
        column.addLayout(self._first)
        column.addLayout(second)
        column.addWidget(self._note)
        column.addWidget(self._progress)
