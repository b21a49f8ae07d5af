"""The dialogs of tool servers and of the ledger, with real widgets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from oriel.domain.approvals import Remembered
from oriel.domain.errors import KeyringSilent, ToolServerUnstartable
from oriel.domain.tools import ServerState, ServerStatus, Tool, ToolServer, Transport
from oriel.services.tool_imports import Found
from oriel.services.tool_secrets import TypedSecrets
from oriel.services.tool_trials import Trial
from oriel.ui.tooling.command_line import line_of, words_of
from oriel.ui.tooling.ledger_dialog import LedgerDialog
from oriel.ui.tooling.row import Line
from oriel.ui.tooling.servers_dialog import ServersDialog

NOTES = ToolServer(
    id="n",
    name="Notes",
    transport=Transport.STDIO,
    command=("notes", "--in", "My files"),
    env_names=("KEY",),
)
FAR = ToolServer(
    id="f", name="Far", transport=Transport.HTTP, url="https://far.example/mcp", has_secret=True
)


@pytest.fixture
def dialog(qtbot: QtBot) -> Iterator[ServersDialog]:
    made = ServersDialog()
    qtbot.addWidget(made)
    made.show()
    made.show_servers(((NOTES, ServerStatus()), (FAR, ServerStatus(ServerState.READY))))
    yield made
    made.done(0)


def find(widget: QWidget, kind: type[Any], name: str) -> Any:
    found = [w for w in widget.findChildren(kind, name) if w.isVisible()]
    assert len(found) == 1, f"{name}: {len(found)} are visible"
    return found[0]


def click(widget: QWidget, name: str) -> None:
    button = find(widget, QAbstractButton, name)
    assert button.isEnabled()
    button.click()


def fill(widget: QWidget, name: str, text: str) -> None:
    edit = find(widget, QLineEdit, name)
    edit.clear()
    QTest.keyClicks(edit, text)


def words(widget: QWidget) -> str:
    labels = [w.text() for w in widget.findChildren(QLabel) if w.isVisible()]
    return " ".join([*labels, *(w.text for w in widget.findChildren(Line) if w.isVisible())])


def saved(dialog: ServersDialog) -> list[tuple[ToolServer, TypedSecrets]]:
    found: list[Any] = []
    dialog.save_requested.connect(lambda *what: found.append(what))
    return found


# The list


def test_each_server_says_what_it_runs_and_can_be_switched_off_for_all_chats(
    dialog: ServersDialog,
) -> None:
    asked: list[tuple[str, bool]] = []
    dialog.enable_requested.connect(lambda *what: asked.append(what))
    assert "notes --in My files" in words(dialog)
    assert "https://far.example/mcp" in words(dialog)
    click(dialog, "enable_n")
    assert asked == [("n", False)]
    dialog.show_servers(((replace(NOTES, enabled=False), ServerStatus()),))
    assert "Switched off for all chats" in words(dialog)


def test_an_empty_list_says_what_it_is_for_and_offers_a_beginning(dialog: ServersDialog) -> None:
    dialog.show_servers(())
    click(dialog, "add_first")
    assert find(dialog, QLineEdit, "field_server_name").text() == ""


# The form


def test_what_is_kept_is_shown_without_its_secrets_and_saved_as_it_was(
    dialog: ServersDialog,
) -> None:
    found = saved(dialog)
    click(dialog, "edit_n")
    assert find(dialog, QLineEdit, "field_server_command").text() == "notes --in 'My files'"
    assert "notes  │  --in  │  My files" in words(dialog)
    assert find(dialog, QLineEdit, "variable_value").text() == ""
    click(dialog, "save_server")
    assert found == [(NOTES, TypedSecrets(token="", env={}))]


def test_a_variable_is_typed_hidden_and_does_not_stay_in_the_field(dialog: ServersDialog) -> None:
    found = saved(dialog)
    click(dialog, "edit_n")
    value = find(dialog, QLineEdit, "variable_value")
    assert value.echoMode() is QLineEdit.EchoMode.Password
    QTest.keyClicks(value, "hush")
    click(dialog, "save_server")
    assert found[0][1].env == {"KEY": "hush"}
    assert "hush" not in repr(found)
    dialog.show_saved()
    assert value.text() == ""


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("A B", "x", "letters, digits and _ only"),
        ("KEY", "x", "there twice"),
        ("", "x", "has no name"),
        ("NEW", "", "Enter a value"),
    ],
)
def test_variables_that_cannot_be_are_told(
    dialog: ServersDialog, name: str, value: str, said: str
) -> None:
    found = saved(dialog)
    click(dialog, "edit_n")
    click(dialog, "add_variable")
    for field, text in (("variable_name", name), ("variable_value", value)):
        edit = [w for w in dialog.findChildren(QLineEdit, field) if w.isVisible()][-1]
        QTest.keyClicks(edit, text)
    click(dialog, "save_server")
    assert said in words(dialog)
    assert found == []


def test_a_form_that_is_not_filled_says_what_it_lacks(dialog: ServersDialog) -> None:
    found = saved(dialog)
    dialog.edit(None)
    fill(dialog, "field_server_command", "npx 'a")
    fill(dialog, "field_server_timeout", "0")
    click(dialog, "save_server")
    for said in ("Give it a name.", "A quote is not closed.", "A number from 1 to 3600."):
        assert said in words(dialog)
    assert found == []


def test_a_key_in_the_command_is_warned_of(dialog: ServersDialog) -> None:
    dialog.edit(None)
    fill(dialog, "field_server_command", "npx --api-key abc")
    assert "looks like a key" in words(dialog)
    assert "with your rights" in words(dialog)


def test_a_token_is_kept_changed_or_forgotten(dialog: ServersDialog) -> None:
    found = saved(dialog)
    click(dialog, "edit_f")
    click(dialog, "save_server")
    click(dialog, "cancel_server")
    click(dialog, "edit_f")
    fill(dialog, "field_server_token", "hush")
    click(dialog, "save_server")
    click(dialog, "cancel_server")
    click(dialog, "edit_f")
    click(dialog, "forget_server_token")
    click(dialog, "save_server")
    assert [(s.has_secret, typed.token) for s, typed in found] == [
        (True, None),
        (True, "hush"),
        (False, ""),
    ]


def test_an_address_takes_the_place_of_a_program(dialog: ServersDialog) -> None:
    found = saved(dialog)
    click(dialog, "edit_n")
    combo = find(dialog, QComboBox, "field_server_kind")
    combo.setCurrentIndex(combo.findData(Transport.HTTP))
    fill(dialog, "field_server_url", "http://far.example/mcp")
    click(dialog, "save_server")
    assert found == []  # plain http leaves this computer
    fill(dialog, "field_server_url", "127.0.0.1:8000/mcp")
    click(dialog, "save_server")
    server, _ = found[0]
    assert (server.transport, server.url) == (Transport.HTTP, "http://127.0.0.1:8000/mcp")
    assert (server.command, server.env_names) == ((), ())


def test_a_trial_shows_the_tools_and_what_is_said_of_them(dialog: ServersDialog) -> None:
    tried: list[Any] = []
    dialog.try_requested.connect(lambda *what: tried.append(what))
    click(dialog, "edit_n")
    click(dialog, "try_server")
    assert tried[0][0] == NOTES
    assert not find(dialog, QAbstractButton, "save_server").isEnabled()
    tools = (
        Tool("n__read", "Read a note", "Reads one.", {}, "n", "read", read_only=True),
        Tool("n__drop", "", "", {}, "n", "drop", destructive=True),
    )
    dialog.show_trial(Trial(tools))
    said = words(dialog)
    for expected in (
        "It works, and offers 2 tools.",
        "Read a note",
        "Reads one.",
        "Says it only reads",
        "drop",
        "May destroy",
    ):
        assert expected in said
    assert find(dialog, QAbstractButton, "save_server").isEnabled()


def test_a_trial_that_fails_shows_the_last_words(dialog: ServersDialog) -> None:
    left: list[bool] = []
    dialog.trial_left.connect(lambda: left.append(True))
    click(dialog, "edit_n")
    click(dialog, "try_server")
    error = ToolServerUnstartable(server="Notes", reason="not_found", detail="notes")
    dialog.show_trial(Trial(error=error, last_words="one\ntwo"))
    assert "The program notes is not on this computer." in words(dialog)
    assert find(dialog, QPlainTextEdit, "trial_words").toPlainText() == "one\ntwo"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert left
    assert find(dialog, QAbstractButton, "edit_n").isVisible()


def test_trying_gives_the_focus_back_and_not_to_cancel(dialog: ServersDialog) -> None:
    dialog.activateWindow()
    assert QTest.qWaitForWindowActive(dialog)
    click(dialog, "edit_n")
    tries = find(dialog, QAbstractButton, "try_server")
    tries.setFocus()
    QTest.keyClick(tries, Qt.Key.Key_Space)
    assert not tries.isEnabled()
    assert not find(dialog, QAbstractButton, "cancel_server").hasFocus()
    dialog.show_trial(Trial(()))
    assert tries.hasFocus()


def test_a_keyring_that_refuses_leaves_what_was_typed(dialog: ServersDialog) -> None:
    click(dialog, "edit_n")
    fill(dialog, "variable_value", "hush")
    click(dialog, "save_server")
    dialog.show_not_saved(KeyringSilent(after_s=5))
    assert "keyring" in words(dialog)
    assert find(dialog, QLineEdit, "variable_value").text() == "hush"
    assert find(dialog, QAbstractButton, "save_server").isEnabled()


def test_deleting_asks_once_more(dialog: ServersDialog) -> None:
    gone: list[str] = []
    dialog.delete_requested.connect(gone.append)
    click(dialog, "edit_n")
    click(dialog, "delete_server")
    assert gone == []
    click(dialog, "delete_server")
    assert gone == ["n"]


@pytest.mark.parametrize("windows", [False, True])
@pytest.mark.parametrize(
    "command",
    [("npx", "-y", "@a/b"), ("a", "My files", ""), ("a", "it's", 'so "quoted"'), ("a", "#b")],
)
def test_a_command_is_shown_as_the_words_it_has(command: tuple[str, ...], windows: bool) -> None:
    assert words_of(line_of(command, windows=windows), windows=windows) == command


def test_a_backslash_is_a_letter_on_windows() -> None:
    line = r'"C:\Program Files\x.exe" C:\a'
    assert words_of(line, windows=True) == (r"C:\Program Files\x.exe", r"C:\a")


# Bringing in a list


def test_a_list_is_looked_at_before_anything_of_it_is_kept(dialog: ServersDialog) -> None:
    taken: list[list[Found]] = []
    dialog.take_requested.connect(taken.append)
    click(dialog, "import_servers")
    listed = {
        "memory": {"command": "npx", "args": ["-y", "m"], "env": {"KEY": "hush"}},
        "Notes": {"command": "notes"},
        "old": {"type": "sse", "url": "https://old.example"},
    }
    text = find(dialog, QPlainTextEdit, "import_text")
    text.setPlainText(json.dumps({"mcpServers": listed}))
    click(dialog, "read_import")
    assert text.toPlainText() == ""  # it held a secret
    said = words(dialog)
    for expected in (
        "npx  │  -y  │  m",
        "Into the keyring: KEY",
        "There is a tool server of this name already.",
        "It speaks the old protocol (SSE)",
        "with your rights",
    ):
        assert expected in said
    assert "hush" not in said
    click(dialog, "take_import")
    assert [found.server.name for found in taken[0]] == ["memory"]
    assert taken[0][0].secrets.env == {"KEY": "hush"}


def test_text_that_is_no_list_is_refused_where_it_stands(dialog: ServersDialog) -> None:
    click(dialog, "import_servers")
    text = find(dialog, QPlainTextEdit, "import_text")
    text.setPlainText('{\n"mcpServers": {]')
    click(dialog, "read_import")
    assert "look at line 2" in words(dialog)
    assert text.toPlainText()
    click(dialog, "cancel_import")
    assert text.toPlainText() == ""


# The ledger


LINES = [
    Remembered(tool="My_notes__write", server="Notes", chat_id="", allowed=True, decided_at=2.0),
    Remembered(tool="fetch_page", server="", chat_id="c", allowed=False, decided_at=1.0),
]


@pytest.fixture
def ledger(qtbot: QtBot) -> Iterator[LedgerDialog]:
    made = LedgerDialog({"c": "My chat"}.__getitem__)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.done(0)


def cells(ledger: LedgerDialog) -> list[list[str]]:
    table = ledger.findChild(QTableWidget)
    assert table is not None
    found = []
    for row in range(table.rowCount()):
        items = [table.item(row, column) for column in range(4)]
        found.append([item.text() for item in items if item is not None])
    return found


def test_the_ledger_says_what_was_said_where(ledger: LedgerDialog) -> None:
    ledger.show_lines(LINES)
    assert cells(ledger) == [
        ["write", "Notes", "Always", "Allowed"],
        ["fetch_page", "Built into Oriel", "In “My chat”", "Denied"],
    ]


def test_one_line_is_taken_back_or_after_a_second_press_all(ledger: LedgerDialog) -> None:
    asked: list[list[Remembered]] = []
    ledger.revoke_requested.connect(asked.append)
    ledger.show_lines(LINES)
    click(ledger, "revoke")
    click(ledger, "revoke_all")
    assert asked == [LINES[:1]]
    click(ledger, "revoke_all")
    assert asked == [LINES[:1], LINES]


def test_the_first_line_is_chosen_also_from_right_to_left(ledger: LedgerDialog) -> None:
    ledger.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    ledger.show_lines(LINES)
    assert find(ledger, QAbstractButton, "revoke").isEnabled()


def test_an_empty_ledger_says_how_lines_come_to_be(ledger: LedgerDialog) -> None:
    ledger.show_lines([])
    assert "Nothing is remembered." in words(ledger)
    assert not [w for w in ledger.findChildren(QTableWidget) if w.isVisible()]
