"""What new chats of a folder begin with is set in its own dialog, as in a chat."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QPlainTextEdit, QWidget

from oriel.composition import Desk
from oriel.domain.chat_settings import ChatSettings, Memory
from oriel.domain.folders import Folder
from oriel.domain.hosted_tools import RemoteMcp, WebSearch
from waiting import emitted, until

from .desks import desk, part
from .test_order import a_folder, choose, menu_on

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def click(inside: QWidget, name: str) -> None:
    QTest.mouseClick(part(inside, name), Qt.MouseButton.LeftButton)


def folder_of(opened: Desk, folder_id: str) -> Folder:
    return next(f for f in opened.chats.outline.folders if f.id == folder_id)


async def opened_dialog(opened: Desk, name: str) -> str:
    folder_id = await a_folder(opened, name)
    choose(menu_on(opened, name), "folder_settings")
    assert part(opened.window, "folder_dialog")
    return folder_id


async def saved(opened: Desk, folder_id: str) -> Folder:
    listed = emitted(opened.chats.listed)
    click(opened.window, "save_folder")
    await listed
    return folder_of(opened, folder_id)


async def test_tools_and_all_settings_are_set_for_the_folder_alone(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        before = opened.chat.settings
        folder_id = await opened_dialog(opened, "Work")
        click(opened.window, "folder_tools")
        popup = part(opened.window, "tools_popup")
        click(popup, "switch_web_search")
        popup.hide()
        said = part(opened.window, "folder_settings_said")
        assert "Web search" in said.text()  # type: ignore[attr-defined]
        click(opened.window, "folder_all_settings")
        dialog = part(opened.window, "chat_settings_dialog")
        assert dialog.windowTitle() == "New chats in “Work”"
        assert not [w for w in dialog.findChildren(QWidget, "use_for_new_chats") if w.isVisible()]
        nav = dialog._nav  # type: ignore[attr-defined]
        for row in range(nav.count()):
            if not nav.isRowHidden(row):
                nav.setCurrentRow(row)
        nav.setCurrentRow(0)
        text = part(dialog, "setting_instructions")
        assert isinstance(text, QPlainTextEdit)
        text.setPlainText("Be brief.")
        nav.setCurrentRow(1)
        assert not part(dialog, "memory_temporary").isEnabled()
        nav.setCurrentRow(2)
        warmth = part(dialog, "setting_temperature")
        assert isinstance(warmth, QDoubleSpinBox)
        warmth.setValue(0.5)
        click(dialog, "close_settings")
        texts = part(opened.window, "folder_instructions")
        assert isinstance(texts, QPlainTextEdit)
        await until(lambda: texts.toPlainText() == "Be brief.")
        folder = await saved(opened, folder_id)
        assert folder.settings is not None
        assert folder.settings.hosted.web_search == WebSearch()
        assert folder.settings.instructions == "Be brief."
        assert folder.settings.options.temperature == 0.5
        assert opened.chat.settings == before


async def test_what_is_as_usual_goes_on_being_the_usual(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        opened.chat.default_settings = ChatSettings(instructions="As I like it.")
        folder_id = await opened_dialog(opened, "Work")
        texts = part(opened.window, "folder_instructions")
        assert isinstance(texts, QPlainTextEdit)
        assert texts.toPlainText() == "As I like it."
        texts.setPlainText("Otherwise.")
        texts.setPlainText("As I like it.")
        assert (await saved(opened, folder_id)).settings is None
        choose(menu_on(opened, "Work"), "folder_settings")
        texts = part(opened.window, "folder_instructions")
        assert isinstance(texts, QPlainTextEdit)
        texts.setPlainText("")
        folder = await saved(opened, folder_id)
        assert folder.settings == ChatSettings()


async def test_a_temporary_chat_is_taken_over_as_one_that_lasts(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        opened.chat.use_settings(ChatSettings(memory=Memory.TEMPORARY, instructions="Hush."))
        folder_id = await opened_dialog(opened, "Work")
        click(opened.window, "take_settings")
        connections = part(opened.window, "folder_connection")
        assert isinstance(connections, QComboBox)
        assert connections.currentData() == "local"
        folder = await saved(opened, folder_id)
        assert folder.settings == ChatSettings(instructions="Hush.")


async def test_a_server_added_for_a_folder_is_on_there_and_not_in_the_chat(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        folder_id = await opened_dialog(opened, "Work")
        click(opened.window, "folder_tools")
        popup = part(opened.window, "tools_popup")
        kept = emitted(opened.shell._tooling.remote_kept)
        wiki = RemoteMcp(label="wiki", url="https://wiki.example/mcp")
        popup.remote_saved.emit(wiki, None, None)  # type: ignore[attr-defined]
        await kept
        popup.hide()
        folder = await saved(opened, folder_id)
        assert folder.settings is not None
        assert [remote.label for remote in folder.settings.hosted.mcp] == ["wiki"]
        assert opened.chat.settings.hosted.mcp == ()
