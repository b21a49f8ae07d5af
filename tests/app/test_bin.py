"""The bin in the whole program: what is deleted is found there, also after a restart, and comes
back to where it was."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPushButton
from tests.app.desks import ask, desk, part
from tests.waiting import emitted, until

from oriel.composition import Desk
from oriel.ui.bin.page import BinPage


async def open_bin(opened: Desk) -> BinPage:
    page = opened.shell._bin.page
    listed = emitted(opened.shell._bin._bin.listed)  # type: ignore[union-attr]
    opened.window.action("bin").trigger()
    await listed
    return page


def names(page: BinPage) -> list[str]:
    return [entry.excerpt for entry in page.table.all_records()]


def click(opened: Desk, name: str) -> None:
    QTest.mouseClick(part(opened.window, name), Qt.MouseButton.LeftButton)


async def chat_with_two_turns(opened: Desk) -> str:
    opened.chat.use("local", "oriel-rehearsal")
    await ask(opened, "echo one")
    await ask(opened, "echo two")
    return opened.chat.chat_id


async def remove_last_question(opened: Desk) -> None:
    gone = emitted(opened.chat.removed)
    opened.chat.branches.remove(opened.chat.messages[-2].id)
    await gone
    await opened.chat.settled()


async def test_turns_deleted_before_a_restart_come_back_from_the_bin(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        await chat_with_two_turns(opened)
        said = [message.text for message in opened.chat.messages]
        await remove_last_question(opened)
        assert len(opened.chat.messages) == 2
    async with desk(tmp_path) as opened:
        page = await open_bin(opened)
        assert names(page) == ["echo two"]
        page.table.select_keys([page.table.all_records()[0].key])
        page.table.focus_rows()
        QTest.keyClick(page.table.view, Qt.Key.Key_Return)
        await until(lambda: "two" in page.pane.facts())
        restored = emitted(opened.shell._bin._bin.restored)  # type: ignore[union-attr]
        click(opened, "bin_pane_restore")
        await restored
        await until(lambda: not page.table.all_records())
        again = emitted(opened.chat.opened)
        click(opened, "bin_close")
        await again  # the chat in view is read anew
        assert [message.text for message in opened.chat.messages] == said


async def test_the_old_bin_is_emptied_when_the_start_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(tmp_path) as opened:
        chat_id = await chat_with_two_turns(opened)
        chats = opened.chat.desk.conversations._chats
        await chats.delete(chat_id, 1.0)
        await opened.chats.load()
        assert await chats.get(chat_id) is not None, "nobody waits for it at the start"
    monkeypatch.setattr("oriel.ui.view_models.chat_list.BIN_AFTER_S", 0.0)
    async with desk(tmp_path) as opened:
        chats = opened.chat.desk.conversations._chats
        await asyncio.gather(*(t for t in asyncio.all_tasks() if t.get_name() == "old bin"))
        assert await chats.get(chat_id) is None


async def test_a_restore_is_undone(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        await chat_with_two_turns(opened)
        await remove_last_question(opened)
        page = await open_bin(opened)
        page.table.select_keys([page.table.all_records()[0].key])
        click(opened, "bin_restore")
        await until(lambda: not page.table.all_records())
        opened.window.action("undo_delete").trigger()
        await until(lambda: names(page) == ["echo two"])


async def test_deleting_for_good_asks_names_and_then_does_it(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        await chat_with_two_turns(opened)
        await remove_last_question(opened)
        page = await open_bin(opened)
        page.table.select_keys([page.table.all_records()[0].key])
        page.table.focus_rows()
        QTest.keyClick(page.table.view, Qt.Key.Key_Delete)
        dialog = opened.window.findChild(QDialog, "confirmation")
        assert dialog is not None
        details = dialog.findChild(object, "confirm_details")
        assert "echo two" in details.text()  # type: ignore[attr-defined]
        dialog.reject()
        assert names(page) == ["echo two"]
        click(opened, "bin_empty")
        dialog = opened.window.findChildren(QDialog, "confirmation")[-1]
        yes = dialog.findChild(QPushButton, "confirm_yes")
        assert yes is not None
        yes.click()
        await until(lambda: not page.table.all_records())
        counted = "SELECT count(*) FROM removal"
        database = opened.chat.desk.conversations._messages._db
        assert await database.read(lambda db: db.execute(counted).fetchone()[0]) == 0
        await until(lambda: "empty" in page.table.cover.text)


async def test_a_deleted_chat_is_seen_at_once_and_comes_back_to_the_list(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        chat_id = await chat_with_two_turns(opened)
        page = await open_bin(opened)
        assert page.table.all_records() == []
        await opened.chat.desk.conversations.delete(chat_id)
        opened.chats.refresh()
        await until(lambda: [e.key for e in page.table.all_records()] == [f"chat:{chat_id}"])
        await until(lambda: page.table.all_records()[0].messages == 4)
        page.restore_requested.emit(page.table.all_records())
        await until(lambda: not page.table.all_records())
        assert await opened.chat.desk.conversations.chat(chat_id) is not None


async def test_escape_leads_back_to_the_chat(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        page = await open_bin(opened)
        QTest.keyClick(page, Qt.Key.Key_Escape)
        assert not page.isVisible()
        assert part(opened.window, "composer_text")
