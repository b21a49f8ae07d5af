"""What went wrong, where it was wished for: title, reason, next step. Nothing typed is lost."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from oriel.domain.connections import Connection
from oriel.domain.errors import AppError
from oriel.ui.announcing import announce
from oriel.ui.error_text import explain
from oriel.ui.prompts.parts import label


class FailureBox(QFrame):
    """Hidden while all is well."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("failure")
        self.setProperty("kind", "code")
        self._title = label("danger", self)
        self._reason = label("", self)
        self._step = label("small", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(4)
        for part in (self._title, self._reason, self._step):
            part.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(part)
        self.hide()

    def show_error(self, error: AppError, connection: Connection | None) -> None:
        words = explain(error.code, error.facts, connection)
        self.show_words(words.title, words.reason, words.next_step)

    def show_words(self, title: str, reason: str = "", step: str = "") -> None:
        for part, text in ((self._title, title), (self._reason, reason), (self._step, step)):
            part.setText(text)
            part.setVisible(bool(text))
        self.show()
        announce(self, title)
