"""A page of the popup: a way back, a title, and the fields of one tool."""

from __future__ import annotations

import re
from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from oriel.ui.connection_fields import Field
from oriel.ui.prompts.parts import label
from oriel.ui.row_button import IconButton
from oriel.ui.tooling.row import Line, back_icon

_BETWEEN = re.compile(r"[\s,;]+")


class SettingsPage(QWidget):
    """`left` once it is to be left and all it holds is well; `grown` when it needs another
    height. Escape and the arrow at the top leave it."""

    left = Signal()
    grown = Signal()

    def __init__(self, name: str, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"page_{name}")
        self.setAccessibleName(title)
        self.back = IconButton(back_icon(self), self)
        self.back.setObjectName(f"back_{name}")
        self.back.setAccessibleName(self.tr("Back to all tools"))
        self.back.setToolTip(self.tr("Back to all tools"))
        self.back.clicked.connect(self.leave)
        self._title = Line("text", self, title=True)
        self._title.show_text(title)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.back)
        head.addWidget(self._title, 1)
        self.column = QVBoxLayout()
        self.column.setContentsMargins(6, 4, 6, 4)
        self.column.setSpacing(12)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(4, 4, 4, 8)
        whole.setSpacing(6)
        whole.addLayout(head)
        whole.addLayout(self.column)
        whole.addStretch(1)

    def set_title(self, title: str) -> None:
        self._title.show_text(title)
        self.setAccessibleName(title)

    def focus(self) -> None:
        self.back.setFocus()

    def leave(self) -> None:
        """Applies what was set and leaves; stays where something is wrong."""
        if self.apply():
            self.left.emit()

    def apply(self) -> bool:
        """Hands out what was set. False when something is wrong, which is shown then."""
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def say(self, text: str, role: str = "small") -> QLabel:
        """Adds a line of text."""
        made = label(role, self, text)
        # A word that is longer than the popup is wide must not make the page wider.
        policy = made.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
        made.setSizePolicy(policy)
        self.column.addWidget(made)
        return made

    def take(self, field: Field) -> Field:
        self.column.addWidget(field)
        return field


def names_in(text: str) -> tuple[str, ...]:
    """The names in a text, which stand apart by commas or spaces, each once."""
    return tuple(dict.fromkeys(word for word in _BETWEEN.split(text) if word))


def names_out(names: Iterable[str]) -> str:
    return ", ".join(names)
