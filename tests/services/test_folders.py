"""Folders and bulk changes, on a real store."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from oriel.domain.chats import Chat
from oriel.domain.folder_tree import in_order
from oriel.domain.folders import DEEPEST, Folder
from oriel.services.conversations import MOST_TAGS, Conversations
from oriel.services.folders import Folders, TooDeep
from oriel.store.chats import ChatTable
from oriel.store.database import Database
from oriel.store.drafts import DraftTable
from oriel.store.messages import MessageTable


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "h.db")
    yield opened
    await opened.aclose()


async def with_chats(database: Database, *ids: str) -> Conversations:
    table = ChatTable(database)
    for at, chat_id in enumerate(ids):
        await table.add(Chat(id=chat_id, created_at=1.0, updated_at=float(at)))
    return Conversations(table, MessageTable(database), DraftTable(database))


async def test_folders_lie_in_each_other_so_deep_and_no_deeper(database: Database) -> None:
    folders = Folders(database)
    parent = ""
    for depth in range(DEEPEST):
        await folders.put(Folder(id=str(depth), name=f"  level   {depth} ", parent_id=parent))
        parent = str(depth)
    assert (await folders.all())[-1].name == f"level {DEEPEST - 1}"
    with pytest.raises(TooDeep):
        await folders.put(Folder(id="deeper", name="x", parent_id=parent))
    await folders.put(Folder(id="a", name="a"))
    await folders.put(Folder(id="b", name="b", parent_id="a"))
    with pytest.raises(TooDeep):  # what is in it would lie too deep
        await folders.put(Folder(id="a", name="a", parent_id=str(DEEPEST - 2)))
    await folders.put(Folder(id="a", name="a", parent_id=str(DEEPEST - 3)))


async def test_a_folder_never_lies_in_itself(database: Database) -> None:
    folders = Folders(database)
    outer = await folders.put(Folder(id="o", name="o"))
    await folders.put(Folder(id="i", name="i", parent_id="o"))
    for parent in ("o", "i", "unknown"):
        with pytest.raises(TooDeep):
            await folders.put(replace(outer, parent_id=parent))


async def test_folders_are_shown_by_place_then_name(database: Database) -> None:
    made = [
        Folder(id="1", name="b", place=1.0),
        Folder(id="2", name="A", place=1.0),
        Folder(id="3", name="first", place=0.0),
        Folder(id="4", name="in b", parent_id="1"),
    ]
    assert [(f.id, depth) for f, depth in in_order(made)] == [
        ("3", 0),
        ("2", 0),
        ("1", 0),
        ("4", 1),
    ]


async def test_many_are_moved_coloured_archived_and_put_back_each_where_it_was(
    database: Database,
) -> None:
    conversations = await with_chats(database, "a", "b", "c")
    await conversations.move(["a"], "f")
    befores = [
        await conversations.move(["a", "b"], "g"),
        await conversations.colour(["b", "c"], "ok"),
        await conversations.archive(["a", "c"]),
        await conversations.pin_many(["c"], pinned=True),
    ]

    async def state() -> list[tuple[str, str, bool, bool]]:
        chats = [await conversations.chat(each) for each in "abc"]
        return [(c.folder_id, c.colour, c.archived_at is not None, c.pinned) for c in chats if c]

    assert await state() == [
        ("g", "", True, False),
        ("g", "ok", False, False),
        ("", "ok", True, True),
    ]
    await conversations.undo(*befores)
    assert await state() == [
        ("f", "", False, False),
        ("", "", False, False),
        ("", "", False, False),
    ]
    chat = await conversations.chat("c")
    assert chat is not None
    assert chat.updated_at == 2.0


async def test_deleting_many_spares_what_was_in_the_bin_before(database: Database) -> None:
    conversations = await with_chats(database, "a", "b")
    await conversations.delete("a")
    before = await conversations.delete_many(["a", "b"])
    assert before.ids == ("b",)
    await conversations.undo(before)
    assert await conversations.chat("a") is None
    assert await conversations.chat("b") is not None
    assert (await conversations.restore_many(["a"])).ids == ("a",)


async def test_tags_are_one_word_whatever_their_case_and_not_without_end(
    database: Database,
) -> None:
    conversations = await with_chats(database, "a", "b")
    await conversations.tag(["a", "b"], add=["  #Work ", "work", "\x07", "später"])
    assert await Folders(database).tags() == [("später", 2), ("Work", 2)]
    before = await conversations.tag(["a", "b"], add=["new"], remove=["WORK"])
    assert await Folders(database).tags() == [("new", 2), ("später", 2)]
    await conversations.undo(before)
    assert await Folders(database).tags() == [("später", 2), ("Work", 2)]
    await conversations.tag(["a"], add=[f"tag {n}" for n in range(99)])
    chat = await conversations.chat("a")
    assert chat is not None
    assert len(chat.tags) == MOST_TAGS


async def shown(folders: Folders) -> str:
    return " ".join("·" * depth + f.id for f, depth in in_order(await folders.all()))


async def test_folders_are_put_where_the_person_wants_them_and_back_again(
    database: Database,
) -> None:
    folders = Folders(database)
    for name in "abcd":
        await folders.put(Folder(id=name, name=name))
    await folders.place("d", "", "b")
    assert await shown(folders) == "a d b c"
    before = await folders.place("a", "", "")
    assert await shown(folders) == "d b c a"
    await folders.place("c", "a")
    await folders.place("b", "a", "c")
    assert await shown(folders) == "d a ·b ·c"
    # Undone later, it takes back the place alone: not a name, and nothing that is gone.
    await folders.change("a", lambda folder: replace(folder, name="  new  name "))
    await folders.delete("d")
    await folders.place_back("a", before)
    assert await shown(folders) == "a ·b ·c"
    assert {f.name for f in await folders.all()} == {"new name", "b", "c"}


async def test_what_cannot_lie_there_stays_where_it_is(database: Database) -> None:
    folders = Folders(database)
    for name, above in ("a", ""), ("b", "a"), ("c", "b"):
        await folders.put(Folder(id=name, name=name, parent_id=above))
    for parent in "a", "b", "c", "unknown":
        with pytest.raises(TooDeep):
            await folders.place("a", parent)
    before = await folders.place("b", "")
    await folders.place("a", "b")
    await folders.place_back("b", before)  # would be a circle now
    assert await shown(folders) == "b ·c ·a"
    assert await folders.place("unknown", "") == ()


async def test_damaged_folders_are_left_out_or_shown_as_far_as_they_go(database: Database) -> None:
    stored = {
        "nothing": "{nonsense",
        "odd": '{"id": 3, "name": null, "place": "x"}',
        "nan": '{"id": "nan", "name": "nan", "place": NaN}',
        "inf": '{"id": "inf", "name": "inf", "place": 1e999}',
        "good": '{"id": "good", "name": "good", "place": 2.0}',
    }

    def write(connection: sqlite3.Connection) -> None:
        for each in stored.items():
            connection.execute("INSERT INTO folder (id, json) VALUES (?, ?)", each)

    await database.run(write)
    folders = Folders(database)
    assert [folder.id for folder in await folders.all()] == ["nan", "inf", "good"]
    await folders.place("good", "", "nan")  # what they say of their place can be compared
    assert await shown(folders) == "inf good nan"
