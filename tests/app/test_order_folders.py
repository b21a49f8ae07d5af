"""Folders in the whole program: put in order by hand, each step with its way back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from oriel.composition import Desk
from oriel.domain.folders import Folder
from oriel.store.folders import FolderTable
from oriel.ui.view_models import ordering
from waiting import emitted, until

from .desks import ask, desk, part, type_text
from .test_order import choose, menu_on, put_keyboard, rows, two_chats, view_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
Key, Alt = Qt.Key, Qt.KeyboardModifier.AltModifier


async def folders(opened: Desk, *names: str) -> None:
    made = [Folder(id=name.lower(), name=name, place=float(n)) for n, name in enumerate(names)]
    await FolderTable(opened.chat.desk.database).put(*made)
    await opened.chats.read()


async def test_folders_are_put_in_order_by_keys_by_the_menu_and_back(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        opened.window.activateWindow()  # keys of actions are heard in an active window only
        await until(opened.window.isActiveWindow)
        await folders(opened, "One", "Two", "Three")
        view = put_keyboard(opened, "One")
        QTest.keyClick(view, Key.Key_Down, Alt)
        await until(lambda: rows(opened) == ["Folders", "Two", "One", "Three"])
        QTest.keyClick(view, Key.Key_Down, Alt)
        await until(lambda: rows(opened) == ["Folders", "Two", "Three", "One"])
        assert view.currentIndex().data() == "One"
        menu = menu_on(opened, "One")
        assert not next(a for a in menu.actions() if a.objectName() == "folder_down").isEnabled()
        choose(menu, "folder_up")
        await until(lambda: rows(opened) == ["Folders", "Two", "One", "Three"])
        view.folder_placed.emit("three", "", "two")
        await emitted(opened.chats.order.done)
        assert rows(opened) == ["Folders", "Three", "Two", "One"]
        assert "“Three”" in opened.window.toast.text
        opened.window.action("undo_delete").trigger()
        await emitted(opened.chats.order.undone)
        assert rows(opened) == ["Folders", "Two", "One", "Three"]
    async with desk(tmp_path) as opened:
        assert rows(opened) == ["Folders", "Two", "One", "Three"]


async def test_undoing_a_move_out_of_a_folder_that_is_gone_does_no_harm(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        await folders(opened, "One", "Two")
        opened.chats.order.move_folder("two", "one")
        await emitted(opened.chats.order.done)
        opened.chats.order.move_folder("two", "")
        (done,) = await emitted(opened.chats.order.done)
        opened.chats.order.delete_folder("one")
        await emitted(opened.chats.order.done)
        opened.chats.order.undo(done)
        await emitted(opened.chats.order.undone)
        assert rows(opened) == ["Folders", "Two"]


async def test_a_name_and_a_colour_given_at_once_are_both_kept(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        await folders(opened, "One")
        opened.chats.order.rename_folder("one", "Uno")
        opened.chats.order.colour_folder("one", "ok")
        await until(
            lambda: [(f.name, f.colour) for f in opened.chats.outline.folders] == [("Uno", "ok")]
        )


async def test_the_folders_of_a_chat_that_is_opened_elsewhere_are_opened(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        await folders(opened, "One", "Two")
        await ask(opened, "fast echo hello")
        chat_id, here = opened.chat.chat_id, emitted(opened.chats.order.done)
        opened.chats.order.move_folder("two", "one")
        await here
        await opened.chat.desk.conversations.move([chat_id], "two")
        opened.chat.new_chat()
        await opened.chat.settled()
        opened.chats.open_folders.clear()
        await opened.chats.read()
        assert rows(opened) == ["Folders", "One"]
        opened.chat.open(chat_id)
        await until(lambda: rows(opened)[:3] == ["Folders", "One", "Two"])
        assert opened.chats.open_folders == {"one", "two"}
        # Closed by the person while it is open, they stay closed.
        opened.chats.set_folder_open("one", False)
        await until(lambda: rows(opened) == ["Folders", "One"])
        opened.chat.open(chat_id)
        await opened.chat.settled()
        await opened.chats.read()
        assert rows(opened) == ["Folders", "One"]


async def test_a_new_chat_whose_folder_is_deleted_rises_with_the_others(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        await folders(opened, "One")
        opened.chats.order.make_folder("Inner", "one")
        (inner,) = await emitted(opened.chats.order.folder_made)
        QTest.keyClick(view_of(opened).findChildren(QLineEdit)[-1], Key.Key_Escape)
        view_of(opened).new_chat_requested.emit(inner.id)
        await until(lambda: opened.chat.new_in == inner.id)
        type_text(opened, "half a thought")
        opened.chats.order.delete_folder(inner.id)
        await until(lambda: opened.chat.new_in == "one")
        assert opened.window.page.draft() == "half a thought"


async def test_of_two_that_are_deleted_at_once_each_is_told_by_its_own_name(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        first, second = await two_chats(opened)
        titles = {chat.id: chat.title for chat in opened.chats.chats}
        told: list[str] = []
        opened.chats.order.done.connect(lambda _: told.append(opened.window.toast.text))
        opened.window.sidebar.delete_requested.emit((first,))
        opened.window.sidebar.delete_requested.emit((second,))
        await until(lambda: len(told) == 2)
        assert titles[first] in told[0]
        assert titles[second] in told[1]
        opened.window.action("undo_delete").trigger()
        await until(lambda: opened.chat.chat_id == second)


async def test_what_takes_long_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with desk(tmp_path) as opened:
        first, second = await two_chats(opened)
        monkeypatch.setattr(ordering, "_PATIENCE_S", 0.0)
        heard = emitted(opened.chats.order.takes_long)
        opened.chats.order.pin((first, second), pinned=True)
        assert await heard == (2,)
        await emitted(opened.chats.order.done)


async def test_of_very_many_folders_and_tags_one_is_picked_by_its_name(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        first, _ = await two_chats(opened)
        await folders(opened, *(f"Folder {n}" for n in range(60)))
        title = next(chat.title for chat in opened.chats.chats if chat.id == first)
        choose(menu_on(opened, title), "places_menu", "place_other")
        QTest.keyClicks(part(opened.window, "pick_filter"), "folder 57")
        QTest.keyClick(part(opened.window, "pick_filter"), Key.Key_Return)
        (done,) = await emitted(opened.chats.order.done)
        assert (done.ids, done.name) == ((first,), "Folder 57")
        await opened.chat.desk.database.run(
            lambda db: db.executemany(
                "INSERT INTO chat_tag (tag, chat_id) VALUES (?, ?)",
                [(f"tag {n}", first) for n in range(60)],
            )
        )
        QTest.mouseClick(part(opened.window, "list_menu_button"), Qt.MouseButton.LeftButton)
        await until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        choose(menu, "show_other_tag")
        QTest.keyClicks(part(opened.window, "pick_filter"), "tag 59")
        QTest.keyClick(part(opened.window, "pick_filter"), Key.Key_Return)
        await until(lambda: opened.chats.filter.tag == "tag 59")
