"""The page of the answer: how long it is thought over, how long it is, how free."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP
from PySide6.QtWidgets import QWidget

from oriel.domain.turn_options import EFFORTS, SUMMARIES, VERBOSITIES
from oriel.ui.chat_settings.choices import ChoiceControl
from oriel.ui.chat_settings.group import Group
from oriel.ui.chat_settings.numbers import NumberControl


class AnswerGroup(Group):
    key = "answer"
    heading = QT_TRANSLATE_NOOP("ChatSettings", "Answer")
    names = (
        "reasoning_effort",
        "reasoning_summary",
        "verbosity",
        "max_output_tokens",
        "temperature",
        "top_p",
    )

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.add(
            ChoiceControl("reasoning_effort", EFFORTS, self.page),
            ChoiceControl("reasoning_summary", SUMMARIES, self.page),
            ChoiceControl("verbosity", VERBOSITIES, self.page),
            NumberControl("max_output_tokens", 1, self.page),
            # Both APIs' own defaults are 1.
            NumberControl("temperature", 0.05, self.page, rests=1.0),
            NumberControl("top_p", 0.05, self.page, rests=1.0),
        )
