"""The fields of the form: one for each gap, after what the prompt says of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from oriel.domain.prompts import Variable
from oriel.ui.connection_fields import ChoiceField, Field
from oriel.ui.prompts.parts import MARGIN_PX
from oriel.ui.theme import current_zoom

LINES_PX = 110


class LinesField(QWidget):
    """A field for text of several lines, as `Field` is for one."""

    changed = Signal()

    def __init__(self, label: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = name
        self.edit = QPlainTextEdit(self)
        self.edit.setObjectName(f"field_{name}")
        self.edit.setAccessibleName(label)
        self.edit.setTabChangesFocus(True)
        self.edit.document().setDocumentMargin(MARGIN_PX)
        self.edit.setFixedHeight(round(LINES_PX * current_zoom()))
        title = QLabel(label, self)
        title.setBuddy(self.edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(title)
        column.addWidget(self.edit)
        self.edit.textChanged.connect(self.changed)

    def text(self) -> str:
        return self.edit.toPlainText()

    def set_text(self, text: str) -> None:
        self.edit.setPlainText(text)

    def focus(self) -> None:
        self.edit.setFocus()
        self.edit.selectAll()


class LineField(Field):
    """`entered()` with Enter. What several lines are pasted into becomes one line."""

    entered = Signal()

    def focus(self) -> None:
        super().focus()
        if isinstance(self._edit, QLineEdit):
            self._edit.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # A line edit lets Enter go on to what it stands in.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.entered.emit()
        else:
            super().keyPressEvent(event)


Answer = LineField | LinesField | ChoiceField


def answer_for(variable: Variable, parent: QWidget) -> Answer:
    """The field that suits a variable, holding what usually stands there."""
    name = variable.name
    label = name[:1].upper() + name[1:]
    if variable.choices:
        choice = ChoiceField(label, name, parent)
        choice.combo.addItems(list(variable.choices))
        return choice
    field = (LinesField if variable.multiline else LineField)(label, name, parent)
    field.set_text(variable.default)
    return field
