"""The page of the format: text, any JSON, or JSON by a schema."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP
from PySide6.QtWidgets import QWidget

from oriel.domain.chat_settings import ChatSettings
from oriel.domain.turn_options import TextFormat
from oriel.ui.chat_settings.choices import ChoiceControl, SwitchControl
from oriel.ui.chat_settings.control import Control
from oriel.ui.chat_settings.group import Group
from oriel.ui.chat_settings.schema_editor import SchemaControl
from oriel.ui.chat_settings.texts import LineControl
from oriel.ui.chat_settings.words import said

_OF_SCHEMA = ("json_schema", "schema_name", "schema_strict")
_MOST_NAME_CHARS = 64
_USUAL_NAME = "answer"  # what api/ calls a schema without a name
_WRONG_NAME = QT_TRANSLATE_NOOP("ChatSettings", "Only letters, digits, _ and - are taken.")


class FormatGroup(Group):
    key = "format"
    heading = QT_TRANSLATE_NOOP("ChatSettings", "Format")
    names = ("schema_name", "json_schema", "text_format", "schema_strict")

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = LineControl(
            "schema_name", _MOST_NAME_CHARS, self.page, r"[A-Za-z0-9_-]+", said(_WRONG_NAME)
        )
        self._name.set_placeholder(_USUAL_NAME)
        schema = SchemaControl("json_schema", self.page)
        schema.example_taken.connect(self._on_example)
        self.add(
            ChoiceControl("text_format", tuple(TextFormat), self.page),
            schema,
            self._name,
            SwitchControl("schema_strict", self.page),
        )

    def _concerns(self, control: Control, settings: ChatSettings) -> bool:
        by_schema = settings.options.text_format is TextFormat.SCHEMA
        return by_schema or control.name not in _OF_SCHEMA

    def _on_example(self, name: str) -> None:
        self._name.take(name)
        self.changed.emit("schema_name", name)
