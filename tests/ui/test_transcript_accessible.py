"""What a screen reader is told of a conversation."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible
from tests.ui.transcripts import answered, said, transcript

from oriel.domain.messages import Role
from oriel.domain.outlines import TurnOutline
from oriel.ui.transcript import accessible

pytestmark = pytest.mark.usefixtures("qapp")
NAME, VALUE = QAccessible.Text.Name, QAccessible.Text.Value


def test_a_conversation_is_a_list_of_turns_with_their_words() -> None:
    accessible.install()
    with transcript(said("1", "Hi"), answered("2", "**Bold**\n\n- item")) as view:
        found = QAccessible.queryAccessibleInterface(view)
        assert found.role() == QAccessible.Role.List
        assert found.childCount() == 2
        answer = found.child(1)
        assert answer.role() == QAccessible.Role.ListItem
        assert answer.text(NAME) == "Answer: Bold\nitem"
        assert found.child(0).text(NAME) == "You said: Hi"
        assert found.indexOfChild(answer) == 1
        middle = answer.rect().center()
        assert found.childAt(middle.x(), middle.y()).text(VALUE) == "Bold\nitem"
        outside = view.viewport().mapToGlobal(QPoint(-50, -50))
        assert found.childAt(outside.x(), outside.y()) is None
        assert found.child(7) is None


def test_turns_that_are_not_read_are_there_too() -> None:
    accessible.install()
    with transcript(answered("2", "last")) as view:
        view.show_older([TurnOutline("o", Role.USER, 10)])
        found = QAccessible.queryAccessibleInterface(view)
        assert found.childCount() == 2
        assert found.child(0).text(VALUE) == "…"


def test_interfaces_come_and_go_with_their_views() -> None:
    accessible.install()
    for _ in range(30):
        with transcript(said("1", "Hi")) as view:
            found = QAccessible.queryAccessibleInterface(view)
            assert found.child(0).isValid()
        gc.collect()
