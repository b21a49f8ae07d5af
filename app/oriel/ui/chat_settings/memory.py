"""The page of memory: who remembers, what is kept where, and for how long."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP
from PySide6.QtWidgets import QHBoxLayout, QLabel, QRadioButton, QVBoxLayout, QWidget

from oriel.domain.chat_settings import ChatSettings, Memory, MemoryPolicy, memories_for
from oriel.ui.chat_settings.choices import ChoiceControl
from oriel.ui.chat_settings.control import Control
from oriel.ui.chat_settings.group import Group
from oriel.ui.chat_settings.radio import Radio
from oriel.ui.chat_settings.situation import Situation
from oriel.ui.chat_settings.texts import LineControl
from oriel.ui.chat_settings.words import said, why_not

_MOST_CHARS = 512  # of a value of a conversation's metadata (oci-api.md 7)
_TITLES = {
    Memory.USUAL: QT_TRANSLATE_NOOP("ChatSettings", "What fits best"),
    Memory.CONVERSATION: QT_TRANSLATE_NOOP("ChatSettings", "A conversation at the service"),
    Memory.CHAINED: QT_TRANSLATE_NOOP("ChatSettings", "Linked answers at the service"),
    Memory.STATELESS: QT_TRANSLATE_NOOP("ChatSettings", "Only this computer"),
    Memory.TEMPORARY: QT_TRANSLATE_NOOP("ChatSettings", "Nobody: a temporary chat"),
}
_HERE = QT_TRANSLATE_NOOP("ChatSettings", "Here it stays until you delete it.")
_ABOUT = {
    Memory.CONVERSATION: QT_TRANSLATE_NOOP(
        "ChatSettings", "{service} keeps the whole conversation {long}. {here}"
    ),
    Memory.CHAINED: QT_TRANSLATE_NOOP(
        "ChatSettings", "{service} keeps each answer {long}; each names the one before. {here}"
    ),
    Memory.STATELESS: QT_TRANSLATE_NOOP(
        "ChatSettings",
        "The whole chat is sent each time, and {service} is asked to keep nothing. {here}",
    ),
    Memory.TEMPORARY: QT_TRANSLATE_NOOP(
        "ChatSettings",
        "{service} is asked to keep nothing, and nothing is written here either: the chat is gone "
        "when you leave it. To be chosen before the first message.",
    ),
}
_LONG_AT_ORACLE = {
    Memory.CONVERSATION: QT_TRANSLATE_NOOP("ChatSettings", "up to 30 days from its last change"),
    Memory.CHAINED: QT_TRANSLATE_NOOP("ChatSettings", "up to 30 days from when it was made"),
}
_LONG_ELSEWHERE = QT_TRANSLATE_NOOP("ChatSettings", "for as long as it likes")
_THE_SERVICE = QT_TRANSLATE_NOOP("ChatSettings", "The service")
_BEST = QT_TRANSLATE_NOOP("ChatSettings", "For this connection: {name}.")


class MemoryControl(Control):
    """One of the modes, each with a sentence about what is kept where."""

    wide = True

    def value(self) -> Any:
        return next((m for m, radio in self._radios.items() if radio.isChecked()), Memory.USUAL)

    def focus_target(self) -> QWidget:
        return self._radios[self.value()]

    def _introduce(self, target: QWidget) -> None:
        self._editor.setObjectName(f"setting_{self.name}")
        self._editor.setAccessibleName(self._words.label)

    def _made_editor(self) -> QWidget:
        editor = QWidget(self)
        column = QVBoxLayout(editor)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(2)
        self._radios: dict[Memory, QRadioButton] = {}
        self._lines: dict[Memory, QLabel] = {}
        for memory, title in _TITLES.items():
            radio = self._radios[memory] = Radio(said(title), editor)
            radio.setObjectName(f"memory_{memory.value or 'usual'}")
            radio.toggled.connect(self._on_toggled)
            line = self._lines[memory] = QLabel(editor)
            line.setProperty("textRole", "small")
            line.setWordWrap(True)
            below = QHBoxLayout()
            below.setContentsMargins(0, 0, 0, 9)
            below.addSpacing(radio.text_at)
            below.addWidget(line, 1)
            column.addWidget(radio)
            column.addLayout(below)
        self._radios[Memory.USUAL].setChecked(True)
        return editor

    def _show_value(self, value: Any) -> None:
        self._radios[value].setChecked(True)

    def _suited(self, settings: ChatSettings, situation: Situation) -> None:
        for memory, radio in self._radios.items():
            why = situation.why_no_memory(memory)
            radio.setEnabled(why is None)
            text = why_not(why, situation.model) if why else _about(memory, situation)
            self._lines[memory].setText(text)
            radio.setAccessibleDescription(text)
            radio.setToolTip(text)

    def _mark(self) -> None:
        super()._mark()
        if not self._radios[Memory.USUAL].isEnabled():  # a temporary chat stays temporary
            self._reset.hide()

    def _on_toggled(self, chosen: bool) -> None:
        if chosen:
            self._tell()

    def _say(self) -> None:
        self._below.setText(self._about())
        self._below.setProperty("textRole", "small")


def _about(memory: Memory, situation: Situation) -> str:
    connection = situation.connection
    service = connection.name if connection else said(_THE_SERVICE)
    if memory is Memory.USUAL:
        best = memories_for(situation.capabilities)[0]
        return said(_BEST).format(name=said(_TITLES[best]))
    oracle = situation.is_oci and memory in _LONG_AT_ORACLE
    long = _LONG_AT_ORACLE[memory] if oracle else _LONG_ELSEWHERE
    service = "Oracle Cloud" if situation.is_oci else service
    return said(_ABOUT[memory]).format(service=service, long=said(long), here=said(_HERE))


class MemoryGroup(Group):
    key = "memory"
    heading = QT_TRANSLATE_NOOP("ChatSettings", "Memory")
    names = ("memory_subject", "memory", "memory_policy")

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        policies = [policy for policy in MemoryPolicy if policy is not MemoryPolicy.USUAL]
        subject = LineControl("memory_subject", _MOST_CHARS, self.page)
        self.add(
            MemoryControl("memory", self.page),
            subject,
            ChoiceControl("memory_policy", policies, self.page),
        )
