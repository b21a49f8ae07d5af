"""The library in the whole program: the way there and back, and what leads out of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from tests.app.desks import ask, desk, part, type_text
from tests.waiting import until

from oriel.composition import Desk
from oriel.domain.transfers import Stage, UploadTo
from oriel.ui.library.assembly import Library
from oriel.ui.library.containers.new_dialog import NewContainerDialog
from oriel.ui.library.page import LibraryPage
from oriel.ui.library.stores_area import StoresArea
from oriel.ui.library.table.record_table import RecordTable
from oriel.ui.library.transfers.drawer import TransfersDrawer
from oriel.ui.library.transfers.line import TransfersLine


def library_of(opened: Desk) -> Library:
    opened.window.action("library").trigger()
    (library,) = opened.window.findChildren(Library)
    return library


def page_of(opened: Desk) -> LibraryPage:
    (page,) = opened.window.findChildren(LibraryPage)
    return page


def has_focus(opened: Desk, name: str) -> bool:
    """Whether the keyboard is at a part, which may not be there yet."""
    focus = opened.window.focusWidget()
    return focus is not None and focus.objectName() == name and focus.hasFocus()


async def put_in(opened: Desk, folder: Path, to: UploadTo, **texts: str) -> None:
    """Files with these texts, by their names, sent and awaited."""
    paths = [folder / f"{name}.md" for name in texts]
    for path in paths:
        path.write_text(texts[path.stem], encoding="utf-8")
    transfers = opened.shell.transfers
    before = len(transfers.all())
    transfers.upload("local", [str(path) for path in paths], to)
    await until(lambda: len(transfers.all()) == before + len(paths))
    await until(lambda: all(each.stage.has_ended for each in transfers.all()), timeout=30)
    assert {each.stage for each in transfers.all()} == {Stage.DONE}


async def test_the_library_opens_over_the_chat_and_gives_it_back(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        type_text(opened, "half a thought")
        library_of(opened)
        page = page_of(opened)
        assert page.isVisible()
        assert not opened.window.page.isVisible()
        assert not opened.window.action("regenerate").isEnabled()
        QTest.keyClick(page, Qt.Key.Key_Escape)
        assert opened.window.page.isVisible()
        assert not page.isVisible()
        assert opened.window.page.draft() == "half a thought"


async def test_the_keyboard_is_at_what_is_first_done(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        library_of(opened)
        opened.window.activateWindow()
        await until(lambda: has_focus(opened, "table_state_action"))
        await put_in(opened, tmp_path, UploadTo(), one="One", two="Two")
        await until(lambda: has_focus(opened, "files_rows"))


async def test_whose_library_it_is_stands_hard_beside_its_chevron(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        page = library_of(opened).page
        chip = part(opened.window, "library_connection")
        await until(lambda: 0 < chip.width() < 220)
        assert page._connection is not None
        page.show_connection(page._connection, "with much more to say of where that is")
        await until(lambda: 220 < chip.width() <= 320)


async def test_enter_presses_the_button_the_keyboard_is_on(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        library_of(opened)
        page = page_of(opened)
        await until(lambda: page.current == "files")
        button = part(opened.window, "library_tab_containers")
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Return)
        assert page.current == "containers"
        button = part(opened.window, "new_container")
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Enter)
        dialog = opened.window.findChild(NewContainerDialog)
        assert dialog is not None
        await until(dialog.isVisible)
        cancel = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Cancel")
        cancel.setFocus()
        QTest.keyClick(cancel, Qt.Key.Key_Return)
        await until(lambda: not dialog.isVisible())
        close = part(opened.window, "library_close")
        close.setFocus()
        QTest.keyClick(close, Qt.Key.Key_Return)
        assert not page.isVisible()


async def test_the_tabs_are_stepped_through_by_keys_and_remembered(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        page = library_of(opened).page
        seen = [page.current]
        for _ in range(3):
            opened.window.action("next_tab").trigger()
            seen.append(page.current)
        assert seen == ["files", "stores", "containers", "files"]
        opened.window.action("previous_tab").trigger()
    async with desk(tmp_path) as opened:
        assert library_of(opened).page.current == "containers"


async def test_a_chat_that_is_chosen_takes_the_librarys_place(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        await ask(opened, "What can I do with Oriel?")
        library_of(opened)
        opened.window.sidebar.chat_chosen.emit(opened.chat.chat_id)
        assert opened.window.page.isVisible()
        library_of(opened)
        opened.window.action("new_chat").trigger()
        await opened.chat.settled()
        assert opened.window.page.isVisible()


async def test_an_uploaded_file_shows_without_asking_again(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        library_of(opened)
        await put_in(opened, tmp_path, UploadTo(), heron="The heron stands still.")
        table = part(page_of(opened), "files")
        assert isinstance(table, RecordTable)
        await until(lambda: [file.name for file in table.all_records()] == ["heron.md"])


async def test_sources_begin_a_chat_that_searches_them(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        library = library_of(opened)
        area = library.page.show_tab("stores")
        assert isinstance(area, StoresArea)
        part(area, "new_store")
        library.ask_requested.emit(("vs_1",), "Who stands still?")
        await opened.chat.settled()
        await until(lambda: opened.window.page.isVisible())
        search = opened.chat.settings.hosted.file_search
        assert search is not None
        assert search.store_ids == ("vs_1",)
        assert opened.window.page.draft() == "Who stands still?"


async def test_a_removed_connections_library_gives_way_to_the_chats(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        library = library_of(opened)
        opened.connections.removed.emit("gone")
        chip = part(library.page, "library_connection")
        assert chip.accessibleName() == "Connection: On this computer"


async def test_the_line_of_the_sidebar_leads_to_the_transfers(tmp_path: Path) -> None:
    path = tmp_path / "heron.md"
    path.write_text("Still.", encoding="utf-8")
    async with desk(tmp_path) as opened:
        transfers, sidebar = opened.shell.transfers, opened.window.sidebar
        transfers.added.connect(transfers.pause_all)
        transfers.upload("local", [str(path)], UploadTo())
        await until(lambda: sidebar.findChild(TransfersLine))
        line = part(sidebar, "transfers_line")
        QTest.mouseClick(line, Qt.MouseButton.LeftButton)
        drawer = part(page_of(opened), "transfers_drawer")
        assert isinstance(drawer, TransfersDrawer)
        assert drawer.is_open
        assert [each.name for each in drawer.table.all_records()] == ["heron.md"]
