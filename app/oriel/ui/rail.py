"""What is left of the sidebar when it is hidden: a narrow rail with the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QToolButton, QVBoxLayout, QWidget

from oriel.ui.icons import BUTTON_PX

if TYPE_CHECKING:
    from oriel.ui.actions import Actions

WIDTH_PX = 48
_BUTTON = 34


class Rail(QFrame):
    """Its buttons trigger the window's own actions."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        actions.dress()
        self.setFixedWidth(WIDTH_PX)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(7, 8, 7, 8)
        layout.setSpacing(6)
        for action_id in ("toggle_sidebar", "new_chat", "search", "library"):
            layout.addWidget(self._button(actions, action_id))
        layout.addStretch(1)

    def _button(self, actions: Actions, action_id: str) -> QToolButton:
        action = actions[action_id]
        button = QToolButton(self)
        button.setObjectName(f"rail_{action_id}")
        button.setIcon(action.icon())
        button.setIconSize(QSize(BUTTON_PX, BUTTON_PX))
        button.setFixedSize(_BUTTON, _BUTTON)
        button.setAccessibleName(action.text())
        button.setToolTip(actions.tooltip(action_id))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(action.trigger)
        return button
