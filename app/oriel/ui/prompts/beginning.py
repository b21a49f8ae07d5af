"""The page of an empty library: three examples, which one click adds."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from oriel.domain.prompts import Prompt, first_words
from oriel.ui.prompts.parts import button, label
from oriel.ui.prompts.words import asks_for, examples


class BeginPage(QWidget):
    """`add_requested(list[Prompt])`, `new_requested()`."""

    add_requested = Signal(object)
    new_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._examples = examples()
        self._add = button(self.tr("Add these three"), "add_examples", self, "primary")
        self._new = button(self.tr("Write one"), "write_first", self)
        said = self.tr(
            "Keep what you ask again and again. Type / in an empty message to insert it; "
            "what changes each time is asked for."
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(label("muted", self, said))
        for prompt in self._examples:
            column.addWidget(self._card(prompt))
        buttons = QHBoxLayout()
        buttons.addWidget(self._add)
        buttons.addWidget(self._new)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addStretch(1)
        self._add.clicked.connect(self._on_add)
        self._new.clicked.connect(self.new_requested)

    def focus(self) -> None:
        self._add.setFocus()

    def _card(self, prompt: Prompt) -> QFrame:
        card = QFrame(self)
        card.setProperty("kind", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(4)
        column.addWidget(label("title", card, prompt.name))
        for text in (first_words(prompt.text, 200), asks_for(prompt.text)):
            line = label("small", card, text)
            line.setAlignment(Qt.AlignmentFlag.AlignLeading)
            column.addWidget(line)
        return card

    def _on_add(self) -> None:
        self.add_requested.emit(self._examples)
