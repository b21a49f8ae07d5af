"""One attribute that is being edited: its name, its type, its value, what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from oriel.domain.attributes import Problem, TypedAttribute, ValueType
from oriel.ui.library.stores.parts import Combo
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
        self._lay_out()
        self._connect()
        self._on_type()

    def typed(self) -> TypedAttribute:
        kind: ValueType = self._type.currentData()
        flag = kind is ValueType.BOOL
        text = str(self._flag.currentData()) if flag else self._text.text()
        return TypedAttribute(self._key.text(), kind, text)

    @property
    def is_untouched(self) -> bool:
        """Whether it stands for values that differ, and nobody has written another."""
        return self._mixed and not self._text.text() and not self._flag.isVisibleTo(self)

    def show_problem(self, problem: Problem | None) -> None:
        self._wrong.setText(problem_text(problem) if problem is not None else "")
        self._wrong.setVisible(problem is not None)

    def focus(self) -> None:
        """To the name, or to the value when there is one."""
        flag = self._type.currentData() is ValueType.BOOL
        value = self._flag if flag else self._text
        (value if self._key.text() else self._key).setFocus()

    # Inside

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

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(2)
        parts = (self._key, self._type, self._text, self._flag, self._remove)
        for column, part in enumerate(parts):
            grid.addWidget(part, 0, column)
        for column, share in ((0, 3), (2, 4), (3, 4)):
            grid.setColumnStretch(column, share)
        for edit in (self._key, self._text):
            edit.setMinimumWidth(60)
        grid.addWidget(self._wrong, 1, 0, 1, len(parts))

    def _connect(self) -> None:
        self._key.textChanged.connect(self._on_changed)
        self._text.textChanged.connect(self._on_changed)
        self._flag.currentIndexChanged.connect(self._on_changed)
        self._type.currentIndexChanged.connect(self._on_type)
        self._type.currentIndexChanged.connect(self._on_changed)
        self._remove.clicked.connect(self._on_remove)

    def _on_type(self) -> None:
        flag = self._type.currentData() is ValueType.BOOL
        self._text.setVisible(not flag)
        self._flag.setVisible(flag)
        layout = self.layout()
        assert isinstance(layout, QGridLayout)
        layout.setColumnStretch(2, 0 if flag else 4)
        layout.setColumnStretch(3, 4 if flag else 0)

    def _on_changed(self) -> None:
        self.show_problem(None)
        self.changed.emit()

    def _on_remove(self) -> None:
        self.removed.emit(self)
