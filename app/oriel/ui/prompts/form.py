"""The form a prompt asks its gaps with: a field for each, and what will be inserted."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate, pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from oriel.domain.prompts import Piece, Prompt, asked, filled, pieces
from oriel.ui.prompts.answers import Answer, LineField, answer_for
from oriel.ui.prompts.marking import mark
from oriel.ui.prompts.parts import NameLabel, button, framed, label, reading
from oriel.ui.theme import current_zoom

WIDTH_PX, HEIGHT_PX, FIELDS_PX = 760, 460, 300
SHOWN_CHARS = 10_000  # of the preview, which is laid out with every key
_GAP = "…"


class PromptForm(QDialog):
    """`inserted(text)`. `known` fills what nobody is asked for: date, time, clipboard."""

    inserted = Signal(str)

    def __init__(
        self, prompt: Prompt, known: Mapping[str, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("prompt_form")
        self.setWindowTitle(prompt.name)
        self.resize(round(WIDTH_PX * current_zoom()), round(HEIGHT_PX * current_zoom()))
        self._prompt, self._known = prompt, dict(known)
        self._answers: list[Answer] = []
        self._inside = QWidget(self)
        for variable in asked(prompt.text):
            self._answers.append(answer_for(variable, self._inside))
        self._preview = reading("prompt_preview", self.tr("What will be inserted"), self)
        self._cancel = button(self.tr("Cancel"), "cancel", self)
        self._insert = button(self.tr("Insert"), "insert", self, "primary")
        self._insert.setToolTip(self.tr("Insert  Ctrl+Enter"))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._show_preview)
        self._lay_out()
        self._connect()
        self._show_preview()

    @property
    def prompt(self) -> Prompt:
        return self._prompt

    def answers(self) -> dict[str, str]:
        """What the fields hold, by the names of the gaps."""
        return {answer.name: answer.text() for answer in self._answers}

    def take_up(self, answers: Mapping[str, str]) -> None:
        """Puts back what was answered before."""
        for answer in self._answers:
            if answer.name in answers:
                answer.set_text(answers[answer.name])

    def text(self) -> str:
        """The prompt as it is filled now."""
        return filled(self._prompt.text, self._values())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._answers:
            self._answers[0].focus()

    def _values(self) -> dict[str, str]:
        return self._known | self.answers()

    def _lay_out(self) -> None:
        across = QHBoxLayout()
        across.setSpacing(20)
        across.addWidget(self._fields())
        said = label("small", self, self.tr("What will be inserted"))
        across.addWidget(framed(self, said, self._preview), 1)
        name = NameLabel("heading", self)
        name.show_name(self._prompt.name)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 22)
        column.setSpacing(6)
        column.addWidget(name)
        if self._prompt.description:
            column.addWidget(label("muted", self, self._prompt.description))
        column.addSpacing(10)
        column.addLayout(across, 1)
        column.addSpacing(10)
        column.addLayout(self._foot())

    def _fields(self) -> QScrollArea:
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(1, 1, 10, 1)
        column.setSpacing(12)
        for answer in self._answers:
            column.addWidget(answer)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setObjectName("prompt_fields")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFixedWidth(round(FIELDS_PX * current_zoom()))
        area.setWidget(self._inside)
        area.viewport().setAutoFillBackground(False)
        self._inside.setAutoFillBackground(False)
        self._area = area
        return area

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.addWidget(label("small", self, self.tr("Ctrl+Enter inserts from any field.")), 1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._insert)
        return foot

    def _connect(self) -> None:
        for answer in self._answers:
            answer.changed.connect(self._soon.start)
            if isinstance(answer, LineField):
                answer.entered.connect(self._on_entered)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._on_insert)
        self._insert.clicked.connect(self._on_insert)
        self._cancel.clicked.connect(self.reject)

    def _show_preview(self) -> None:
        near = self._prompt.text[:SHOWN_CHARS]
        found = [_shown(piece) for piece in pieces(near, self._values())]
        ends = list(accumulate((len(piece.text) for piece in found), initial=0))
        text = "".join(piece.text for piece in found)[:SHOWN_CHARS]
        self._preview.setPlainText(text)
        named = zip(found, pairwise(ends), strict=True)
        places = [place for piece, place in named if piece.name and place[1] <= len(text)]
        mark(self._preview, text, places)

    def _on_entered(self) -> None:
        """Enter goes on to the next field, and inserts from the last."""
        here = self.focusWidget() or self
        left = next((n for n, a in enumerate(self._answers) if a.isAncestorOf(here)), -1)
        following = self._answers[left + 1 : left + 2]
        if not following:
            self._on_insert()
        for answer in following:
            answer.focus()
            self._area.ensureWidgetVisible(answer)

    def _on_insert(self) -> None:
        self.inserted.emit(self.text())
        self.accept()


def _shown(piece: Piece) -> Piece:
    """An empty gap is seen as a gap."""
    return Piece(_GAP, piece.name) if piece.name and not piece.text else piece
