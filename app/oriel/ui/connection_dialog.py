"""The connection dialog: where answers come from, its key, and a live test.

Opened with open(); others test, save and delete what it asks for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from oriel.domain.connections import Connection, ConnectionKind
from oriel.ui.connection_fields import Field, OracleFields, OtherFields
from oriel.ui.connection_form import Typed, form_from, problems, usual_name
from oriel.ui.connection_verdict import Verdict

if TYPE_CHECKING:
    from oriel.ui.error_text import ErrorText

WIDTH_PX = 540


class ConnectionDialog(QDialog):
    """`test_requested(ConnectionForm)`, `save_requested(ConnectionForm)`, `delete_requested`."""

    test_requested = Signal(object)
    save_requested = Signal(object)
    delete_requested = Signal(str)

    def __init__(self, connection: Connection | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editing = connection
        self.setObjectName("connection_dialog")
        new = connection is None
        self.setWindowTitle(self.tr("New connection") if new else self.tr("Edit connection"))
        self.setMinimumWidth(WIDTH_PX)
        self._oracle_choice = self._choice(self.tr("Oracle Cloud"), "choose_oracle")
        self._other_choice = self._choice(self.tr("Other service"), "choose_other")
        self._choices = QButtonGroup(self)
        self._choices.addButton(self._oracle_choice)
        self._choices.addButton(self._other_choice)
        self._oracle = OracleFields(connection, self)
        self._other = OtherFields(connection, self)
        self._name = Field(self.tr("Name"), "name", self)
        self._keyring = QLabel(self)
        self._keyring.setProperty("textRole", "small")
        self._verdict = Verdict(self)
        self._test = self._button(self.tr("Test connection"), "test")
        self._save = self._button(self.tr("Save"), "save")
        self._save.setProperty("kind", "primary")
        self._cancel = self._button(self.tr("Cancel"), "cancel")
        self._delete = self._button(self.tr("Delete…"), "delete")
        self._delete.setProperty("kind", "danger")
        self._delete.setVisible(not new)
        self._sure = _Sure(self)
        self._lay_out()
        self._connect()
        self._begin()

    # Facts

    def show_test_running(self) -> None:
        self._test.setEnabled(False)
        self._verdict.show_running(self.tr("Asking the service…"))
        self._grow()

    def show_test_ok(self, text: str) -> None:
        self._test.setEnabled(True)
        self._verdict.show_ok(text)
        self._grow()

    def show_test_failed(self, words: ErrorText) -> None:
        self._test.setEnabled(True)
        self._save.setEnabled(True)
        self._verdict.show_failed(words)
        self._grow()

    def show_keyring(self, text: str) -> None:
        self._keyring.setText(text)

    # Inside

    def _choice(self, text: str, name: str) -> QPushButton:
        button = self._button(text, name)
        button.setProperty("kind", "quiet")
        button.setCheckable(True)
        return button

    def _button(self, text: str, name: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setAutoDefault(False)
        return button

    def _lay_out(self) -> None:
        title = QLabel(self.windowTitle(), self)
        title.setProperty("textRole", "heading")
        choices = QHBoxLayout()
        choices.setSpacing(4)
        choices.addWidget(self._oracle_choice)
        choices.addWidget(self._other_choice)
        choices.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addWidget(self._delete)
        buttons.addWidget(self._test)
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._save)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 22)
        column.setSpacing(12)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetMinimumSize)
        column.addWidget(title)
        column.addLayout(choices)
        for widget in (
            self._oracle,
            self._other,
            self._name,
            self._keyring,
            self._verdict,
            self._sure,
        ):
            column.addWidget(widget)
        column.addStretch(1)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self._choices.buttonClicked.connect(self._on_choice)
        for field in (*self._oracle.fields, *self._other.fields):
            field.changed.connect(self._on_changed)
        self._test.clicked.connect(self._on_test)
        self._save.clicked.connect(self._on_save)
        self._save.setDefault(True)
        self._cancel.clicked.connect(self.reject)
        self._delete.clicked.connect(self._sure.show)
        self._sure.agreed.connect(self._on_delete)

    def _begin(self) -> None:
        editing = self._editing
        other = editing is not None and editing.kind is not ConnectionKind.OCI_API_KEY
        (self._other_choice if other else self._oracle_choice).setChecked(True)
        self._oracle_choice.setVisible(editing is None or not other)
        self._other_choice.setVisible(editing is None or other)
        self._on_choice()
        if editing is not None:
            self._name.set_text(editing.name)

    def _grow(self) -> None:
        # adjustSize() stops at two thirds of the screen and would squeeze the fields.
        column = self.layout()
        assert column is not None
        column.activate()
        self.resize(self.width(), column.totalHeightForWidth(self.width()))

    def _on_choice(self) -> None:
        oracle = self._oracle_choice.isChecked()
        self._oracle.setVisible(oracle)
        self._other.setVisible(not oracle)
        (self._oracle if oracle else self._other).fields[0].focus()
        self._verdict.clear()
        self._on_changed()
        self._grow()

    def _on_changed(self) -> None:
        typed = self._typed()
        self._name.set_placeholder(usual_name(typed))
        self._verdict.clear()
        self._test.setEnabled(True)

    def _typed(self) -> Typed:
        if self._oracle_choice.isChecked():
            return self._oracle.typed(self._name.text(), self._editing)
        return self._other.typed(self._name.text(), self._editing)

    def _checked(self) -> Typed | None:
        """The fields when they are right, else None with the problems shown."""
        typed = self._typed()
        found = problems(typed)
        page = self._oracle if typed.oracle else self._other
        page.show_problems(found)
        self._grow()
        return None if found else typed

    def _on_test(self) -> None:
        if typed := self._checked():
            self.test_requested.emit(form_from(typed))

    def _on_save(self) -> None:
        if typed := self._checked():
            self._save.setEnabled(False)  # until saved, or said why not
            self.save_requested.emit(form_from(typed))

    def _on_delete(self) -> None:
        if self._editing is not None:
            self.delete_requested.emit(self._editing.id)


class _Sure(QWidget):
    """Asks inside the dialog, since a second window would hide what is asked about."""

    agreed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("sure")
        label = QLabel(self.tr("Delete this connection? Its key is removed; chats stay."), self)
        label.setWordWrap(True)
        yes = QPushButton(self.tr("Delete"), self)
        yes.setObjectName("sure_delete")
        yes.setProperty("kind", "danger")
        no = QPushButton(self.tr("Keep"), self)
        no.setObjectName("sure_keep")
        for button in (yes, no):
            button.setAutoDefault(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.addWidget(label, 1)
        row.addWidget(yes, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(no, 0, Qt.AlignmentFlag.AlignTop)
        yes.clicked.connect(self.agreed)
        no.clicked.connect(self.hide)
        self.hide()
