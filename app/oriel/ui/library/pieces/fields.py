"""Small parts of dialogs and details: a number, a titled section, a line of widgets."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from oriel.ui.prompts.parts import label


class Number(QLineEdit):
    """A whole number within bounds; the arrow keys change it by a `step`. (QSpinBox with our
    style sheet puts its field in the wrong place.) Emits valueChanged(int)."""

    valueChanged = Signal(int)

    def __init__(
        self, name: str, spoken: str, parent: QWidget, *, most: int, least: int = 0, step: int = 1
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self._least, self._most, self._step = least, most, step
        self._value = least
        self.setValidator(QIntValidator(0, 999_999, self))
        self._fit()
        self.textChanged.connect(self._on_typed)
        self.editingFinished.connect(self._on_finished)

    def value(self) -> int:
        return self._value

    def set_value(self, value: int) -> None:
        """Brought within the bounds."""
        bounded = min(self._most, max(self._least, value))
        self.setText(str(bounded))
        self._take(bounded)

    def set_most(self, most: int) -> None:
        self._most = most
        if self._value > most:
            self.set_value(most)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Up:
                self.set_value(self._value + self._step)
            case Qt.Key.Key_Down:
                self.set_value(self._value - self._step)
            case _:
                super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("00000") + 22)

    def _take(self, value: int) -> None:
        if value != self._value:
            self._value = value
            self.valueChanged.emit(value)

    def _on_typed(self, text: str) -> None:
        typed = int(text or 0)
        if self._least <= typed <= self._most:
            self._take(typed)

    def _on_finished(self) -> None:
        self.set_value(int(self.text() or self._value))


class Section(QWidget):
    """A small title with something below, and a line for what is wrong or to be known."""

    grown = Signal()

    def __init__(self, title: str, inside: QWidget | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = QLabel(title, self)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._note = label("small", self)
        self._note.hide()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(4)
        self.column.addWidget(self._title)
        if inside is not None:
            inside.setParent(self)
            self.column.addWidget(inside)
        self.column.addWidget(self._note)

    def say(self, text: str) -> None:
        """What is to be known about it, "" for nothing."""
        self._note.setText(text)
        self._note.setVisible(bool(text))


def line_of(*widgets: QWidget, stretch_last: bool = False, spacing_px: int = 8) -> QHBoxLayout:
    """The widgets in one line, at its beginning."""
    line = QHBoxLayout()
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(spacing_px)
    for widget in widgets:
        line.addWidget(widget, int(stretch_last and widget is widgets[-1]))
    if not stretch_last:
        line.addStretch(1)
    return line
