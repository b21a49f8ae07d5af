"""Settings that are one of a few words, or on and off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from oriel.domain.chat_settings import ChatSettings
from oriel.ui.chat_settings.control import Control
from oriel.ui.chat_settings.fields import usual
from oriel.ui.chat_settings.situation import Situation
from oriel.ui.chat_settings.words import service_default, value_words
from oriel.ui.check_box import CheckBox
from oriel.ui.combo import Combo


class _ByName:
    """What stands in the list of tools for "one by its name"."""


_BY_NAME = _ByName()


class ChoiceControl(Control):
    """One of `values`, or the service's own default. A value that is not among them (an
    older or newer Oriel set it) is offered as well."""

    def __init__(self, name: str, values: Sequence[Any], parent: QWidget) -> None:
        self._values = tuple(values)
        super().__init__(name, parent)

    def value(self) -> Any:
        return self._offered[self._combo.currentIndex()]

    def _made_editor(self) -> QWidget:
        self._combo = Combo(self)
        # Not the items' data: there an enum becomes a string, and 0 is False.
        self._offered: list[Any] = []
        self._fill(self._values)
        self._combo.currentIndexChanged.connect(self._tell)
        return self._combo

    def _fill(self, values: Sequence[Any]) -> None:
        if usual(self.name) not in values:
            self._offer(usual(self.name), service_default())
        for value in values:
            self._offer(value, value_words(self.name, value))

    def _offer(self, value: Any, text: str) -> None:
        self._offered.append(value)  # before it can be asked for
        self._combo.addItem(text)

    def _show_value(self, value: Any) -> None:
        if value not in self._offered:
            self._offer(value, value_words(self.name, value))
        self._combo.setCurrentIndex(self._offered.index(value))


class ToolControl(ChoiceControl):
    """The tools that are on can be chosen too, and any other by the name it has."""

    def value(self) -> Any:
        chosen = super().value()
        return self._name.text().strip() if chosen is _BY_NAME else chosen

    def _made_editor(self) -> QWidget:
        self._name = QLineEdit(self)
        self._name.setObjectName("tool_name")
        self._name.setAccessibleName(self.tr("Name of the tool"))
        self._name.setPlaceholderText(self.tr("Name of the tool"))
        self._name.setMaxLength(128)
        self._name.hide()
        self._name.textChanged.connect(self._tell)
        combo = super()._made_editor()
        self._combo.currentIndexChanged.connect(self._on_chosen)
        both = QWidget(self)
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(combo)
        column.addWidget(self._name)
        return both

    def focus_target(self) -> QWidget:
        return self._combo

    def _suited(self, settings: ChatSettings, situation: Situation) -> None:
        value, by_name = self.value(), super().value() is _BY_NAME
        self._combo.clear()
        self._offered.clear()
        self._fill((*self._values, *settings.hosted.names))
        if by_name:
            self._combo.setCurrentIndex(self._offered.index(_BY_NAME))
        else:
            self._show_value(value)

    def _fill(self, values: Sequence[Any]) -> None:
        super()._fill(values)
        self._offer(_BY_NAME, self.tr("One by its name…"))

    def _show_value(self, value: Any) -> None:
        if value in self._offered:
            self._combo.setCurrentIndex(self._offered.index(value))
        else:
            self._name.setText(value)
            self._combo.setCurrentIndex(self._offered.index(_BY_NAME))
        self._on_chosen()

    def _on_chosen(self) -> None:
        self._name.setVisible(super().value() is _BY_NAME)


class SwitchControl(Control):
    """On or off."""

    def value(self) -> Any:
        return self._box.isChecked()

    def _made_editor(self) -> QWidget:
        self._box = CheckBox(self.tr("On"), self)
        self._box.toggled.connect(self._tell)
        return self._box

    def _show_value(self, value: Any) -> None:
        self._box.setChecked(bool(value))


class ChecksControl(Control):
    """Any of `values`. What is set besides them stays set."""

    wide = True

    def __init__(self, name: str, values: Sequence[str], parent: QWidget) -> None:
        self._values = tuple(values)
        self._others: tuple[str, ...] = ()
        super().__init__(name, parent)

    def value(self) -> Any:
        return (*(value for value, box in self._boxes.items() if box.isChecked()), *self._others)

    def focus_target(self) -> QWidget:
        return next(iter(self._boxes.values()))

    def _introduce(self, target: QWidget) -> None:
        self._editor.setObjectName(f"setting_{self.name}")
        self._editor.setAccessibleName(self._words.label)
        self.setFocusProxy(target)

    def _made_editor(self) -> QWidget:
        editor = QWidget(self)
        column = QVBoxLayout(editor)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        self._boxes: dict[str, CheckBox] = {}
        for value in self._values:
            box = self._boxes[value] = CheckBox(value_words(self.name, value), editor)
            box.setObjectName(f"{self.name}_{value}")
            box.toggled.connect(self._tell)
            column.addWidget(box)
        return editor

    def _show_value(self, value: Any) -> None:
        for name, box in self._boxes.items():
            with QSignalBlocker(box):
                box.setChecked(name in value)
        self._others = tuple(each for each in value if each not in self._boxes)
