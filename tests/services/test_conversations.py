"""Chats opened by their last page, outlined, searched, and switched between versions."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from oriel.domain.approvals import Remembered
from oriel.domain.chats import Chat
from oriel.domain.messages import Message, Role
from oriel.domain.outlines import Versions
from oriel.domain.parts import TextPart
from oriel.domain.waiting import HELD, WaitingTurn
from oriel.services.conversations import PAGE, Conversations, OpenedChat
from oriel.services.turn_queue import TurnQueue
from oriel.store.approvals import ApprovalTable
from oriel.store.chats import ChatTable
from oriel.store.database import Database
from oriel.store.drafts import DraftTable
from oriel.store.message_rows import add_messages
from oriel.store.messages import MessageTable
from oriel.store.waiting import WaitingTable

CHAT = Chat(id="c", created_at=1.0, updated_at=1.0)


def a_turn(message_id: str, parent_id: str | None, at: float, **more: Any) -> Message:
    role = Role.USER if message_id.startswith("q") else Role.ASSISTANT
    values = {"role": role, "parts": (TextPart(f"says {message_id}"),), **more}
    return Message(id=message_id, chat_id="c", parent_id=parent_id, created_at=at, **values)


def a_chain(count: int) -> list[Message]:
    names = [f"{'qa'[n % 2]}{n}" for n in range(count)]
    return [a_turn(name, names[n - 1] if n else None, n) for n, name in enumerate(names)]


#   q1 -- a1 -- q2 -- a2
#     \-- a1b -- q3 -- a3
#            \-- q4        (the second question edited: the newest)
#     \-- a1c
TREE = [
    a_turn("q1", None, 1),
    a_turn("a1", "q1", 2),
    a_turn("q2", "a1", 3),
    a_turn("a2", "q2", 4),
    a_turn("a1b", "q1", 5),
    a_turn("q3", "a1b", 6),
    a_turn("a3", "q3", 7),
    a_turn("q4", "a1b", 8),
    a_turn("a1c", "q1", 9),
]


class Held:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.chats, self.messages = ChatTable(database), MessageTable(database)
        self.conversations = Conversations(self.chats, self.messages, DraftTable(database))

    async def opened(self) -> OpenedChat:
        found = await self.conversations.open("c")
        assert found is not None
        return found

    async def shown(self) -> list[str]:
        return [m.id for m in (await self.opened()).messages]

    async def outlined(self) -> list[str]:
        return [turn.id for turn in await self.conversations.outline("c")]


@asynccontextmanager
async def holding(folder: Path, messages: list[Message], leaf: str | None) -> AsyncIterator[Held]:
    database = await Database.open(folder / "h.db")
    try:
        held = Held(database)
        await held.chats.add(replace(CHAT, leaf_id=leaf))
        await database.run(lambda db: add_messages(db, messages))
        yield held
    finally:
        await database.aclose()


async def test_a_chat_opens_with_its_last_page(tmp_path: Path) -> None:
    chain = a_chain(PAGE + 10)
    async with holding(tmp_path, chain, chain[-1].id) as h:
        opened = await h.opened()
        assert opened.messages == tuple(chain[10:])
        assert opened.older
        assert opened.versions == {}
        assert await h.outlined() == [m.id for m in chain]
        assert await h.conversations.turns([m.id for m in chain[:10]]) == chain[:10]


async def test_a_very_long_chat_opens_without_reading_the_rest(tmp_path: Path) -> None:
    chain = a_chain(10_000)
    async with holding(tmp_path, chain, chain[-1].id) as h:
        # Whoever reads one of these as a message fails: it has no role that exists.
        spoil = "UPDATE message SET role = 'unread' WHERE created_at < ?"
        await h.database.run(lambda db: db.execute(spoil, (10_000 - PAGE - 1,)))
        with pytest.raises(ValueError, match="unread"):
            await h.messages.for_chat("c")
        assert await h.shown() == [m.id for m in chain[-PAGE:]]
        assert (await h.opened()).older


@pytest.mark.parametrize("count", [0, 1, PAGE - 1, PAGE])
async def test_a_short_chat_opens_whole(tmp_path: Path, count: int) -> None:
    chain = a_chain(count)
    async with holding(tmp_path, chain, chain[-1].id if chain else None) as h:
        await h.conversations.save_draft("c", "half a thought")
        expected = replace(CHAT, leaf_id=chain[-1].id if chain else None)
        assert await h.opened() == OpenedChat(expected, tuple(chain), "half a thought")
        assert await h.outlined() == [m.id for m in chain]


@pytest.mark.parametrize("leaf", [None, "gone"])
async def test_without_a_known_leaf_the_newest_is_read(tmp_path: Path, leaf: str | None) -> None:
    async with holding(tmp_path, TREE, leaf) as h:
        assert await h.shown() == await h.outlined() == ["q1", "a1c"]


async def test_a_parent_that_is_missing_is_nothing_older(tmp_path: Path) -> None:
    chain = a_chain(PAGE + 1)
    async with holding(tmp_path, chain, chain[-1].id) as h:
        assert (await h.opened()).older
        lost = "UPDATE message SET chat_id = 'd' WHERE id = 'q0'"
        await h.chats.add(replace(CHAT, id="d"))
        await h.database.run(lambda db: db.execute(lost))
        opened = await h.opened()
        assert opened.messages == tuple(chain[1:])
        assert opened.messages[0].parent_id == "q0"
        assert not opened.older


async def test_a_deleted_or_unknown_chat_has_nothing_to_show(tmp_path: Path) -> None:
    async with holding(tmp_path, TREE, "a2") as h:
        await h.conversations.delete("c")
        for chat_id in ("c", "unknown"):
            assert await h.conversations.open(chat_id) is None
            assert await h.conversations.outline(chat_id) == []
        assert await h.conversations.find("unknown", "says") == {}
        assert not await h.conversations.switch_version("unknown", "a1", 1)


async def test_switching_reads_the_newest_below_the_other_version(tmp_path: Path) -> None:
    async with holding(tmp_path, TREE, "a2") as h:
        versions = {
            "a1": Versions(1, 3),
            "a1b": Versions(2, 3),
            "a1c": Versions(3, 3),
        }
        shown = (await h.opened()).versions
        assert shown == {name: versions[name] for name in ("a1", "a1b", "a1c")}
        steps = [
            ("a1", 1, ["q1", "a1b", "q4"]),
            ("q4", -1, ["q1", "a1b", "q3", "a3"]),
            ("a1b", 1, ["q1", "a1c"]),
            ("a1c", -1, ["q1", "a1b", "q4"]),
            ("a1b", -1, ["q1", "a1", "q2", "a2"]),
        ]
        for message_id, step, expected in steps:
            assert await h.conversations.switch_version("c", message_id, step)
            assert await h.shown() == await h.outlined() == expected


@pytest.mark.parametrize(
    ("message_id", "step"), [("a1", -1), ("a1c", 1), ("q1", 1), ("a2", -1), ("gone", 1)]
)
async def test_where_there_is_no_other_version_nothing_changes(
    tmp_path: Path, message_id: str, step: int
) -> None:
    async with holding(tmp_path, TREE, "a2") as h:
        before = await h.chats.get("c")
        assert not await h.conversations.switch_version("c", message_id, step)
        assert await h.chats.get("c") == before


async def test_switching_changes_the_leaf_and_nothing_else(tmp_path: Path) -> None:
    async with holding(tmp_path, TREE, "a2") as h:
        assert await h.conversations.switch_version("c", "a1", 1)
        assert await h.chats.get("c") == replace(CHAT, leaf_id="q4")


async def test_finding_looks_through_every_branch(tmp_path: Path) -> None:
    street = a_turn("a1d", "q1", 10, parts=(TextPart("die straße. Die Straße!"),))
    async with holding(tmp_path, [*TREE, street], "a2") as h:
        assert await h.conversations.find("c", "STRASSE") == {"a1d": 2}
        assert set(await h.conversations.find("c", "Says")) == {m.id for m in TREE}
        assert await h.conversations.find("c", "") == {}


async def test_of_changes_at_one_time_none_undoes_another(tmp_path: Path) -> None:
    async with holding(tmp_path, TREE, "q4") as h:
        await asyncio.gather(
            h.conversations.rename("c", "Named"),
            h.conversations.pin("c", True),
            h.conversations.choose_model("c", "local", "a model"),
            h.conversations.read_at("c", "a2"),
        )
        kept = await h.chats.get("c")
        assert kept == replace(
            kept or CHAT,
            title="Named",
            titled_by="user",
            pinned=True,
            connection_id="local",
            model="a model",
            leaf_id="a2",
        )


def _waiting(turn_id: str, text: str) -> WaitingTurn:
    return WaitingTurn(
        id=turn_id, chat_id="kept", parts=(TextPart(text),), why=HELD, created_at=1.0
    )


async def test_a_chat_is_kept_with_what_waits_in_it_or_not_at_all(tmp_path: Path) -> None:
    async with holding(tmp_path, TREE, "q4") as h:
        queue, chat = TurnQueue(WaitingTable(h.database)), replace(CHAT, id="kept", leaf_id="k")
        said = [replace(TREE[0], id="k", chat_id="kept")]
        twice = [_waiting("w", "one"), _waiting("w", "two")]
        with pytest.raises(sqlite3.IntegrityError):
            await h.conversations.add_whole(chat, said, twice)
        assert await h.conversations.chat("kept") is None
        assert await queue.of("kept") == ()
        turns = (_waiting("w2", "first"), _waiting("w1", "second"))
        await h.conversations.add_whole(chat, said, turns)
        assert await queue.of("kept") == turns


async def test_what_leaves_the_bin_leaves_nothing_behind(tmp_path: Path) -> None:
    async with holding(tmp_path, TREE, "q4") as h:
        await h.chats.add(replace(CHAT, id="other"))
        queue, approvals = TurnQueue(WaitingTable(h.database)), ApprovalTable(h.database)
        for chat_id in ("c", "other"):
            await queue.add(chat_id, (TextPart("said later"),), HELD)
            await approvals.put(
                Remembered(tool="t", server="s", chat_id=chat_id, allowed=True, decided_at=1.0)
            )
        await h.chats.delete("c", 1.0)
        assert await h.conversations.empty_old_bin() == 1
        assert await queue.of("c") == ()
        assert len(await queue.of("other")) == 1
        assert [line.chat_id for line in await approvals.all()] == ["other"]
