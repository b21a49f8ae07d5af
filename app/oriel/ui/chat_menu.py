"""The context menu of one chat in the list. Imported when it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from oriel.ui.icon_engine import icon

if TYPE_CHECKING:
    from oriel.domain.chats import Chat
    from oriel.ui.actions import Actions


class ChatMenu(QMenu):
    """Open it with popup(); it deletes itself when closed.

    It has actions of its own: those of the table act where the keyboard is, which
    may have moved on by the time a choice is made.
    """

    rename_requested = Signal(str)
    pin_requested = Signal(str, bool)
    delete_requested = Signal(str)

    def __init__(self, chat: Chat, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chat = chat
        self.setObjectName("chat_menu")
        self.setAccessibleName(chat.title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._like(actions["rename_chat"]).triggered.connect(self._on_rename)
        pin = self.addAction(
            icon("pin", "muted", "text"), self.tr("Unpin") if chat.pinned else self.tr("Pin")
        )
        pin.setObjectName("pin_chat")
        pin.triggered.connect(self._on_pin)
        self.addSeparator()
        self._like(actions["delete_chat"]).triggered.connect(self._on_delete)

    def _like(self, model: QAction) -> QAction:
        action = QAction(model.icon(), model.text(), self)
        action.setObjectName(model.objectName())
        # Only shown: the window's own action hears the key.
        action.setShortcut(model.shortcut())
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setShortcutVisibleInContextMenu(True)
        self.addAction(action)
        return action

    def _on_rename(self) -> None:
        self.rename_requested.emit(self._chat.id)

    def _on_pin(self) -> None:
        self.pin_requested.emit(self._chat.id, not self._chat.pinned)

    def _on_delete(self) -> None:
        self.delete_requested.emit(self._chat.id)
