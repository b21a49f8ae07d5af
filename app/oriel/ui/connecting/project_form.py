"""Making a Generative AI project: its name, how long it keeps things, what it remembers.

Retention and memory are settled when a project is made, so they are said to be.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from oriel.domain.oci_directory import ProjectWish
from oriel.ui.check_box import CheckBox
from oriel.ui.connection_fields import ChoiceField, Field
from oriel.ui.style_sheet import restyle

HOURS_A_DAY = 24
DAYS = (30, 14, 7, 1)  # the service keeps nothing longer than thirty


class ProjectForm(QFrame):
    """`requested(ProjectWish)`."""

    requested = Signal(object)
    grown = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("project_form")
        self.setProperty("kind", "card")
        self._name = Field(self.tr("Name of the new project"), "project_name", self)
        self._responses = self._days("keep_responses", self.tr("Keep responses for"))
        self._conversations = self._days("keep_conversations", self.tr("Keep conversations for"))
        self._remember = CheckBox(self.tr("Remember across conversations"), self)
        self._remember.setObjectName("long_term_memory")
        self._condense = CheckBox(self.tr("Condense long conversations"), self)
        self._condense.setObjectName("short_term_memory")
        self._warning = QLabel(self.tr("Retention and memory cannot be changed later."), self)
        self._warning.setProperty("textRole", "small")
        self._state = QLabel(self)
        self._state.setWordWrap(True)
        self._create = QPushButton(self.tr("Create project"), self)
        self._create.setObjectName("create_project")
        self._create.setAutoDefault(False)
        self._create.clicked.connect(self._on_create)
        self._lay_out()

    def begin(self) -> None:
        if not self._name.text():
            self._name.set_text("oriel")
        self._create.setEnabled(True)
        self._say("", "small")

    def show_running(self, text: str) -> None:
        self._create.setEnabled(False)
        self._say(text, "small")

    def show_failed(self, text: str) -> None:
        self._create.setEnabled(True)
        self._say(text, "danger")

    def _say(self, text: str, role: str) -> None:
        self._state.setText(text)
        self._state.setProperty("textRole", role)
        self._state.setVisible(bool(text))
        restyle(self._state)
        self.grown.emit()

    def _days(self, name: str, label: str) -> ChoiceField:
        field = ChoiceField(label, name, self)
        for days in DAYS:
            text = self.tr("1 day") if days == 1 else self.tr("{n} days").format(n=days)
            field.combo.addItem(text, days * HOURS_A_DAY)
        field.changed.connect(self.grown)
        return field

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._responses)
        row.addWidget(self._conversations)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(10)
        column.addWidget(self._name)
        column.addLayout(row)
        for widget in (self._remember, self._condense, self._warning, self._state, self._create):
            column.addWidget(widget)

    def _on_create(self) -> None:
        name = self._name.text().strip()
        if not name:
            self._name.show_problem(self.tr("Give it a name."))
            self._name.focus()
            return
        self.requested.emit(
            ProjectWish(
                name=name,
                responses_hours=int(self._responses.combo.currentData()),
                conversations_hours=int(self._conversations.combo.currentData()),
                long_term_memory=self._remember.isChecked(),
                short_term_memory=self._condense.isChecked(),
            )
        )
