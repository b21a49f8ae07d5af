"""A chat that has not begun: who answers, and a few questions to begin with."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from oriel.ui.icon_mark import IconMark

WIDTH_PX = 520


class Welcome(QWidget):
    """`question_chosen(text)`, `connect_requested()`."""

    question_chosen = Signal(str)
    connect_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcome")
        self._title = QLabel(self)
        self._title.setProperty("textRole", "heading")
        self._who = QLabel(self)
        self._who.setProperty("textRole", "muted")
        self._who.setWordWrap(True)
        self._questions = [QPushButton(self) for _ in range(3)]
        self._connect = QPushButton(self.tr("Connect to Oracle Cloud or another service"), self)
        self._connect.setObjectName("connect")
        self._connect.setProperty("kind", "link")
        self._lay_out()
        for number, button in enumerate(self._questions):
            button.setObjectName(f"question_{number}")
            button.setProperty("kind", "field")
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.setMinimumHeight(42)
            button.clicked.connect(self._on_question)
        self._connect.clicked.connect(self.connect_requested)
        self.show_who("", "", local=True)

    def show_who(self, model: str, connection: str, *, local: bool) -> None:
        """Says honestly who will answer."""
        if local:
            self._title.setText(self.tr("Welcome to Oriel"))
            self._who.setText(
                self.tr(
                    "Answers come from Oriel's own guide, on this computer, without a network. "
                    "Connect a service to talk to a language model."
                )
            )
            texts = (
                self.tr("What can I do with Oriel?"),
                self.tr("How do I connect to Oracle Cloud?"),
                self.tr("Where are my chats and keys kept?"),
            )
        else:
            self._title.setText(self.tr("What would you like to know?"))
            said = self.tr("{model} answers, at {connection}.")
            self._who.setText(said.format(model=model, connection=connection))
            texts = (
                self.tr("Explain a difficult idea in plain words"),
                self.tr("Help me write an e-mail that says no, kindly"),
                self.tr("Review a piece of code with me"),
            )
        for button, text in zip(self._questions, texts, strict=True):
            button.setText(text)
            button.setAccessibleName(text)
        self._connect.setVisible(local)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(10)
        column.addStretch(2)
        inside = QWidget(self)
        inside.setMaximumWidth(WIDTH_PX)
        parts = QVBoxLayout(inside)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setSpacing(10)
        parts.addWidget(IconMark("oriel", "accent", 40, inside))
        parts.addSpacing(6)
        parts.addWidget(self._title)
        parts.addWidget(self._who)
        parts.addSpacing(10)
        for button in self._questions:
            parts.addWidget(button)
        parts.addSpacing(4)
        parts.addWidget(self._connect, 0, Qt.AlignmentFlag.AlignLeft)
        # Not by an alignment: then the wrapped text is given the height of one line less.
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(inside, 1000)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(3)

    def _on_question(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.question_chosen.emit(button.text())
