"""The fields of the connection dialog: label above, help or what is wrong below."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from oriel.domain.connections import Connection
from oriel.ui.combo import Combo
from oriel.ui.icon_engine import icon
from oriel.ui.style_sheet import restyle

_PROBLEMS = {
    "key": {"empty": "Enter the key.", "form": "A key has no spaces or line breaks in it."},
    "region": {"empty": "Choose a region.", "form": "A region looks like us-chicago-1."},
    "second_key": {"form": "A key has no spaces or line breaks in it."},
    "key_expires": {"date": "A date looks like 2027-02-28."},
    "second_key_expires": {"date": "A date looks like 2027-02-28."},
    "compartment": {
        "empty": "Choose a compartment.",
        "form": "It begins with ocid1.compartment.",
    },
    "conversation_store": {"form": "It begins with ocid1."},
    "model": {"empty": "Choose a model."},
    "project": {
        "empty": "Enter the project's OCID.",
        "form": "It begins with ocid1.generativeaiproject.",
    },
    "address": {
        "empty": "Enter the service's address.",
        "scheme": "It should begin with https://",
        "host": "It names no computer.",
        "port": "The port is no number from 1 to 65535.",
        "credentials": "Leave out name and password; the key has its own field.",
        "query": "Leave out everything from the question mark on.",
        "plain_http": "Without https the key would be readable on the way.",
    },
}


class Field(QWidget):
    """A line edit with its label and help; `secret` hides what is typed, with an eye to look."""

    changed = Signal()

    def __init__(
        self, label: str, name: str, parent: QWidget, help_text: str = "", *, secret: bool = False
    ) -> None:
        super().__init__(parent)
        self.name, self._help = name, help_text
        self._edit = self._editor()
        self._edit.setObjectName(f"field_{name}")
        self._edit.setAccessibleName(label)
        self._edit.setAccessibleDescription(help_text)
        self._label = QLabel(label, self)
        self._label.setBuddy(self._edit)
        self._below = QLabel(help_text, self)
        self._below.setWordWrap(True)
        self._below.setProperty("textRole", "small")
        self._below.setVisible(bool(help_text))
        line = self._line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self._edit, 1)
        if secret:
            line.addWidget(self._eye())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._label)
        column.addLayout(line)
        column.addWidget(self._below)

    def text(self) -> str:
        return self._edit.text() if isinstance(self._edit, QLineEdit) else self._edit.currentText()

    def set_text(self, text: str) -> None:
        if isinstance(self._edit, QLineEdit):
            self._edit.setText(text)
        else:
            self._edit.setCurrentText(text)

    def set_placeholder(self, text: str) -> None:
        if isinstance(self._edit, QLineEdit):
            self._edit.setPlaceholderText(text)

    def focus(self) -> None:
        self._edit.setFocus()

    def add_beside(self, button: QWidget) -> None:
        """A button for this field, at its end."""
        self._line.setSpacing(8)
        self._line.addWidget(button)

    def set_help(self, text: str) -> None:
        """What stands below when nothing is wrong; "" for nothing."""
        self._help = text
        self._edit.setAccessibleDescription(text)
        self.show_problem("")

    def show_problem(self, code: str) -> None:
        """What is wrong ("" for nothing), in the place of the help."""
        said = _PROBLEMS.get(self.name, {}).get(code, code)
        text = QCoreApplication.translate("Field", said) if code else self._help
        self._below.setText(text)
        self._below.setProperty("textRole", "danger" if code else "small")
        self._below.setVisible(bool(text))
        restyle(self._below)

    def _editor(self) -> QLineEdit | QComboBox:
        edit = QLineEdit(self)
        edit.textChanged.connect(self._on_changed)
        return edit

    def _eye(self) -> QToolButton:
        assert isinstance(self._edit, QLineEdit)
        self._edit.setEchoMode(QLineEdit.EchoMode.Password)
        eye = QToolButton(self)
        eye.setObjectName(f"reveal_{self.name}")
        eye.setIcon(icon("eye"))
        eye.setCheckable(True)
        eye.setAccessibleName(self.tr("Show what is typed"))
        eye.setToolTip(self.tr("Show what is typed"))
        eye.toggled.connect(self._on_eye)
        return eye

    def _on_eye(self, shown: bool) -> None:
        assert isinstance(self._edit, QLineEdit)
        mode = QLineEdit.EchoMode
        self._edit.setEchoMode(mode.Normal if shown else mode.Password)

    def _on_changed(self) -> None:
        self.show_problem("")
        self.changed.emit()


class ChoiceField(Field):
    """A field whose text is picked from a list, or typed when `editable`."""

    def _editor(self) -> QComboBox:
        self.combo = Combo(self)
        self.combo.currentTextChanged.connect(self._on_changed)
        return self.combo


class Page(QWidget):
    """A column of fields. `grown` when it needs another height."""

    changed = Signal()
    grown = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = ""
        self.fields: list[Field] = []
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)

    def show_problems(self, found: dict[str, str]) -> None:
        """Shows each under its field, and goes to the first."""
        wrong = [field for field in self.fields if field.name in found]
        for field in self.fields:
            field.show_problem(found.get(field.name, ""))
        if wrong:
            wrong[0].focus()

    def focus(self) -> None:
        """To the first field that is still empty."""
        empty = [field for field in self.fields if not field.text().strip()]
        (empty or self.fields)[0].focus()

    def _take(self, field: Field) -> Field:
        self.fields.append(field)
        field.changed.connect(self.changed)
        self.column.addWidget(field)
        return field


def kept_key(connection: Connection | None) -> str:
    """What stands in the key's field when one is kept."""
    return "••••••••" if connection is not None and connection.needs_key else ""
