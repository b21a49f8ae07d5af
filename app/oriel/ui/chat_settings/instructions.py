"""The page of instructions."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP
from PySide6.QtWidgets import QWidget

from oriel.ui.chat_settings.group import Group
from oriel.ui.chat_settings.texts import TextControl


class InstructionsGroup(Group):
    key = "instructions"
    heading = QT_TRANSLATE_NOOP("ChatSettings", "Instructions")
    names = ("instructions",)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.add(TextControl("instructions", self.page), fills=True)
