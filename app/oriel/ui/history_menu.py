"""What leads to the whole history: the bin, the usage, in and out. Imported when it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

if TYPE_CHECKING:
    from oriel.ui.actions import Actions

_GROUPS = (
    ("archived", "bin", "usage"),
    ("import_chats", "export_chats", "backups"),
    ("attach_conversation",),
)


class HistoryMenu(QMenu):
    """Open it with popup(); it deletes itself when closed."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("history_menu")
        self.setAccessibleName(self.tr("History"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for group in _GROUPS:
            if not self.isEmpty():
                self.addSeparator()
            for name in group:
                self.addAction(actions[name])
