"""What stands in the middle of a dialog of choices: a wait, the choices, or a sentence."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QStackedWidget, QVBoxLayout, QWidget

from oriel.ui.library.intake.choice_list import ChoiceList
from oriel.ui.library.intake.waiting import Waiting


class ChoicePages(QStackedWidget):
    """`wait` tells how far the look through the files is; the rest is the dialog's own."""

    def __init__(self, choices: ChoiceList, sentence: QLabel, parent: QWidget) -> None:
        super().__init__(parent)
        self.wait = Waiting(self)
        self._choices = _framed(choices, self)
        self._sentence = _centred(sentence, self)
        for page in (self.wait, self._choices, self._sentence):
            self.addWidget(page)

    @property
    def shows_choices(self) -> bool:
        return self.currentWidget() is self._choices

    def show_wait(self) -> None:
        self.setCurrentWidget(self.wait)

    def show_choices(self) -> None:
        self.setCurrentWidget(self._choices)

    def show_sentence(self) -> None:
        self.setCurrentWidget(self._sentence)


def _framed(choices: ChoiceList, parent: QWidget) -> QFrame:
    frame = QFrame(parent)
    frame.setProperty("kind", "card")
    inside = QVBoxLayout(frame)
    inside.setContentsMargins(6, 6, 6, 6)
    inside.addWidget(choices)
    return frame


def _centred(sentence: QLabel, parent: QWidget) -> QWidget:
    page = QWidget(parent)
    sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
    column = QVBoxLayout(page)
    column.addWidget(sentence)
    return page
