"""What is left of the sidebar when it is hidden: a narrow rail with the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QToolButton, QVBoxLayout, QWidget

from oriel.ui.icon_engine import icon
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
        self._actions = actions
        actions.dress()
        self.setFixedWidth(WIDTH_PX)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(7, 8, 7, 8)
        layout.setSpacing(6)
        for action_id in ("toggle_sidebar", "new_chat", "search", "library"):
            layout.addWidget(self._button(actions, action_id))
        layout.addWidget(self._history_button())
        layout.addStretch(1)

    def _button(self, actions: Actions, action_id: str) -> QToolButton:
        action = actions[action_id]
        button = self._plain(f"rail_{action_id}", action.icon(), action.text())
        button.setToolTip(actions.tooltip(action_id))
        button.clicked.connect(action.trigger)
        return button

    def _history_button(self) -> QToolButton:
        self._history = self._plain(
            "rail_history", icon("history", "muted", "text"), self.tr("History")
        )
        self._history.setToolTip(self._history.accessibleName())
        self._history.clicked.connect(self._on_history)
        return self._history

    def _plain(self, name: str, mark: QIcon, spoken: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setIcon(mark)
        button.setIconSize(QSize(BUTTON_PX, BUTTON_PX))
        button.setFixedSize(_BUTTON, _BUTTON)
        button.setAccessibleName(spoken)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _on_history(self) -> None:
        from oriel.ui.history_menu import HistoryMenu
        from oriel.ui.menu_hover import open_over

        beside = QPoint(0 if self.isRightToLeft() else self._history.width() + 4, 0)
        menu = HistoryMenu(self._actions, self)
        if self.isRightToLeft():
            beside.setX(-menu.sizeHint().width() - 4)
        open_over(menu, self._history).popup(self._history.mapToGlobal(beside))
