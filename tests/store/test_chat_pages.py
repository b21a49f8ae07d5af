"""Counts and pages of the list of chats, and the folders and tags of chats."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime, timedelta
from math import inf
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oriel.domain.chat_lists import ChatHead, Section, Seek, Shelf, Span
from oriel.domain.chats import Chat
from oriel.domain.folders import Folder
from oriel.store import chat_pages as pages
from oriel.store.chats import ChatTable, add_chat
from oriel.store.database import Database
from oriel.store.folders import FolderTable
from oriel.store.migrations import MIGRATIONS, migrate
from oriel.store.tags import tags_in

from .samples import opened

TODAY = date(2026, 3, 20)
PINNED = Section(Shelf.PINNED)
MARCH = Section(Shelf.DATED, "2026-03", 1.0, 2.0)


def days_ago(days: float) -> float:
    return (datetime(2026, 3, 20, 12).astimezone() - timedelta(days=days)).timestamp()


def a_chat(name: str, days: float = 0, **more: Any) -> Chat:
    at = days_ago(days)
    return Chat(**{"id": name, "title": name, "created_at": at, "updated_at": at, **more})


async def put(db: Database, *chats: Chat) -> None:
    await db.run(lambda connection: [add_chat(connection, chat) for chat in chats])


async def dated(db: Database) -> dict[str, list[str]]:
    def work(connection: sqlite3.Connection) -> dict[str, list[str]]:
        found = pages.dated_counts(connection, TODAY)
        return {s.key: pages.ids(connection, Span(s, 0, n)) for s, n in found}

    return await db.read(work)


async def ids(db: Database, section: Section, first: int = 0, count: int = 99) -> list[str]:
    return await db.read(lambda connection: pages.ids(connection, Span(section, first, count)))


async def test_each_chat_stands_in_one_place(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        await put(
            db,
            a_chat("now"),
            a_chat("ahead", -900),
            a_chat("yesterday", 1),
            a_chat("old", 60),
            a_chat("older", 61, updated_at=-1e300),
            a_chat("damaged", updated_at=-inf),
            a_chat("damaged too", updated_at=inf),
            a_chat("pinned", 5, pinned=True),
            a_chat("in a folder", folder_id="f"),
            a_chat("pinned in it", 9, folder_id="f", pinned=True),
            a_chat("archived", archived_at=5.0),
            a_chat("archived later", archived_at=6.0, folder_id="f"),
            a_chat("in the bin", deleted_at=5.0, pinned=True),
        )
        assert await dated(db) == {
            "today": ["damaged too", "ahead", "now"],
            "yesterday": ["yesterday"],
            "2026-01": ["old"],
            "0001-01": ["older", "damaged"],
        }
        assert await ids(db, PINNED) == ["pinned"]
        assert await ids(db, Section(Shelf.FOLDER, "f")) == ["pinned in it", "in a folder"]
        assert await ids(db, Section(Shelf.ARCHIVED)) == ["archived later", "archived"]
        assert await db.read(pages.folder_counts) == {"f": 2}
        assert await db.read(pages.newest) == "damaged too"


async def test_pages_follow_each_other_without_gap_or_repeat(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        # Of one moment, so that only the id decides.
        await put(db, *(a_chat(f"{n:03}", 0) for n in range(50)))
        today = next(iter(await db.read(lambda c: list(pages.dated_counts(c, TODAY)))))[0]
        found = [i for first in range(0, 60, 7) for i in await ids(db, today, first, 7)]
        assert found == [f"{n:03}" for n in range(50)]


@pytest.mark.parametrize("shelf", list(Shelf))
async def test_the_place_of_a_chat_is_where_the_page_has_it(tmp_path: Path, shelf: Shelf) -> None:
    more: dict[Shelf, dict[str, Any]] = {
        Shelf.PINNED: {"pinned": True},
        Shelf.FOLDER: {"folder_id": "k"},
        Shelf.ARCHIVED: {"archived_at": 3.0},
        Shelf.TAGGED: {"tags": ("k",)},
        Shelf.IMPORTED: {"import_id": "k"},
    }
    section = Section(shelf, "k")
    async with opened(tmp_path / "h.db") as db:
        await put(db, *(a_chat(f"{n}", n // 2, **more.get(shelf, {})) for n in range(9)))
        await ChatTable(db).edit(["4"], "pinned", lambda _: int(shelf is Shelf.FOLDER))
        await put(db, a_chat("elsewhere", deleted_at=2.0))
        found = await db.read(lambda c: pages.heads(c, Span(section, 0, 99)))
        expected = list(range(len(found)))

        def places(connection: sqlite3.Connection) -> list[int | None]:
            return [pages.rows_above(connection, section, chat) for chat in found]

        if shelf is Shelf.PINNED:
            assert "4" not in [chat.id for chat in found]
        assert await db.read(places) == expected
        assert len(found) >= 8
        gone = ChatHead(id="elsewhere")
        assert await db.read(lambda c: pages.rows_above(c, section, gone)) is None


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    titles=st.lists(st.sampled_from(["ab", "Äb", "abc", "b", "", "a%"]), max_size=9),
    here=st.integers(0, 9),
    folded=st.sampled_from(["a", "ab", "abc", "b", "%", "a%", "x"]),
    on=st.booleans(),
    nameless=st.booleans(),
)
def test_the_chat_that_is_sought_is_the_next_that_begins_so(
    titles, here, folded, on, nameless
) -> None:
    """Against going through all of them."""
    shelves = [Section(Shelf.PINNED), Section(Shelf.FOLDER, "f")]
    connection = sqlite3.connect(":memory:")
    migrate(connection, Path(":memory:"), MIGRATIONS)
    for n, title in enumerate(titles):
        more = {"pinned": True} if n % 2 else {"folder_id": "f"}
        add_chat(connection, a_chat(str(n), n, **{**more, "title": title}))
    rows = [(s, n, i) for s in shelves for n, i in enumerate(pages.ids(connection, Span(s, 0, 99)))]
    at = next((n for n, row in enumerate(rows) if row[2] == str(here)), None)
    first = 0 if at is None else at + on
    sections = shelves if at is None else [*shelves[shelves.index(rows[at][0]) :], *shelves]
    fits = {"Äb": "ab"}
    wanted = [
        Span(section, n)
        for section, n, chat_id in [*rows[first:], *rows]
        if ((title := titles[int(chat_id)]) and fits.get(title, title).startswith(folded))
        or (not titles[int(chat_id)] and nameless)
    ]
    seek = Seek(folded, tuple(sections), str(here), on=on, nameless=nameless)
    assert pages.sought(connection, seek) == next(iter(wanted), None)
    connection.close()


async def test_a_row_has_what_a_row_shows(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        await put(db, a_chat("c", tags=("work", "später"), colour="ok", connection_id="x"))
        head = await db.read(lambda c: pages.head(c, "c"))
        assert head is not None
        assert (head.title, head.tags, head.colour) == ("c", ("work", "später"), "ok")
        await db.run(lambda c: c.execute("UPDATE chat SET tags = '\"odd\"'"))
        broken = await db.read(lambda c: pages.head(c, "c"))
        assert broken is not None
        assert broken.tags == ()


@pytest.mark.parametrize("section", [PINNED, MARCH, Section(Shelf.FOLDER, "f")])
async def test_counting_and_paging_stay_within_one_index(tmp_path: Path, section: Section) -> None:
    """Nothing is sorted and no other row is read than those that are shown."""
    async with opened(tmp_path / "h.db") as db:
        told: list[str] = []

        def work(connection: sqlite3.Connection) -> list[str]:
            connection.set_trace_callback(told.append)
            pages.count(connection, section)
            pages.ids(connection, Span(section, 7, 5))
            connection.set_trace_callback(None)
            plans = [connection.execute(f"EXPLAIN QUERY PLAN {said}").fetchall() for said in told]
            return [row[3] for plan in plans for row in plan]

        steps = await db.read(work)
        assert len(told) == 2
        assert steps
        assert all("USING COVERING INDEX chat_listed" in step for step in steps), steps


async def test_tags_are_counted_by_name(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        await put(
            db,
            a_chat("a", tags=("work", "Ärger")),
            a_chat("b", tags=("work",)),
            a_chat("gone", tags=("work",), deleted_at=1.0),
            a_chat("away", tags=("old",), archived_at=1.0),
        )
        assert await db.read(tags_in) == [("work", 2), ("Ärger", 1)]


async def test_deleting_a_folder_lets_what_is_in_it_rise_and_can_be_undone(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        table = FolderTable(db)
        outer, inner = Folder(id="o", name="Outer"), Folder(id="i", name="Inner", parent_id="o")
        below = Folder(id="b", name="Below", parent_id="i")
        await table.put(outer, inner, below)
        await put(db, a_chat("x", folder_id="i"), a_chat("y", folder_id="o"))
        removed = await table.delete("i")
        assert [(f.id, f.parent_id) for f in await table.all()] == [("o", ""), ("b", "o")]
        assert set(await ids(db, Section(Shelf.FOLDER, "o"))) == {"x", "y"}
        await table.put_back(removed)
        assert {f.id: f.parent_id for f in await table.all()} == {"o": "", "b": "i", "i": "o"}
        assert await ids(db, Section(Shelf.FOLDER, "o")) == ["y"]
        assert await ids(db, Section(Shelf.FOLDER, "i")) == ["x"]


async def test_one_unreadable_folder_does_not_take_the_others_along(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        await FolderTable(db).put(Folder(id="a", name="A"))
        await db.run(lambda c: c.execute("INSERT INTO folder (id, json) VALUES ('b', '[')"))
        assert [f.id for f in await FolderTable(db).all()] == ["a"]


async def test_many_chats_change_at_once_and_go_back_one_by_one(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        table = ChatTable(db)
        await put(db, a_chat("a", folder_id="f"), a_chat("b"), a_chat("c", folder_id="g"))
        before = await table.edit(["a", "b", "c", "unknown"], "folder_id", lambda _: "g")
        assert sorted(before.values) == [("a", "f"), ("b", "")]
        assert set(await ids(db, Section(Shelf.FOLDER, "g"))) == {"a", "b", "c"}
        await table.put_back(before)
        assert await ids(db, Section(Shelf.FOLDER, "f")) == ["a"]
        assert await ids(db, Section(Shelf.FOLDER, "g")) == ["c"]
