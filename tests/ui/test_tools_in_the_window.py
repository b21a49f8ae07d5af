"""Tools in the whole program: the real window, a real tool server, the real local service."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPlainTextEdit, QWidget
from tests.app.desks import ask, desk, part, press, type_text

from oriel.composition import Desk
from oriel.config.settings import SettingsFile
from oriel.domain.approvals import Approval, Scope, Verdict
from oriel.domain.hosted_tools import HostedTools, RemoteMcp
from oriel.domain.tools import ServerState
from oriel.ui.tooling.binding import ToolingBinding
from oriel.ui.view_models.tooling import ToolingViewModel
from waiting import emitted, until

SCRIPT = Path(__file__).parent / "notes_server.py"


def tools(opened: Desk) -> ToolingViewModel:
    return opened.shell._tooling


def binding(opened: Desk) -> ToolingBinding:
    return opened.shell._tools


def open_popup(opened: Desk) -> QWidget:
    opened.window.action("tools").trigger()
    return part(opened.window, "tools_popup")


def click(inside: QWidget, name: str) -> None:
    button = part(inside, name)
    assert isinstance(button, QAbstractButton)
    assert button.isEnabled()
    button.click()


def fill(inside: QWidget, name: str, text: str) -> None:
    edit = part(inside, name)
    assert isinstance(edit, QLineEdit)
    edit.setText(text)


def words(inside: QWidget) -> str:
    return " ".join(w.text() for w in inside.findChildren(QLabel) if w.isVisible())


def command(tmp_path: Path) -> str:
    return f"'{sys.executable}' '{SCRIPT}' '{tmp_path / 'note.txt'}'"


async def add_notes(opened: Desk, tmp_path: Path) -> None:
    """Adds the server as a person does, who tries it first."""
    click(open_popup(opened), "add_server")
    dialog = part(opened.window, "servers_dialog")
    fill(dialog, "field_server_name", "Notes")
    fill(dialog, "field_server_command", command(tmp_path))
    tried = emitted(tools(opened).tried)
    click(dialog, "try_server")
    await tried
    assert "It works, and offers one tool." in words(dialog)
    saved = emitted(tools(opened).saved)
    click(dialog, "save_server")
    await saved
    click(dialog, "close_servers")


@pytest.mark.limit(30)
async def test_a_server_that_is_added_is_on_in_this_chat_and_asks_before_it_acts(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path / "home") as opened:
        await add_notes(opened, tmp_path)
        (server,) = tools(opened).servers
        assert opened.chat.settings.local_tools == (server.id,)
        await until(lambda: tools(opened).status(server.id).state is ServerState.READY)
        assert part(opened.window, "tools").accessibleName() == "Tools, 1 on"

        opened.shell._choice.choose_model("oriel-rehearsal")
        wanted = emitted(opened.chat.approval_wanted)
        type_text(opened, 'Call the tool with {"text": "milk"}')
        press(opened, Qt.Key.Key_Return)
        _, approval = await wanted
        assert isinstance(approval, Approval)
        assert (approval.tool, approval.server) == ("Notes__write_note", "Notes")
        assert not (tmp_path / "note.txt").exists()
        opened.chat.approve(approval.id, Verdict(allowed=True, scope=Scope.ALWAYS))
        await opened.chat.settled()
        assert (tmp_path / "note.txt").read_text() == "milk"

        read = emitted(tools(opened).ledger_read)
        click(open_popup(opened), "open_ledger")
        await read
        ledger = part(opened.window, "ledger_dialog")
        read = emitted(tools(opened).ledger_read)
        click(ledger, "revoke")
        assert await read == ([],)
        assert "Nothing is remembered." in words(ledger)
        click(ledger, "close_ledger")


@pytest.mark.limit(30)
async def test_a_server_that_is_deleted_is_off_everywhere(tmp_path: Path) -> None:
    async with desk(tmp_path / "home") as opened:
        await add_notes(opened, tmp_path)
        (server,) = tools(opened).servers
        click(open_popup(opened), f"settings_server:{server.id}")
        click(part(opened.window, "tools_popup"), "edit_server")
        dialog = part(opened.window, "servers_dialog")
        deleted = emitted(tools(opened).deleted)
        click(dialog, "delete_server")
        click(dialog, "delete_server")
        await deleted
        assert opened.chat.settings.local_tools == ()
        assert tools(opened).servers == []
        assert part(opened.window, "tools").accessibleName() == "Tools"
        click(dialog, "close_servers")


@pytest.mark.limit(30)
async def test_a_program_that_is_not_there_is_told_in_the_popup(tmp_path: Path) -> None:
    async with desk(tmp_path / "home") as opened:
        click(open_popup(opened), "add_server")
        dialog = part(opened.window, "servers_dialog")
        fill(dialog, "field_server_name", "Gone")
        fill(dialog, "field_server_command", "no-such-program-here")
        saved = emitted(tools(opened).saved)
        click(dialog, "save_server")
        await saved
        click(dialog, "close_servers")
        (server,) = tools(opened).servers
        await until(lambda: tools(opened).status(server.id).state is ServerState.FAILED)
        popup = open_popup(opened)
        click(popup, f"settings_server:{server.id}")
        assert "The program no-such-program-here is not on this computer." in words(popup)
        popup.hide()


async def test_a_pasted_list_leaves_its_secrets_out_of_the_history(tmp_path: Path) -> None:
    async with desk(tmp_path / "home") as opened:
        click(open_popup(opened), "manage_servers")
        dialog = part(opened.window, "servers_dialog")
        click(dialog, "import_first")
        text = part(dialog, "import_text")
        assert isinstance(text, QPlainTextEdit)
        entry = {"command": "memory", "env": {"KEY": "hush-hush"}}
        text.setPlainText(json.dumps({"mcpServers": {"memory": entry}}))
        click(dialog, "read_import")
        taken = emitted(tools(opened).taken)
        click(dialog, "take_import")
        assert await taken == (1,)
        assert [server.env_names for server in tools(opened).servers] == [("KEY",)]
        click(dialog, "close_servers")
        for file in tmp_path.rglob("*"):
            assert not file.is_file() or b"hush-hush" not in file.read_bytes()


async def test_a_remote_server_takes_its_secret_along_when_it_is_renamed(tmp_path: Path) -> None:
    async with desk(tmp_path / "home") as opened:
        vm = tools(opened)
        wiki = RemoteMcp(label="wiki", url="https://wiki.example/mcp")
        kept = emitted(vm.remote_kept)
        popup = open_popup(opened)
        popup.remote_saved.emit(wiki, None, "hush")
        popup.hide()
        wiki, _ = await kept
        assert wiki.has_secret
        assert opened.chat.settings.hosted.mcp == (wiki,)
        kept = emitted(vm.remote_kept)
        vm.keep_remote(RemoteMcp(label="Wiki", url=wiki.url, has_secret=True), wiki, None)
        renamed, _ = await kept
        assert vm.remotes == [renamed]
        assert opened.chat.settings.hosted.mcp == (renamed,)
        found = await vm._connections.authorizations(HostedTools(mcp=(wiki, renamed)))
        assert found == {"Wiki": "hush"}


async def test_folders_and_remote_servers_are_there_after_a_restart(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        vm = tools(opened)
        vm.allow_folders([tmp_path])
        kept = emitted(vm.remote_kept)
        vm.keep_remote(RemoteMcp(label="wiki", url="https://wiki.example/mcp"), None, None)
        await kept
    assert SettingsFile(tmp_path / "settings.json").load().tool_folders == [str(tmp_path)]
    async with desk(tmp_path) as opened:
        assert tools(opened).folders == (tmp_path,)
        assert [remote.label for remote in tools(opened).remotes] == ["wiki"]
        assert opened.chat.settings.hosted.mcp == ()  # known, and off in a new chat


@pytest.mark.limit(30)
async def test_each_chat_has_tools_of_its_own(tmp_path: Path) -> None:
    async with desk(tmp_path / "home") as opened:
        popup = open_popup(opened)
        click(popup, "switch_built_in")
        popup.hide()
        assert opened.chat.settings.local_tools == ("",)
        await ask(opened, "Hello")
        new = emitted(opened.chat.opened)
        opened.chat.new_chat()
        await new
        assert part(opened.window, "tools").accessibleName() == "Tools"
        first = opened.chats.chats[0].id
        back = emitted(opened.chat.opened)
        opened.chat.open(first)
        await back
        assert part(opened.window, "tools").accessibleName() == "Tools, 1 on"


async def test_a_press_on_the_button_opens_the_popup_and_escape_leaves_it(tmp_path: Path) -> None:
    async with desk(tmp_path / "home") as opened:
        QTest.mouseClick(part(opened.window, "tools"), Qt.MouseButton.LeftButton)
        popup: Any = part(opened.window, "tools_popup")
        QTest.keyClick(popup, Qt.Key.Key_Escape)
        assert popup.isHidden()
