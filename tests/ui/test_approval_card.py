"""The card that asks for leave shows what would really run."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from oriel.domain.approvals import Approval, Verdict
from oriel.ui.transcript.approval_card import ApprovalCard


def card(
    qtbot: QtBot, tool: str = "delete", server: str = "Notes", given: str = "{}"
) -> ApprovalCard:
    approval = Approval(
        id="a",
        chat_id="c",
        call_id="k",
        tool=tool,
        server=server,
        arguments=given,
        origin="here n",
    )
    made = ApprovalCard(approval, None)
    qtbot.addWidget(made)
    made.show()
    return made


def shown(made: ApprovalCard) -> str:
    box = made.findChild(QPlainTextEdit, "approval_arguments")
    assert box is not None
    return box.toPlainText()


def answered(made: ApprovalCard, name: str) -> list[Verdict]:
    heard: list[Verdict] = []
    made.decided.connect(heard.append)
    button = made.findChild(QPushButton, name)
    assert button is not None
    button.click()
    return heard


def test_signs_that_turn_text_around_are_written_out(qtbot: QtBot) -> None:
    made = card(qtbot, "del\u202eete\n\nall", "\u2066Notes", '{"path": "safe\u202egnp.exe"}')
    titles = [label.text() for label in made.findChildren(QLabel)]
    assert "May “del\\u202eete all” of \\u2066Notes run?" in titles
    assert '"safe\\u202egnp.exe"' in shown(made)
    # As it was: nothing was changed by writing it out.
    assert answered(made, "approval_once") == [Verdict(allowed=True)]


@pytest.mark.parametrize("given", ['{"path": "evil", "path": "safe"}', '{"amount": 1e999}'])
def test_what_setting_out_would_lose_is_shown_as_it_came(qtbot: QtBot, given: str) -> None:
    assert shown(card(qtbot, given=given)) == given


def test_what_is_too_long_says_so_and_cannot_be_cut_by_an_edit(qtbot: QtBot) -> None:
    given = '{"text": "' + "x" * 1_000_000 + '"}'
    made = card(qtbot, given=given)
    box = made.findChild(QPlainTextEdit, "approval_arguments")
    assert box is not None
    assert box.isReadOnly()
    assert len(shown(made)) < 100_000
    rest = made.findChild(QLabel, "approval_rest")
    assert rest is not None
    assert "more characters" in rest.text()
    assert answered(made, "approval_once") == [Verdict(allowed=True)]


def test_a_tool_is_named_as_its_server_names_it(qtbot: QtBot) -> None:
    made = card(qtbot, "My_notes__write", "My notes")
    assert made.accessibleName() == "May “write” of My notes run?"
    assert card(qtbot, "a__b", "").accessibleName() == "May “a__b” run?"


def test_escape_in_a_field_goes_back_to_the_buttons_and_keeps_what_was_typed(
    qtbot: QtBot,
) -> None:
    made = card(qtbot)
    heard: list[Verdict] = []
    made.decided.connect(heard.append)
    box = made.findChild(QPlainTextEdit, "approval_arguments")
    reason = made.findChild(QLineEdit, "approval_reason")
    deny = made.findChild(QPushButton, "approval_deny")
    assert box is not None
    assert reason is not None
    assert deny is not None
    box.setFocus()
    QTest.keyClicks(box, " ")
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert shown(made) != "{}"
    assert made.focusWidget() is made.findChild(QPushButton, "approval_once")
    deny.click()
    QTest.keyClicks(reason, "no")
    QTest.keyClick(reason, Qt.Key.Key_Escape)
    assert made.focusWidget() is deny
    assert not reason.isVisible()
    deny.click()
    assert reason.text() == "no"
    assert heard == []
