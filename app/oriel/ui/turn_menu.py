"""What more can be done with one turn. Imported when it is opened."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from oriel.domain.messages import Message, Role
from oriel.ui.icon_engine import icon
from oriel.ui.menu_hover import open_over


class TurnMenu(QMenu):
    """Open it with `open_below`; it deletes itself when closed. The signals carry the
    message's id; `busy` while an answer streams, when the chat may not be changed."""

    another_model_requested = Signal(str)
    compare_requested = Signal(str)
    edit_requested = Signal(str)
    branch_requested = Signal(str)
    remove_requested = Signal(str)
    copy_requested = Signal(str)

    def __init__(self, message: Message, *, busy: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("turn_menu")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._id = message.id
        self._busy = busy
        self._offer("copy", self.tr("Copy"), self.copy_requested.emit, always=True)
        if message.role is Role.ASSISTANT:
            self._offer(
                "retry",
                self.tr("Answer again by another model…"),
                self.another_model_requested.emit,
            )
            self._offer(
                "panel", self.tr("Compare with another model…"), self.compare_requested.emit
            )
        else:
            self._offer("edit", self.tr("Edit"), self.edit_requested.emit)
        self._offer("chevron-right", self.tr("Go on from here"), self.branch_requested.emit)
        self.addSeparator()
        self._offer("trash", self.tr("Delete from here on"), self.remove_requested.emit)

    def open_below(self, button: QWidget) -> None:
        open_over(self, button).popup(button.mapToGlobal(QPoint(0, button.height() + 4)))

    def _offer(
        self, name: str, text: str, then: Callable[[str], object], *, always: bool = False
    ) -> None:
        action = self.addAction(icon(name, "muted", "text"), text)
        action.setObjectName(f"turn_{name}")
        if self._busy and not always:
            action.setEnabled(False)
            action.setToolTip(self.tr("Not while the answer is coming"))
        action.triggered.connect(lambda: then(self._id))
