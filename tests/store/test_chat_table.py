"""Chats, their bin, drafts and connections, kept and found again."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from functools import partial
from pathlib import Path

from oriel.domain.connections import LOCAL, Connection, ConnectionKind, WireApi
from oriel.store.chats import ChatTable
from oriel.store.connections import ConnectionTable
from oriel.store.drafts import DraftTable
from oriel.store.messages import MessageTable

from .samples import a_chat, is_sound, opened, said, with_a_chat


async def test_a_chat_comes_back_as_it_went(tmp_path: Path) -> None:
    chat = a_chat(
        title="Größe \U0001fa9f",
        titled_by="user",
        connection_id="x",
        model="m",
        leaf_id="leaf",
        created_at=1.25,
        updated_at=2.5,
        pinned=True,
    )
    async with opened(tmp_path / "h.db") as db:
        await ChatTable(db).add(chat)
    async with opened(tmp_path / "h.db") as db:
        assert await ChatTable(db).get("c") == chat
        assert await ChatTable(db).list() == [chat]
        assert await ChatTable(db).get("another") is None


async def test_chats_are_listed_newest_first_and_follow_changes(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        table = ChatTable(db)
        for n in range(3):
            await table.add(a_chat(str(n), updated_at=float(n)))
        assert [c.id for c in await table.list()] == ["2", "1", "0"]
        await table.update(a_chat("0", updated_at=9.0, title="lifted"))
        first = (await table.list())[0]
        assert (first.id, first.title) == ("0", "lifted")
        await table.update(a_chat("unknown"))
        assert len(await table.list()) == 3


async def test_the_bin_gives_back_all_until_it_is_emptied(tmp_path: Path) -> None:
    path = tmp_path / "h.db"
    async with opened(path) as db:
        chats, messages, drafts = ChatTable(db), MessageTable(db), DraftTable(db)
        for name in ("kept", "old", "young"):
            await with_a_chat(db, name)
            await messages.add(said(f"words of {name}", chat_id=name))
            await drafts.put(name, "a draft")
        await chats.delete("old", 10.0)
        await chats.delete("young", 20.0)
        assert [c.id for c in await chats.list()] == ["kept"]
        assert [(c.id, c.deleted_at) for c in await chats.deleted()] == [
            ("young", 20.0),
            ("old", 10.0),
        ]
        assert [h.chat_id for h in await messages.search("words", 9)] == ["kept"]

        await chats.restore("young")
        assert {c.id for c in await chats.list()} == {"kept", "young"}
        assert len(await messages.search("words", 9)) == 2

        await chats.delete("young", 20.0)
        assert await chats.purge(20.0) == 1
        assert await chats.get("old") is None
        assert await messages.for_chat("old") == []
        assert await drafts.get("old") == ""
        assert len(await messages.for_chat("young")) == 1
        assert await drafts.get("young") == "a draft"
    assert is_sound(path)


async def test_a_very_long_chat_can_be_purged(tmp_path: Path) -> None:
    """SQLite follows cascades no deeper than 1,000 levels; a chat is one long chain."""
    async with opened(tmp_path / "h.db") as db:
        await with_a_chat(db)
        parent = None
        for _ in range(1500):
            message = said("turn", parent_id=parent)
            await MessageTable(db).add(message)
            parent = message.id
        await ChatTable(db).delete("c", 1.0)
        assert await ChatTable(db).purge(2.0) == 1
    assert is_sound(tmp_path / "h.db")


async def test_drafts_are_kept_per_chat_and_emptied_by_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        drafts = DraftTable(db)
        assert await drafts.get("") == ""
        await drafts.put("", "new chat")
        await drafts.put("c", "first\n\0second")
        await drafts.put("c", "half an emoji: \ud83e")
    async with opened(tmp_path / "h.db") as db:
        drafts = DraftTable(db)
        assert await drafts.get("") == "new chat"
        assert await drafts.get("c") == "half an emoji: �"
        await drafts.put("c", "")
        assert await drafts.get("c") == ""
        assert await drafts.get("") == "new chat"


def a_connection(**more: object) -> Connection:
    given: dict[str, object] = {
        "id": "one",
        "name": "Mine",
        "kind": ConnectionKind.COMPATIBLE,
        "base_url": "https://example.com/v1",
        "wire_api": WireApi.CHAT,
        "capabilities": replace(LOCAL, files=True),
        "models": ("a", "b"),
        **more,
    }
    return Connection(**given)  # type: ignore[arg-type]


async def test_connections_come_back_in_the_order_they_were_added(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        table = ConnectionTable(db)
        two = a_connection(id="two")
        await table.put(a_connection())
        await table.put(two)
        changed = a_connection(name="Changed")
        await table.put(changed)
        assert await table.list() == [changed, two]
        await table.delete("one")
        assert await table.list() == [two]


async def test_a_temporary_connection_is_kept_nowhere(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        await ConnectionTable(db).put(a_connection(temporary=True))
        assert await ConnectionTable(db).list() == []


def put_raw(connection_id: str, stored: str, db: sqlite3.Connection) -> None:
    db.execute("INSERT INTO connection (id, json) VALUES (?, ?)", (connection_id, stored))


async def test_one_unreadable_connection_does_not_hide_the_others(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        await ConnectionTable(db).put(a_connection())
        for n, bad in enumerate(("{", "[]", "{}", '{"id": "x", "kind": "unheard of"}')):
            await db.run(partial(put_raw, f"bad{n}", bad))
        assert await ConnectionTable(db).list() == [a_connection()]
