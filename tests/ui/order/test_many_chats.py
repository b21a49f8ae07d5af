"""The view-model of the list over a real store, a hundred thousand chats in it."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from oriel.domain.chat_lists import PAGE_ROWS, ListFilter
from oriel.domain.chats import Chat
from oriel.services.chat_pages import FIRST_ROWS, ChatPages
from oriel.services.conversations import Conversations
from oriel.services.folders import Folders
from oriel.store.chats import ChatTable, add_chat
from oriel.store.database import Database
from oriel.store.drafts import DraftTable
from oriel.store.messages import MessageTable
from oriel.ui.actions import Actions
from oriel.ui.chat_list import ChatListView
from oriel.ui.view_models.chat_list import ChatListViewModel
from waiting import emitted, until

MANY = 100_000


class CountingPages(ChatPages):
    """Says how many rows were read."""

    rows = 0

    async def outline(self, wanted):  # type: ignore[no-untyped-def]
        found = await super().outline(wanted)
        self.rows += sum(map(len, found.pages.values()))
        return found

    async def heads(self, span):  # type: ignore[no-untyped-def]
        found = await super().heads(span)
        self.rows += len(found)
        return found


class Desk:
    """The list as the window joins it."""

    def __init__(self, database: Database, view: ChatListView) -> None:
        self.pages = CountingPages(database)
        self.chats = ChatListViewModel(
            Conversations(ChatTable(database), MessageTable(database), DraftTable(database)),
            self.pages,
            Folders(database),
        )
        self.view = view
        view.page_wanted.connect(self.chats.want_page)
        view.spans_wanted.connect(self.chats.resolve)
        self.chats.page_read.connect(view.rows.take_page)
        self.chats.chosen_read.connect(view.choosing.take)
        view.seek_requested.connect(self.chats.seek)
        self.chats.sought.connect(view.show_sought)
        self.chats.listed.connect(self._on_listed)

    def _on_listed(self, outline) -> None:  # type: ignore[no-untyped-def]
        self.view.show_outline(outline, self.chats.open_folders)

    def title(self, row: int) -> str:
        chat = self.view.rows.chat_at(row)
        return chat.title if chat is not None else ""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history of many chats, a few a day, back for years; written once."""
    path = tmp_path_factory.mktemp("many") / "h.db"
    now = datetime.now().astimezone()

    def fill(connection: sqlite3.Connection) -> None:
        for n in range(MANY):
            at = (now - timedelta(minutes=20 * n)).timestamp()
            add_chat(
                connection,
                Chat(id=f"c{n:06}", title=f"Chat {n}", created_at=at, updated_at=at),
            )

    async def write() -> None:
        database = await Database.open(path)
        await database.run(fill)
        await database.aclose()

    asyncio.run(write())
    return path


@pytest.fixture
async def desk(filled: Path, qtbot, tmp_path: Path) -> AsyncIterator[Desk]:
    copy = tmp_path / "h.db"
    shutil.copy(filled, copy)
    window = QWidget()
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    qtbot.addWidget(window)
    actions = Actions(window)
    view = ChatListView(actions, window)
    window.resize(280, 700)
    view.resize(280, 700)
    window.show()
    database = await Database.open(copy)
    made = Desk(database, view)
    await made.chats.load()
    yield made
    await made.chats.aclose()
    await database.aclose()


@pytest.mark.limit(120)
async def test_no_more_is_read_than_is_looked_at(desk: Desk, qtbot) -> None:
    view = desk.view
    assert sum(desk.chats.outline.counts.values()) == MANY
    assert view.rows.rowCount() > MANY
    assert desk.pages.rows <= FIRST_ROWS + PAGE_ROWS
    read = emitted(desk.chats.page_read)
    qtbot.keyClick(view, Qt.Key.Key_End)
    view.grab()
    await read
    last = view.currentIndex().row()
    await until(lambda: desk.title(last) == f"Chat {MANY - 1}")
    # In the middle, by the scroll bar and in many steps: what was only passed is not read.
    bar = view.verticalScrollBar()
    for step in range(50):
        bar.setValue(bar.maximum() * step // 99)
        view.grab()
    row = view.rowAt(view.height() // 2)
    await until(lambda: desk.title(row) or desk.title(row + 2))
    assert desk.pages.rows <= FIRST_ROWS + 12 * PAGE_ROWS


@pytest.mark.limit(120)
async def test_typing_a_letter_reads_nothing(desk: Desk, qtbot) -> None:
    desk.view.setFocus()
    before = desk.pages.rows
    qtbot.keyClick(desk.view, Qt.Key.Key_Z)
    await desk.chats.read()
    assert desk.pages.rows <= before + FIRST_ROWS + PAGE_ROWS


@pytest.mark.limit(120)
async def test_letters_lead_to_the_next_title_that_begins_so(desk: Desk, qtbot) -> None:
    view = desk.view
    await desk.pages._db.run(
        lambda c: c.execute("UPDATE chat SET title = 'Zoë', folded = 'zoe' WHERE id = 'c090000'")
    )
    await desk.chats.read()
    view.setFocus()
    view.setCurrentIndex(view.rows.index(1))
    before = desk.pages.rows
    sought = emitted(desk.chats.sought)
    qtbot.keyClick(view, Qt.Key.Key_Z)
    await sought
    far = view.currentIndex().row()
    view.grab()
    await until(lambda: desk.title(far) == "Zoë")
    assert desk.pages.rows <= before + 4 * PAGE_ROWS
    # Typed on it is one word, with its space, and goes round the end.
    view.typing._at -= 60  # a pause
    for letter in "chat 3":
        sought = emitted(desk.chats.sought)
        qtbot.keyClicks(view, letter)
        await sought
    row = view.currentIndex().row()
    view.grab()
    await until(lambda: desk.title(row) == "Chat 3")


@pytest.mark.limit(120)
async def test_a_refresh_leaves_the_list_where_it_is(desk: Desk, qtbot) -> None:
    view = desk.view
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 3)
    view.grab()
    top = view.rowAt(0)
    await until(lambda: desk.title(top))
    title, offset = desk.title(top), view.rowViewportPosition(top)
    view.setCurrentIndex(view.rows.index(top + 3))
    under = desk.title(top + 3)
    chosen = [desk.title(top + n) for n in (4, 5)]
    view.choosing.toggle(top + 4)
    view.choosing.toggle(top + 5)
    now = datetime.now().astimezone().timestamp()
    await desk.pages._db.run(
        lambda c: [
            add_chat(c, Chat(id=f"new{n}", title="New", created_at=now, updated_at=now))
            for n in range(5)
        ]
    )
    await desk.chats.read()
    moved = view.rowAt(0)
    assert moved == top + 5
    assert (desk.title(moved), view.rowViewportPosition(moved)) == (title, offset)
    assert desk.title(view.currentIndex().row()) == under
    marked = sorted(index.row() for index in view.selectionModel().selectedIndexes())
    assert [desk.title(row) for row in marked] == chosen


@pytest.mark.limit(120)
async def test_all_of_them_are_chosen_deleted_and_brought_back_at_once(desk: Desk, qtbot) -> None:
    view, asked = desk.view, []
    view.delete_requested.connect(asked.append)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    view.delete_chosen()  # waits until it is known who they are
    await until(lambda: asked)
    (ids,) = asked
    assert len(set(ids)) == MANY
    assert desk.pages.rows <= FIRST_ROWS + PAGE_ROWS
    desk.chats.order.delete(ids)
    (done,) = await emitted(desk.chats.order.done, 60)
    assert desk.chats.outline.total == 0
    desk.chats.order.undo(done)
    await emitted(desk.chats.order.undone, 60)
    assert desk.chats.outline.total == MANY


@pytest.mark.limit(120)
async def test_what_is_archived_or_tagged_is_a_list_of_its_own(desk: Desk, qtbot) -> None:
    order = desk.chats.order
    order.archive(["c000005", "c090000"])
    await emitted(order.done)
    order.tag(["c000007", "c050000"], "work")
    await emitted(order.done)
    desk.chats.show_only(ListFilter(archived=True))
    await until(lambda: desk.chats.outline.filter.archived)
    assert {chat.title for chat in desk.chats.chats} == {"Chat 5", "Chat 90000"}
    desk.chats.show_only(ListFilter(tag="work"))
    await until(lambda: desk.chats.outline.filter.tag)
    assert desk.view.shown_ids() == ["c000007", "c050000"]


@pytest.mark.limit(120)
async def test_an_open_chat_far_down_is_brought_into_view(desk: Desk) -> None:
    desk.chats.follow("c080000")
    desk.view.set_current("c080000")
    assert not desk.view.is_current_known()
    desk.chats.refresh()
    await until(desk.view.is_current_known)
    row = desk.view.current_row()
    assert desk.view.visualRect(desk.view.rows.index(row)).intersects(desk.view.viewport().rect())
    assert desk.view.currentIndex().row() == row
