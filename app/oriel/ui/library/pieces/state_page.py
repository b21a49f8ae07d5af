"""One quiet sentence in the middle, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from oriel.ui.icon_mark import IconMark
from oriel.ui.inspector.pieces import breakable, words
from oriel.ui.theme import current_zoom

_SIDE_PX, _WIDEST_PX = 28, 440


class StatePage(QWidget):
    """`action_requested()`: its button was pressed."""

    action_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark = IconMark("file", "muted", _SIDE_PX, self)
        self._words = words("", "muted", self)
        self._words.setObjectName("preview_state")
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._button = QPushButton(self)
        self._button.setObjectName("preview_action")
        self._button.clicked.connect(self.action_requested)
        self.setFocusProxy(self._button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(10)
        column.addStretch(2)
        column.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._words, 100)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    @property
    def has_action(self) -> bool:
        return not self._button.isHidden()

    def show_state(self, said: str, action: str = "", icon: str = "") -> None:
        """`icon` "" shows none; `action` "" no button."""
        self._words.setText(breakable(said))
        self._words.setMaximumWidth(round(_WIDEST_PX * current_zoom()))
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self._mark.setVisible(bool(icon))
        if icon:
            self._mark.set_icon(icon, "warning" if icon == "warning" else "muted")
