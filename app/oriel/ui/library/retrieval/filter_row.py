"""One rule of a filter: an attribute, how it is compared, and with what."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QStackedWidget, QWidget

from oriel.domain.filters import LONGEST_KEY, Comparison, Op, Value
from oriel.domain.library import AttributeValue
from oriel.ui.library.retrieval.parts import Choice
from oriel.ui.library.retrieval.words import op_words
from oriel.ui.row_button import IconButton

TEXT, NUMBER, TRUTH = "text", "number", "truth"
_KEY_CHARS, _VALUE_CHARS = 14, 12  # the least width of the fields


class Known:
    """Attributes seen so far: their names are suggested, their values tell the type."""

    def __init__(self) -> None:
        self.values: dict[str, AttributeValue] = {}
        self.names = QStringListModel()

    def add(self, values: dict[str, AttributeValue]) -> None:
        self.values |= values
        self.names.setStringList(sorted(self.values, key=str.casefold))

    def kind_of(self, key: str) -> str:
        """text, number or truth; "" for one never seen."""
        return kind_of(self.values[key]) if key in self.values else ""


class FilterRow(QWidget):
    """`changed()`, `remove_requested(self)`, `add_requested(self)` for one more below."""

    changed = Signal()
    remove_requested = Signal(object)
    add_requested = Signal(object)

    def __init__(self, known: Known, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("filter_row")
        self._known = known
        self._key = self._field("filter_key", self.tr("Attribute"))
        self._key.setMaxLength(LONGEST_KEY)
        self._op = Choice("filter_op", self.tr("How it is compared"), self)
        for op in Op:
            self._op.addItem(op_words(op), op)
        self._kind = Choice("filter_kind", self.tr("Type of the value"), self)
        for text, kind in (
            (self.tr("text"), TEXT),
            (self.tr("number"), NUMBER),
            (self.tr("yes or no"), TRUTH),
        ):
            self._kind.addItem(text, kind)
        self._text = self._field("filter_value", self.tr("Value"))
        self._truth = Choice("filter_truth", self.tr("Value"), self)
        for text, truth in ((self.tr("yes"), True), (self.tr("no"), False)):
            self._truth.addItem(text, truth)
        self._values = QStackedWidget(self)
        self._values.addWidget(self._text)
        self._values.addWidget(self._truth)
        self._remove = IconButton("minus", self)
        self._lay_out()
        self._connect()

    @property
    def blank(self) -> bool:
        """Nothing was typed yet: such a row is none."""
        return not self._key.text().strip() and not self._text.text().strip()

    def comparison(self) -> Comparison:
        """As it stands; a number that is none is not a number (nan), which no service takes."""
        op = Op(self._op.currentData())  # Qt gives plain text back
        return Comparison(self._key.text().strip(), op, self._value())

    def show_comparison(self, wanted: Comparison) -> None:
        with QSignalBlocker(self):
            self._key.setText(wanted.key)
            self._op.setCurrentIndex(self._op.findData(wanted.op))
            self._set_kind(kind_of(wanted.value))
            if isinstance(wanted.value, bool):
                self._truth.setCurrentIndex(0 if wanted.value else 1)
            else:
                self._text.setText(str(wanted.value))

    def focus(self) -> None:
        self._key.setFocus()

    # Inside

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Ctrl+Delete is the fields' own: it deletes a word.
        held, modifier = event.modifiers(), Qt.KeyboardModifier
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and held & modifier.ControlModifier:
            self.add_requested.emit(self)
        elif event.key() == Qt.Key.Key_Delete and held & modifier.AltModifier:
            self.remove_requested.emit(self)
        else:
            super().keyPressEvent(event)

    def _field(self, name: str, words: str) -> QLineEdit:
        field = QLineEdit(self)
        field.setObjectName(name)
        field.setAccessibleName(words)
        field.setPlaceholderText(words)
        return field

    def _lay_out(self) -> None:
        letter = self.fontMetrics().averageCharWidth()
        self._key.setMinimumWidth(letter * _KEY_CHARS)
        self._text.setMinimumWidth(letter * _VALUE_CHARS)
        completer = QCompleter(self._known.names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._key.setCompleter(completer)
        self._remove.setObjectName("filter_remove")
        self._remove.setAccessibleName(self.tr("Remove this rule"))
        self._remove.setToolTip(self.tr("Remove this rule  Alt+Delete"))
        self._remove.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._values.setFixedHeight(self._text.sizeHint().height())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._key, 3)
        row.addWidget(self._op)
        row.addWidget(self._kind)
        row.addWidget(self._values, 4)
        row.addWidget(self._remove)

    def _connect(self) -> None:
        self._key.textChanged.connect(self._on_key)
        self._op.currentIndexChanged.connect(self.changed)
        self._kind.currentIndexChanged.connect(self._on_kind)
        self._text.textChanged.connect(self.changed)
        self._truth.currentIndexChanged.connect(self.changed)
        self._remove.clicked.connect(self._on_remove)

    def _value(self) -> Value:
        match self._kind.currentData():
            case "truth":
                return bool(self._truth.currentData())
            case "number":
                return number_in(self._text.text())
        return self._text.text()

    def _set_kind(self, kind: str) -> None:
        self._kind.setCurrentIndex(self._kind.findData(kind))

    def _on_key(self, key: str) -> None:
        kind = self._known.kind_of(key.strip())
        if kind and not self._text.text():
            self._set_kind(kind)
        self.changed.emit()

    def _on_kind(self) -> None:
        truth = self._kind.currentData() == TRUTH
        self._values.setCurrentWidget(self._truth if truth else self._text)
        self.changed.emit()

    def _on_remove(self) -> None:
        self.remove_requested.emit(self)


def kind_of(value: AttributeValue | int) -> str:
    """text, number or truth."""
    if isinstance(value, bool):
        return TRUTH
    return TEXT if isinstance(value, str) else NUMBER


def number_in(text: str) -> int | float:
    """A number as it is typed, with comma or point; nan for none."""
    cleaned = text.strip().replace(",", ".")
    try:
        return int(cleaned)
    except ValueError:
        pass
    try:
        return float(cleaned)
    except ValueError:
        return float("nan")
