"""The messages that wait, by keyboard: the list is made anew, the focus stays."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from oriel.domain.parts import TextPart
from oriel.domain.waiting import FOR_ANSWER, WaitingTurn
from oriel.ui.waiting_list import WaitingList


def turn(text: str) -> WaitingTurn:
    return WaitingTurn(
        id=text, chat_id="c", parts=(TextPart(text),), why=FOR_ANSWER, created_at=0.0
    )


@pytest.fixture
def shown(qtbot: QtBot) -> WaitingList:
    made = WaitingList()
    qtbot.addWidget(made)
    made.show_turns([turn("one"), turn("two"), turn("three")])
    made.activateWindow()
    assert QTest.qWaitForWindowActive(made)
    return made


def button(made: WaitingList, row: int, name: str) -> QToolButton:
    rows = [w for w in made.findChildren(QWidget, "waiting_row") if w.isVisible()]
    found = rows[row].findChild(QToolButton, name)
    assert found is not None
    return found


def test_a_message_is_moved_twice_by_the_same_key(shown: WaitingList) -> None:
    order = ["one", "two", "three"]

    def move(wanted: WaitingTurn, step: int) -> None:
        at = order.index(wanted.id)
        order.insert(at + step, order.pop(at))
        shown.show_turns([turn(text) for text in order])

    shown.move_requested.connect(move)
    button(shown, 2, "waiting_chevron-up").setFocus()
    for _ in range(2):
        at = shown.focusWidget()
        assert at is not None
        QTest.keyClick(at, Qt.Key.Key_Space)
    assert order == ["three", "one", "two"]
    # At the top there is nothing earlier; the focus stays in the row.
    assert shown.focusWidget() is button(shown, 0, "waiting_send")


def test_after_a_message_is_dropped_the_next_one_has_the_focus(shown: WaitingList) -> None:
    button(shown, 2, "waiting_close").setFocus()
    shown.show_turns([turn("one"), turn("two")])
    assert shown.focusWidget() is button(shown, 1, "waiting_close")
