"""One attribute that is being edited: its name, its type, its value, what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from oriel.domain.attributes import Problem, TypedAttribute, ValueType
from oriel.ui.combo import Combo
from oriel.ui.library.pieces.fields import line_of
from oriel.ui.library.stores.words import problem_text, t, type_name
from oriel.ui.prompts.parts import label
from oriel.ui.row_button import IconButton

_TYPES = (ValueType.TEXT, ValueType.NUMBER, ValueType.BOOL)


class AttributeRow(QWidget):
    """`changed`, `removed(the row)`. A `mixed` row stands for several files that differ: left
    alone, it changes nothing."""

    changed = Signal()
    removed = Signal(object)

    def __init__(
        self, begun: TypedAttribute, parent: QWidget, *, typed: bool = True, mixed: bool = False
    ) -> None:
        super().__init__(parent)
        self._mixed = mixed
        self._key = self._edit("attribute_key", t("Name"), t("Name"))
        self._type = Combo(self)
        self._text = self._edit("attribute_value", t("Value"), t("Value"))
        self._flag = Combo(self)
        self._remove = IconButton("close", self)
        self._wrong = label("danger", self)
        self._set_up(begun, typed=typed)
        self._lay_out(typed=typed)
        self._connect()
        self._on_type()

    def typed(self) -> TypedAttribute:
        text = str(self._flag.currentData()) if self._is_flag else self._text.text()
        return TypedAttribute(self._key.text(), self._kind, text)

    @property
    def is_untouched(self) -> bool:
        """Whether it stands for values that differ, and nobody has written another."""
        return self._mixed and not self._text.text() and not self._is_flag

    def show_problem(self, problem: Problem | None) -> None:
        self._wrong.setText(problem_text(problem) if problem is not None else "")
        self._wrong.setVisible(problem is not None)

    def focus(self) -> None:
        """To the name, or to the value when there is one."""
        value = self._flag if self._is_flag else self._text
        (value if self._key.text() else self._key).setFocus()

    # Inside

    @property
    def _kind(self) -> ValueType:
        return ValueType(self._type.currentData())  # Qt keeps but the text of it

    @property
    def _is_flag(self) -> bool:
        return self._kind is ValueType.BOOL

    def _edit(self, name: str, spoken: str, placeholder: str) -> QLineEdit:
        edit = QLineEdit(self)
        edit.setObjectName(name)
        edit.setAccessibleName(spoken)
        edit.setPlaceholderText(placeholder)
        return edit

    def _set_up(self, begun: TypedAttribute, *, typed: bool) -> None:
        self._type.setObjectName("attribute_type")
        self._type.setAccessibleName(t("Type"))
        for kind in _TYPES:
            self._type.addItem(type_name(kind), kind)
        self._type.setCurrentIndex(_TYPES.index(begun.type))
        self._type.setVisible(typed)
        self._flag.setObjectName("attribute_flag")
        self._flag.setAccessibleName(t("Value"))
        self._flag.addItem(t("Yes"), "true")
        self._flag.addItem(t("No"), "false")
        self._flag.setCurrentIndex(int(begun.text == "false"))
        self._key.setText(begun.key)
        self._text.setText("" if begun.type is ValueType.BOOL else begun.text)
        if self._mixed:
            self._text.setPlaceholderText(t("Different values"))
        self._remove.setObjectName("remove_attribute")
        self._remove.setAccessibleName(t("Take it away"))
        self._remove.setToolTip(t("Take it away"))
        self._wrong.hide()

    def _lay_out(self, *, typed: bool) -> None:
        first = line_of(self._key, spacing_px=6, stretch_last=True)
        second = line_of(self._text, spacing_px=6, stretch_last=True)
        second.addWidget(self._flag, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        if typed:  # a line each: beside a table there is little room
            first.addWidget(self._type)
            first.addWidget(self._remove)
            column.addLayout(first)
            second.addSpacing(self._remove.sizeHint().width() + 6)
            column.addLayout(second)
        else:
            first.setStretch(0, 3)
            first.addLayout(second, 4)
            first.addWidget(self._remove)
            column.addLayout(first)
        for edit in (self._key, self._text):
            edit.setMinimumWidth(60)
        column.addWidget(self._wrong)

    def _connect(self) -> None:
        self._key.textChanged.connect(self._on_changed)
        self._text.textChanged.connect(self._on_changed)
        self._flag.currentIndexChanged.connect(self._on_changed)
        self._type.currentIndexChanged.connect(self._on_type)
        self._type.currentIndexChanged.connect(self._on_changed)
        self._remove.clicked.connect(self._on_remove)

    def _on_type(self) -> None:
        self._text.setVisible(not self._is_flag)
        self._flag.setVisible(self._is_flag)

    def _on_changed(self) -> None:
        self.show_problem(None)
        self.changed.emit()

    def _on_remove(self) -> None:
        self.removed.emit(self)
