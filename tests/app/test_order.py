"""Order among chats in the whole program: folders, tags, the archive, many at once, kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QMenu, QPlainTextEdit

from oriel.composition import Desk
from oriel.domain.chat_settings import ChatSettings
from oriel.domain.hosted_tools import FileSearch, HostedTools
from oriel.ui.chat_list import ChatListView
from waiting import emitted, until

from .desks import ask, desk, part

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
Key = Qt.Key


def view_of(opened: Desk) -> ChatListView:
    return opened.window.sidebar.chat_list


def rows(opened: Desk) -> list[str]:
    model = view_of(opened).rows
    return [str(model.index(row).data()) for row in range(model.rowCount())]


def put_keyboard(opened: Desk, text: str) -> ChatListView:
    view = view_of(opened)
    view.setFocus()
    view.setCurrentIndex(view.rows.index(rows(opened).index(text)))
    return view


def menu_on(opened: Desk, text: str) -> QMenu:
    view = put_keyboard(opened, text)
    view._ask_for_menu(view.currentIndex().row(), QPoint(0, 0))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def choose(menu: QMenu, *names: str) -> None:
    """Triggers an entry by the names of it and of the menus it is in."""
    inner: Any = menu
    for name in names[:-1]:
        inner = inner.findChild(QMenu, name)
    action = next(action for action in inner.actions() if action.objectName() == names[-1])
    assert action.isEnabled()
    action.trigger()
    menu.close()


async def two_chats(opened: Desk) -> tuple[str, str]:
    opened.chat.use("local", "oriel-rehearsal")
    await ask(opened, "fast echo first words")
    first = opened.chat.chat_id
    opened.window.action("new_chat").trigger()
    await emitted(opened.chat.opened)
    await ask(opened, "fast echo second words")
    second = opened.chat.chat_id
    await until(lambda: len(opened.chats.chats) == 2)
    return first, second


async def a_folder(opened: Desk, name: str) -> str:
    """Makes one as a person does, and gives it its name."""
    opened.window.action("new_folder").trigger()
    (folder,) = await emitted(opened.chats.order.folder_made)
    editor = view_of(opened).findChild(QLineEdit, "folder_name_editor")
    editor.setText(name)
    QTest.keyClick(editor, Key.Key_Return)
    await until(lambda: name in rows(opened))
    return str(folder.id)


async def test_chats_lie_in_folders_that_stay_as_they_were_left(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        first, second = await two_chats(opened)
        folder_id = await a_folder(opened, "Work")
        title = next(chat.title for chat in opened.chats.chats if chat.id == first)
        choose(menu_on(opened, title), "places_menu", f"place_{folder_id}")
        await emitted(opened.chats.order.done)
        assert rows(opened)[:3] == ["Folders", "Work", title]
        assert "“Work”" in opened.window.toast.text
        opened.window.action("undo_delete").trigger()
        await emitted(opened.chats.order.undone)
        assert rows(opened)[:3] == ["Folders", "Work", "Today"]
        choose(menu_on(opened, title), "places_menu", f"place_{folder_id}")
        await emitted(opened.chats.order.done)
    async with desk(tmp_path) as opened:
        assert rows(opened)[:3] == ["Folders", "Work", title]
        opened.window.sidebar.chat_chosen.emit(first)
        await until(lambda: opened.chat.chat_id == first)
        QTest.keyClick(put_keyboard(opened, "Work"), Key.Key_Left)
        await until(lambda: rows(opened)[:3] == ["Folders", "Work", "Today"])
        # The open chat is in no row now; the next one is still found.
        opened.window.action("next_chat").trigger()
        await until(lambda: opened.chat.chat_id == second)
    async with desk(tmp_path) as opened:
        assert rows(opened)[:3] == ["Folders", "Work", "Today"]
        put_keyboard(opened, "Work")
        view_of(opened).delete_chosen()
        await emitted(opened.chats.order.done)
        assert "Folders" not in rows(opened)
        assert title in rows(opened)
        opened.window.action("undo_delete").trigger()
        await emitted(opened.chats.order.undone)
        assert rows(opened)[:3] == ["Folders", "Work", "Today"]


async def test_a_new_chat_in_a_folder_begins_with_what_the_folder_says(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        opened.chat.use("local", "oriel-rehearsal")
        folder_id = await a_folder(opened, "Stores")
        tools = HostedTools(file_search=FileSearch(store_ids=("vs_1", "vs_2")))
        opened.chat.use_settings(ChatSettings(hosted=tools))
        choose(menu_on(opened, "Stores"), "folder_settings")
        texts = part(opened.window, "folder_instructions")
        QTest.mouseClick(part(opened.window, "take_settings"), Qt.MouseButton.LeftButton)
        assert isinstance(texts, QPlainTextEdit)
        texts.setPlainText("Answer like a pirate.")
        said = part(opened.window, "folder_settings_said")
        assert "2 stores" in said.text()  # type: ignore[attr-defined]
        models = part(opened.window, "folder_model")
        assert isinstance(models, QComboBox)
        await until(lambda: models.findData("oriel-rehearsal") >= 0)
        models.setCurrentIndex(models.findData("oriel-rehearsal"))
        QTest.mouseClick(part(opened.window, "save_folder"), Qt.MouseButton.LeftButton)
        await emitted(opened.chats.listed)

        opened.window.action("new_chat").trigger()
        await emitted(opened.chat.opened)
        assert opened.chat.settings.instructions == "Answer like a pirate."  # the keyboard is there
        choose(menu_on(opened, "Stores"), "new_chat_here")
        await emitted(opened.chat.opened)
        assert opened.chat.settings.hosted == tools
        await ask(opened, "fast echo ahoy")
        chat = await opened.chat.desk.conversations.chat(opened.chat.chat_id)
        assert chat is not None
        assert (chat.folder_id, chat.model) == (folder_id, "oriel-rehearsal")
        assert chat.settings.instructions == "Answer like a pirate."
        await until(lambda: chat.title in rows(opened))
        assert rows(opened)[:2] == ["Folders", "Stores"]
        # Elsewhere all is as before.
        opened.window.page.focus_composer()
        opened.window.action("new_chat").trigger()
        await emitted(opened.chat.opened)
        assert opened.chat.settings.instructions == ""
        assert opened.chat.new_in == ""


async def test_the_open_chat_is_archived_found_again_and_brought_back(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        first, second = await two_chats(opened)
        opened.window.page.focus_composer()
        opened.window.action("archive_chat").trigger()
        await emitted(opened.chats.order.done)
        assert opened.chat.chat_id == ""
        assert view_of(opened).shown_ids() == [first]
        opened.window.action("undo_delete").trigger()
        await until(lambda: opened.chat.chat_id == second)
        assert set(view_of(opened).shown_ids()) == {first, second}
        opened.window.action("archive_chat").trigger()
        await emitted(opened.chats.order.done)
        opened.window.action("archived").trigger()
        await until(lambda: view_of(opened).shown_ids() == [second])
        opened.window.sidebar.chat_chosen.emit(second)
        await until(lambda: opened.chat.chat_id == second)
        await opened.chat.settled()
        opened.window.page.focus_composer()
        opened.window.action("archive_chat").trigger()  # the other way round
        await emitted(opened.chats.order.done)
        QTest.mouseClick(part(opened.window, "usual_list"), Qt.MouseButton.LeftButton)
        await until(lambda: set(view_of(opened).shown_ids()) == {first, second})


async def test_tags_with_commas_between_are_several(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        await two_chats(opened)
        view = put_keyboard(opened, opened.chats.chats[0].title)
        choose(menu_on(opened, view.currentIndex().data()), "edit_tags")
        QTest.keyClicks(part(opened.window, "new_tag"), "birds, #far away,, ")
        QTest.keyClick(part(opened.window, "new_tag"), Key.Key_Return)
        both = ("birds", "far away")
        await until(lambda: any(set(chat.tags) == set(both) for chat in opened.chats.chats))
        QTest.mouseClick(part(opened.window, "close_tags"), Qt.MouseButton.LeftButton)


async def test_many_are_tagged_and_deleted_at_once_each_with_one_way_back(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        first, second = await two_chats(opened)
        title = next(chat.title for chat in opened.chats.chats if chat.id == second)
        view = put_keyboard(opened, title)
        QTest.keyClick(view, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        view._ask_for_menu(view.currentIndex().row(), QPoint(0, 0))
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        choose(menu, "edit_tags")
        field = part(opened.window, "new_tag")
        QTest.keyClicks(field, "#Travel ")
        QTest.keyClick(field, Key.Key_Return)
        (done,) = await emitted(opened.chats.order.done)
        assert set(done.ids) == {first, second}
        box = part(opened.window, "tag")
        assert isinstance(box, QCheckBox)
        assert box.accessibleName() == "Travel"
        assert box.isChecked()
        QTest.mouseClick(part(opened.window, "close_tags"), Qt.MouseButton.LeftButton)
        assert {chat.tags for chat in opened.chats.chats} == {("Travel",)}

        QTest.mouseClick(part(opened.window, "list_menu_button"), Qt.MouseButton.LeftButton)
        await until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        choose(menu, "show_tag")
        await until(lambda: opened.chats.filter.tag == "Travel")
        await until(lambda: len(view.shown_ids()) == 2)

        view.choosing.choose_all()
        opened.window.action("delete_chat").trigger()
        await emitted(opened.chats.order.done)
        assert opened.chat.chat_id == ""
        assert part(opened.window, "empty_list")
        opened.window.action("undo_delete").trigger()
        await emitted(opened.chats.order.undone)
        assert set(view.shown_ids()) == {first, second}


async def test_a_chat_whose_folder_is_lost_is_not_lost_with_it(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        first, _ = await two_chats(opened)
        await opened.chat.desk.conversations.move([first], "gone")
        await opened.chats.read()
        assert rows(opened)[:2] == ["Folders", "Folder"]
        opened.chats.order.delete_folder("gone")
        await emitted(opened.chats.order.done)
        assert first in view_of(opened).shown_ids()


async def test_one_folder_too_deep_is_said_and_nothing_changes(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        folder_id = ""
        for _ in range(8):
            opened.chats.order.make_folder("Deeper", folder_id)
            (folder,) = await emitted(opened.chats.order.folder_made)
            folder_id = folder.id
            editor = view_of(opened).findChildren(QLineEdit, "folder_name_editor")[-1]
            QTest.keyClick(editor, Key.Key_Escape)
        opened.chats.order.make_folder("Too deep", folder_id)
        await emitted(opened.chats.order.too_deep)
        assert rows(opened).count("Deeper") == 8
        assert "deeper" in opened.window.toast.text
        opened.chats.order.keep_folder(replace(folder, name="Renamed"))
        await until(lambda: "Renamed" in rows(opened))
