"""Where a file is used: its vector stores and chats as links, and what is not known."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from oriel.domain.file_uses import ChatUse, FileUse, StoreUse, Uses
from oriel.domain.visible import visible
from oriel.ui.inspector.pieces import link_button
from oriel.ui.inspector.pieces import words as text_label
from oriel.ui.library.files import words
from oriel.ui.row_button import RowButton

MOST_LINKS = 12


class UsedIn(QWidget):
    """`chat_requested(id)`, `store_requested(id)`; `look_requested()` to ask the stores that
    were not asked."""

    chat_requested = Signal(str)
    store_requested = Signal(str)
    look_requested = Signal()

    def __init__(self, use: FileUse, uses: Uses, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("file_used_in")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._add_stores(use.stores[:MOST_LINKS])
        self._add_chats(use.chats[:MOST_LINKS])
        self._add_words(use, uses)
        if not uses.complete:
            look = link_button(self.tr("Look in every store"), "look_everywhere", self)
            look.clicked.connect(self.look_requested)
            self._column.addWidget(look, 0, Qt.AlignmentFlag.AlignLeading)

    def _add_stores(self, stores: Iterable[StoreUse]) -> None:
        for store in stores:
            spoken = self.tr("Go to the vector store {name}")
            link = PlaceLink(store.name, "store", store.store_id, spoken, self)
            link.chosen.connect(self.store_requested)
            self._column.addWidget(link)

    def _add_chats(self, chats: Iterable[ChatUse]) -> None:
        for chat in chats:
            spoken = self.tr("Go to the chat {name}")
            link = PlaceLink(words.chat_title(chat), "chat", chat.chat_id, spoken, self)
            link.setEnabled(bool(chat.chat_id) and not chat.in_bin)
            link.chosen.connect(self.chat_requested)
            self._column.addWidget(link)

    def _add_words(self, use: FileUse, uses: Uses) -> None:
        said = words.unasked_text(uses)
        if uses.complete and not use.anywhere:
            said = self.tr("No vector store here and no chat on this computer uses it.")
        more = sum(max(0, len(each) - MOST_LINKS) for each in (use.stores, use.chats))
        if more:
            said = " ".join((self.tr("And {count} more.").format(count=more), said)).strip()
        if said:
            label = text_label(said, "muted", self)
            label.setObjectName("file_used_said")
            self._column.addWidget(label)


class PlaceLink(RowButton):
    """A store or a chat to go to: `chosen(id)`."""

    chosen = Signal(str)

    def __init__(self, name: str, kind: str, place_id: str, spoken: str, parent: QWidget) -> None:
        shown = visible(" ".join(name.split()))
        super().__init__(shown, kind, "row", parent)
        self._place_id = place_id
        self.setObjectName(f"used_{kind}")
        self.setAccessibleName(spoken.format(name=shown))
        self.setToolTip(shown.replace("<", "&lt;"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        self.chosen.emit(self._place_id)
