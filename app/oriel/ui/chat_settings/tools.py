"""The page of tools: whether and how often they may be used. Which are on is set elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP
from PySide6.QtWidgets import QWidget

from oriel.ui.chat_settings.choices import ChoiceControl, ToolControl
from oriel.ui.chat_settings.group import Group
from oriel.ui.chat_settings.numbers import NumberControl

_CHOICES = ("auto", "none", "required")


class ToolsGroup(Group):
    key = "tools"
    heading = QT_TRANSLATE_NOOP("ChatSettings", "Tools")
    names = ("tool_choice", "parallel_tool_calls", "max_tool_calls")

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.add(
            ToolControl("tool_choice", _CHOICES, self.page),
            ChoiceControl("parallel_tool_calls", (True, False), self.page),
            NumberControl("max_tool_calls", 1, self.page),
        )
