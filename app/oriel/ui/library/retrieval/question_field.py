"""Where the question is written; Up and Down bring back those asked before."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from oriel.domain.question_sets import LONGEST_QUESTION
from oriel.ui.search_field import SearchField


class QuestionField(SearchField):
    """`entered()` with Enter."""

    entered = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", "", parent)
        self.setObjectName("retrieval_question")
        self.setProperty("kind", "")
        self.setPlaceholderText(self.tr("Ask your stores a question"))
        self.setAccessibleName(self.tr("Question"))
        self.setAccessibleDescription(self.tr("Up and Down bring back earlier questions."))
        self.setMaxLength(LONGEST_QUESTION)
        self._asked: list[str] = []
        self._at = 0
        self._draft = ""

    @property
    def question(self) -> str:
        """On one line, without what stands around it."""
        return " ".join(self.text().split())

    def show_asked(self, asked: list[str]) -> None:
        """The questions asked before, oldest first."""
        self._asked, self._at = asked, len(asked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.entered.emit()
            case Qt.Key.Key_Up:
                self._step(-1)
            case Qt.Key.Key_Down:
                self._step(1)
            case _:
                super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        at = min(max(self._at + by, 0), len(self._asked))
        if at == self._at:
            return
        if self._at == len(self._asked):
            self._draft = self.text()
        self._at = at
        self.setText(self._asked[at] if at < len(self._asked) else self._draft)
