"""The variables a program gets: their names are kept with it, their values in the keyring."""

from __future__ import annotations

import re
from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from oriel.ui.icon_engine import icon
from oriel.ui.prompts.parts import button, label
from oriel.ui.row_button import IconButton

KEPT = "••••••••"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class EnvRows(QWidget):
    """`changed`, `grown` when it needs another height."""

    changed = Signal()
    grown = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: list[EnvRow] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        self._wrong = label("danger", self)
        self._wrong.hide()
        self._add = button(self.tr("Add a variable"), "add_variable", self, "link")
        self._add.setIcon(icon("plus", "accent"))
        self._add.clicked.connect(self._on_add)
        line = QHBoxLayout()
        line.addWidget(self._add)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(QLabel(self.tr("Variables it gets"), self))
        column.addLayout(self._lines)
        column.addWidget(self._wrong)
        column.addLayout(line)
        help_text = self.tr("Keys belong here. The values are kept in your system keyring.")
        column.addWidget(label("small", self, help_text))

    def begin(self, kept: Iterable[str]) -> None:
        """Variables whose values the keyring holds."""
        for row in [*self._rows]:
            self.take_away(row)
        for name in kept:
            self._new_row(name, kept=True)
        self._show_wrong("")

    def names(self) -> tuple[str, ...]:
        return tuple(row.name for row in self._rows if row.name)

    def typed(self) -> dict[str, str]:
        """The values that were typed anew, by name."""
        return {row.name: row.value for row in self._rows if row.name and row.value}

    def check(self) -> bool:
        """Whether all is well; else what is wrong is shown."""
        for row in self._rows:
            if row.name and not _NAME.fullmatch(row.name):
                return self._refuse(row, self.tr("A name has letters, digits and _ only."))
            if row.name and self.names().count(row.name) > 1:
                return self._refuse(row, self.tr("This name is there twice."))
            if row.value and not row.name:
                return self._refuse(row, self.tr("This value has no name."))
            if row.name and not row.value and not row.is_kept:
                return self._refuse(row, self.tr("Enter a value, or take the variable away."))
        self._show_wrong("")
        return True

    def hide_secrets(self) -> None:
        for row in self._rows:
            row.hide_secret()

    def take_away(self, row: EnvRow) -> None:
        self._rows.remove(row)
        row.hide_secret()
        row.hide()
        row.deleteLater()
        self.changed.emit()
        self.grown.emit()

    def _new_row(self, name: str, *, kept: bool) -> EnvRow:
        row = EnvRow(name, self, kept=kept)
        self._rows.append(row)
        self._lines.addWidget(row)
        row.show()
        self.grown.emit()
        return row

    def _on_add(self) -> None:
        self._new_row("", kept=False).focus()

    def _refuse(self, row: EnvRow, why: str) -> bool:
        self._show_wrong(why)
        row.focus()
        return False

    def _show_wrong(self, text: str) -> None:
        self._wrong.setText(text)
        self._wrong.setVisible(bool(text))
        self.grown.emit()


class EnvRow(QWidget):
    """One variable. A kept value is not shown, and stays unless another is typed."""

    def __init__(self, name: str, rows: EnvRows, *, kept: bool) -> None:
        super().__init__(rows)
        self._owner, self._kept_name = rows, name if kept else ""
        self._name = self._edit("variable_name", self.tr("Name of the variable"), "API_KEY")
        self._name.setText(name)
        self._value = self._edit("variable_value", self.tr("Its value"), KEPT if kept else "")
        self._value.setEchoMode(QLineEdit.EchoMode.Password)
        remove = IconButton("close", self)
        remove.setObjectName("remove_variable")
        remove.setAccessibleName(self.tr("Take the variable away"))
        remove.setToolTip(self.tr("Take the variable away"))
        remove.clicked.connect(self._on_remove)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(self._name, 2)
        line.addWidget(self._value, 3)
        line.addWidget(remove)

    @property
    def name(self) -> str:
        return self._name.text().strip()

    @property
    def value(self) -> str:
        return self._value.text()

    @property
    def is_kept(self) -> bool:
        """Whether the keyring holds a value under this name."""
        return bool(self._kept_name) and self.name == self._kept_name

    def focus(self) -> None:
        (self._value if self.name else self._name).setFocus()

    def hide_secret(self) -> None:
        self._value.clear()

    def _edit(self, name: str, spoken: str, placeholder: str) -> QLineEdit:
        edit = QLineEdit(self)
        edit.setObjectName(name)
        edit.setAccessibleName(spoken)
        edit.setPlaceholderText(placeholder)
        edit.textChanged.connect(self._owner.changed)
        return edit

    def _on_remove(self) -> None:
        self._owner.take_away(self)
