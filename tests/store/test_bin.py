"""Turns and chats in the bin: whole there or whole in the chat, back at their place, gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from oriel.domain.bin import BIN_DAYS, DAY_S, BinEntry, days_left, first_words
from oriel.domain.chats import Chat
from oriel.domain.messages import Message, Role
from oriel.domain.parts import FilePart, TextPart, UnknownPart
from oriel.domain.stopping import StopReason
from oriel.domain.usage import Usage
from oriel.store.bin import BinTable
from oriel.store.chats import ChatTable
from oriel.store.database import Database
from oriel.store.messages import MessageTable

#   q1 - a1 - q2 - a2
#      \ a1b
TREE = {"q1": None, "a1": "q1", "q2": "a1", "a2": "q2", "a1b": "q1"}


def a_message(name: str, parent: str | None, at: float, chat: str = "c") -> Message:
    return Message(
        id=name,
        chat_id=chat,
        parent_id=parent,
        role=Role.USER if name.startswith("q") else Role.ASSISTANT,
        parts=(TextPart(f"says {name} 字"), UnknownPart({"type": "odd", "n": 1})),
        created_at=at,
        model="m",
        connection_id="con",
        stop_reason=StopReason.FINISHED,
        usage=Usage(10, 5, 15, 2, 1),
        provider={"output": [{"id": name}]},
    )


class Bin:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.chats, self.messages = ChatTable(database), MessageTable(database)
        self.table = BinTable(database)

    async def tree(self, chat: str = "c") -> dict[str, str | None]:
        return {m.id: m.parent_id for m in await self.messages.for_chat(chat)}

    async def leaf(self) -> str | None:
        chat = await self.chats.get("c")
        assert chat is not None
        return chat.leaf_id

    async def lying(self) -> list[str]:
        return [entry.key for entry in await self.table.entries()]

    async def entry(self, key: str) -> BinEntry:
        return next(entry for entry in await self.table.entries() if entry.key == key)

    async def restore(self, *keys: str) -> Any:
        return await self.table.restore([await self.entry(key) for key in keys])


@asynccontextmanager
async def a_bin(folder: Path, leaf: str | None = "a2") -> AsyncIterator[Bin]:
    async with opened(folder) as found:
        await found.chats.add(Chat(id="c", title="Travel", created_at=1, updated_at=1))
        for at, (name, parent) in enumerate(TREE.items()):
            await found.messages.add(a_message(name, parent, 100.0 + at))
        await found.chats.change("c", lambda chat: replace(chat, leaf_id=leaf))
        yield found


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Bin]:
    database = await Database.open(folder / "oriel.db")
    try:
        yield Bin(database)
    finally:
        await database.aclose()


async def test_turns_lie_in_the_bin_and_come_back_as_they_were_after_a_restart(
    tmp_path: Path,
) -> None:
    async with a_bin(tmp_path) as b:
        before = await b.messages.for_chat("c")
        taken = await b.messages.take_out("c", "q2", 50.0)
        assert taken is not None
        assert [m.id for m in taken.messages] == ["q2", "a2"]
        assert await b.tree() == {"q1": None, "a1": "q1", "a1b": "q1"}
        assert await b.leaf() == "a1"
    async with opened(tmp_path) as b:
        (entry,) = await b.table.entries()
        assert (entry.id, entry.title, entry.excerpt) == ("q2", "Travel", "says q2 字")
        (entry,) = await b.table.measured([entry])
        assert entry.messages == 2
        assert entry.size is not None
        assert entry.size > 200
        assert [m.id for m in await b.table.messages(entry, 10)] == ["q2", "a2"]
        await b.table.restore([entry])
        assert await b.messages.for_chat("c") == before
        assert await b.leaf() == "a2"
        assert await b.lying() == []


async def test_what_is_restored_is_found_by_its_words_again(tmp_path: Path) -> None:
    async with a_bin(tmp_path) as b:
        await b.messages.take_out("c", "q2", 50.0)
        assert await b.messages.search("says q2", 10) == []
        await b.restore("turns:q2")
        assert [hit.message_id for hit in await b.messages.search('"says q2"', 10)] == ["q2"]


async def test_what_it_cost_stays_paid(tmp_path: Path) -> None:
    async with a_bin(tmp_path) as b:
        counted = "SELECT count(*), sum(input_tokens) FROM spent"
        before = await b.database.read(lambda db: db.execute(counted).fetchone())
        await b.messages.take_out("c", "q1", 50.0)
        await b.table.doom(await b.table.entries())
        assert await b.database.read(lambda db: db.execute(counted).fetchone()) == before


async def test_an_answer_whose_question_is_in_the_bin_too_comes_back_above_it(
    tmp_path: Path,
) -> None:
    async with a_bin(tmp_path) as b:
        await b.messages.take_out("c", "a2", 50.0)
        await b.messages.take_out("c", "q2", 60.0)
        await b.restore("turns:a2")
        assert (await b.tree())["a2"] == "a1"
        assert await b.leaf() == "a2"
        await b.restore("turns:q2")
        assert (await b.tree())["q2"] == "a1"


async def test_both_restored_at_once_stand_as_they_stood(tmp_path: Path) -> None:
    async with a_bin(tmp_path) as b:
        await b.messages.take_out("c", "a2", 50.0)
        await b.messages.take_out("c", "q2", 60.0)
        restored = await b.restore("turns:a2", "turns:q2")
        assert await b.tree() == TREE
        assert restored.count == 2


async def test_where_the_question_is_gone_for_good_the_place_above_it_is_known(
    tmp_path: Path,
) -> None:
    async with a_bin(tmp_path) as b:
        await b.messages.take_out("c", "a2", 50.0)
        await b.messages.take_out("c", "q2", 60.0)
        await b.table.doom([await b.entry("turns:q2")])
        await b.restore("turns:a2")
        assert await b.tree() == {"q1": None, "a1": "q1", "a1b": "q1", "a2": "a1"}


async def test_where_nobody_knows_what_stood_above_it_comes_at_the_end(tmp_path: Path) -> None:
    async with a_bin(tmp_path) as b:
        await b.messages.take_out("c", "a2", 50.0)
        await b.messages.take_out("c", "q2", None)  # away, and not in the bin
        await b.restore("turns:a2")
        assert (await b.tree())["a2"] == "a1"


async def test_turns_of_a_deleted_chat_bring_it_back(tmp_path: Path) -> None:
    async with a_bin(tmp_path) as b:
        await b.messages.take_out("c", "q2", 50.0)
        await b.chats.delete("c", 60.0)
        assert await b.lying() == ["chat:c", "turns:q2"]
        assert (await b.entry("turns:q2")).with_chat
        restored = await b.restore("turns:q2")
        assert restored.chats == (("c", 60.0),)
        assert await b.tree() == TREE
        assert await b.lying() == []


async def test_undoing_a_restore_puts_everything_where_it_was(tmp_path: Path) -> None:
    async with a_bin(tmp_path) as b:
        await b.messages.take_out("c", "a2", 50.0)
        await b.messages.take_out("c", "q2", 60.0)
        await b.chats.delete("c", 70.0)
        before, leaf = await b.table.entries(), await b.leaf()
        restored = await b.restore("turns:a2")
        await b.table.bin_again(restored)
        assert await b.table.entries() == before
        assert await b.leaf() == leaf
        await b.restore("turns:a2", "turns:q2")  # the place of old is still known
        assert await b.tree() == TREE


async def test_what_was_said_below_goes_along_when_a_restore_is_undone(tmp_path: Path) -> None:
    async with a_bin(tmp_path) as b:
        await b.messages.take_out("c", "q2", 50.0)
        restored = await b.restore("turns:q2")
        await b.messages.add(a_message("q3", "a2", 200.0))
        await b.table.bin_again(restored)
        assert set(await b.tree()) == {"q1", "a1", "a1b"}
        await b.restore("turns:q2")
        assert set(await b.tree()) == {*TREE, "q3"}


async def test_a_turn_restored_while_its_undo_was_still_offered_is_not_doubled(
    tmp_path: Path,
) -> None:
    async with a_bin(tmp_path) as b:
        taken = await b.messages.take_out("c", "q2", 50.0)
        assert taken is not None
        await b.restore("turns:q2")
        await b.messages.put_back("c", taken.messages, taken.leaf_id)
        assert await b.tree() == TREE


async def test_undo_after_it_was_deleted_for_good_brings_it_back_all_the_same(
    tmp_path: Path,
) -> None:
    async with a_bin(tmp_path) as b:
        taken = await b.messages.take_out("c", "q2", 50.0)
        assert taken is not None
        await b.table.doom(await b.table.entries())
        await b.messages.put_back("c", taken.messages, taken.leaf_id)
        assert await b.tree() == TREE


async def test_a_doomed_chat_is_nowhere_and_the_next_purge_removes_it(tmp_path: Path) -> None:
    async with a_bin(tmp_path) as b:
        await b.messages.take_out("c", "q2", 50.0)
        await b.chats.delete("c", 60.0)
        await b.table.doom(await b.table.entries())
        assert await b.lying() == []
        assert await b.chats.list() == []
        assert await b.table.purge(1.0) == 1
        assert await b.chats.get("c") is None


async def test_purging_takes_old_turns_of_chats_that_stay_and_no_young_ones(
    tmp_path: Path,
) -> None:
    async with a_bin(tmp_path) as b:
        await b.messages.take_out("c", "a2", 50.0)
        await b.messages.take_out("c", "a1b", 90.0)
        assert await b.table.purge(60.0) == 0
        assert await b.lying() == ["turns:a1b"]
        assert set(await b.tree()) == {"q1", "a1", "q2"}


async def test_many_chats_are_purged_in_steps(tmp_path: Path) -> None:
    async with opened(tmp_path) as b:
        for number in range(45):
            await b.chats.add(
                Chat(id=f"c{number}", created_at=1, updated_at=1, deleted_at=5.0 + number)
            )
        assert await b.table.purge(45.0) == 40
        assert len(await b.table.entries()) == 5


async def test_a_row_that_cannot_be_read_is_shown_and_kept(tmp_path: Path) -> None:
    async with a_bin(tmp_path) as b:
        await b.messages.take_out("c", "q2", 50.0)
        await b.database.run(lambda db: db.execute("UPDATE removal SET messages = '[{oops'"))
        (entry,) = await b.table.measured(await b.table.entries())
        assert await b.table.messages(entry, 5) == ()
        assert (await b.table.restore([entry])).count == 0
        assert await b.lying() == ["turns:q2"]


async def test_what_is_not_in_the_bin_any_more_is_no_error(tmp_path: Path) -> None:
    async with a_bin(tmp_path) as b:
        await b.messages.take_out("c", "q2", 50.0)
        entry = await b.entry("turns:q2")
        await b.table.restore([entry])
        assert (await b.table.restore([entry])).count == 0
        await b.table.doom([entry])
        assert await b.tree() == TREE
        assert await b.messages.take_out("c", "nobody", 50.0) is None
        assert await b.messages.take_out("another chat", "q1", 50.0) is None


async def test_turns_with_nothing_but_a_file_are_kept_whole(tmp_path: Path) -> None:
    async with a_bin(tmp_path) as b:
        message = replace(
            a_message("q9", "a2", 300.0), parts=(FilePart("plan.pdf", data_uri="data:,x", size=1),)
        )
        await b.messages.add(message)
        await b.messages.take_out("c", "q9", 50.0)
        (entry,) = await b.table.entries()
        assert entry.excerpt == ""
        await b.table.restore([entry])
        assert await b.messages.get("q9") == message


@contextmanager
def a_loop() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


STEPS = st.lists(
    st.tuples(st.sampled_from(["take", "restore", "again", "forget"]), st.integers(0, 9)),
    max_size=14,
)


@given(parents=st.lists(st.integers(0, 8), min_size=9, max_size=9), steps=STEPS)
@settings(max_examples=60, deadline=None)
def test_whatever_is_done_no_message_is_lost_or_doubled(
    parents: list[int], steps: list[tuple[str, int]]
) -> None:
    """Each is in the chat or in the bin, but for what was deleted for good."""

    async def play() -> None:
        database = await Database.in_memory()
        b = Bin(database)
        await b.chats.add(Chat(id="c", created_at=1, updated_at=1, leaf_id="q8"))
        for n in range(9):
            parent = f"q{parents[n] % n}" if n and parents[n] else None
            await b.messages.add(a_message(f"q{n}", parent, 100.0 + n))
        expected, clock, last = {f"q{n}" for n in range(9)}, 10.0, None
        for what, n in steps:
            clock += 1
            lying = await b.table.entries()
            if what == "take":
                await b.messages.take_out("c", f"q{n}", clock)
            elif what == "restore" and lying:
                last = await b.table.restore([lying[n % len(lying)]])
            elif what == "again" and last is not None:
                await b.table.bin_again(last)
                last = None
            elif what == "forget" and lying:
                entry, last = lying[n % len(lying)], None
                expected -= {m.id for m in await b.table.messages(entry, 99)}
                await b.table.doom([entry])
            binned = [m.id for e in await b.table.entries() for m in await b.table.messages(e, 99)]
            there = list(await b.tree())
            assert sorted(binned + there) == sorted(expected)
            broken = await database.read(
                lambda db: db.execute("PRAGMA foreign_key_check").fetchall()
            )
            assert broken == []
            leaf = await b.leaf()
            assert leaf is None or leaf in there
        await database.aclose()

    with a_loop() as runner:
        runner.run(play())


def test_days_left_count_today() -> None:
    now = 1_000_000.0
    assert days_left(now, now) == BIN_DAYS
    assert days_left(now - 1, now) == BIN_DAYS
    assert days_left(now - 29.5 * DAY_S, now) == 1
    assert days_left(now - 31 * DAY_S, now) == 0


def test_first_words_are_one_line() -> None:
    assert first_words("  a\n\n b\tc ") == "a b c"
    assert len(first_words("word " * 500)) <= 201
