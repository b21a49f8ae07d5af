"""What an import has brought, or why it did not: a sentence, and what can be done now."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from oriel.ui.announcing import announce
from oriel.ui.icon_mark import IconMark
from oriel.ui.inspector.pieces import breakable
from oriel.ui.prompts.parts import label

_MARK_PX = 30


class DonePage(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._mark = IconMark("check", "ok", _MARK_PX, self)
        self._title = label("title", self)
        self._title.setObjectName("import_said")
        self._below = label("muted", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 0, 40, 0)
        column.setSpacing(10)
        column.addStretch(2)
        column.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignHCenter)
        for words in (self._title, self._below):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(words)
        column.addStretch(3)

    def show_said(self, title: str, below: str = "", *, trouble: bool = False) -> None:
        self._mark.set_icon("warning" if trouble else "check", "warning" if trouble else "ok")
        self._title.setText(breakable(title))
        self._below.setText(breakable(below))
        self._below.setVisible(bool(below))
        announce(self, f"{title} {below}")
