"""Pages, outlines, versions and counts of a chat's tree, whole and damaged."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oriel.domain.messages import Message, Role
from oriel.domain.outlines import TurnOutline, Versions
from oriel.domain.parts import ReasoningPart, RefusalPart, TextPart
from oriel.domain.tree import newest_leaf, path_to, siblings
from oriel.store import paths
from oriel.store.messages import MessageTable
from oriel.store.migrations import MIGRATIONS, migrate
from oriel.store.rows import parts_to_json

from .samples import answer, opened, said, with_a_chat
from .trees import DAMAGED, LEAVES, SOUND, chain, put, put_into, turn

LONG = 10_000
COUNTS = st.integers(1, 12)


def ids(messages: list[Message] | list[TurnOutline]) -> list[str]:
    return [m.id for m in messages]


@contextmanager
def holding(messages: list[Message]) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        migrate(db, Path("unused"), MIGRATIONS)
        put(db, messages)
        yield db


@given(DAMAGED, LEAVES, COUNTS)
@settings(deadline=None)
def test_in_any_tree_a_page_is_the_end_of_the_path(
    messages: list[Message], leaf: str | None, count: int
) -> None:
    whole = path_to([m for m in messages if m.chat_id == "c"], leaf)
    with holding(messages) as db:
        assert paths.last_of_path(db, "c", leaf, count) == whole[-count:]
        assert ids(paths.outline_of_path(db, "c", leaf)) == ids(whole)


@given(SOUND, COUNTS)
@settings(deadline=None)
def test_in_a_sound_tree_too(messages: list[Message], count: int) -> None:
    with holding(messages) as db:
        for message in messages[-5:]:
            whole = path_to(messages, message.id)
            assert paths.last_of_path(db, "c", message.id, count) == whole[-count:]
            assert ids(paths.outline_of_path(db, "c", message.id)) == ids(whole)


@given(DAMAGED | SOUND)
@settings(deadline=None)
def test_versions_and_leaves_are_those_of_the_tree(messages: list[Message]) -> None:
    mine = [m for m in messages if m.chat_id == "c"]
    expected: dict[str, Versions] = {}
    with holding(messages) as db:
        assert paths.newest_leaf_of(db, "c") == newest_leaf(mine)
        for message in mine:
            same = siblings(mine, message)
            place = same.index(message)
            if len(same) > 1:
                expected[message.id] = Versions(place + 1, len(same))
            after = newest_leaf(mine, same[place + 1].id) if place + 1 < len(same) else None
            before = newest_leaf(mine, same[place - 1].id) if place else None
            assert paths.leaf_of_version(db, "c", message.id, 1) == after
            assert paths.leaf_of_version(db, "c", message.id, -1) == before
        assert paths.versions_below(db, "c", list({m.parent_id for m in mine})) == expected


async def test_the_end_of_a_long_path_comes_root_first(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        table = MessageTable(await with_a_chat(db))
        put_into(db.path, chain(LONG))
        page = await table.last_of_path("c", f"c{LONG - 1}", 3)
        assert ids(page) == ["c9997", "c9998", "c9999"]
        assert ids(await table.last_of_path("c", "c1", 3)) == ["c0", "c1"]
        assert ids(await table.outline_of_path("c", "c9999")) == [f"c{n}" for n in range(LONG)]
        for leaf in (None, "unknown"):
            assert await table.last_of_path("c", leaf, 3) == []
            assert await table.outline_of_path("c", leaf) == []
        assert await table.last_of_path("another", "c9999", 3) == []
        assert await table.outline_of_path("another", "c9999") == []


@pytest.mark.parametrize("count", [0, -1])
async def test_a_page_of_nothing_is_empty(tmp_path: Path, count: int) -> None:
    async with opened(tmp_path / "h.db") as db:
        table = MessageTable(await with_a_chat(db))
        put_into(db.path, [turn("a", "b"), turn("b", "a")])
        assert await table.last_of_path("c", "a", count) == []


async def test_only_the_page_itself_is_read(tmp_path: Path) -> None:
    """The messages before it could not even be read: their role is no role."""
    async with opened(tmp_path / "h.db") as db:
        table = MessageTable(await with_a_chat(db))
        put_into(db.path, chain(LONG))
        await db.run(
            lambda c: c.execute("UPDATE message SET role = 'unread' WHERE created_at < 9990")
        )
        page = await table.last_of_path("c", "c9999", 10)
        assert ids(page) == [f"c{n}" for n in range(9990, LONG)]
        with pytest.raises(ValueError, match="unread"):
            await table.last_of_path("c", "c9999", 11)


async def test_broken_and_circular_links_end_the_path(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        table = MessageTable(await with_a_chat(await with_a_chat(db), "d"))
        broken = [turn("b1", "gone"), turn("b2", "b1")]
        circle = [turn("r1", "r3"), turn("r2", "r1"), turn("r3", "r2"), turn("r4", "r3")]
        astray = [turn("d1", chat="d"), turn("c1", "d1")]
        put_into(db.path, [*broken, *circle, turn("self", "self"), *astray])
        ends = {
            "b2": ["b1", "b2"],
            "r4": ["r1", "r2", "r3", "r4"],
            "self": ["self"],
            "c1": ["c1"],
        }
        for leaf, expected in ends.items():
            assert ids(await table.last_of_path("c", leaf, 10**6)) == expected
            assert ids(await table.outline_of_path("c", leaf)) == expected


async def test_an_outline_tells_role_and_size(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        table = MessageTable(await with_a_chat(db))
        question = said("Größe 🪟\n", id="q")
        await table.add(question)
        await table.add(answer(id="a", parent_id="q"))
        assert await table.outline_of_path("c", "a") == [
            TurnOutline("q", Role.USER, len(parts_to_json(question.parts))),
            TurnOutline("a", Role.ASSISTANT, len("[]")),
        ]


async def test_messages_come_in_the_order_asked_for_however_many(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        table = MessageTable(await with_a_chat(db))
        put_into(db.path, chain(2500))
        asked = [f"c{n}" for n in range(2499, -1, -1)]
        assert ids(await table.with_ids(asked)) == asked
        assert ids(await table.with_ids(["c3", "gone", "c1", "c3"])) == ["c3", "c1", "c3"]
        assert await table.with_ids([]) == []


async def versions_of(table: MessageTable, chat_id: str) -> dict[str, Versions]:
    every = await table.for_chat(chat_id)
    return await table.versions_below(chat_id, [None, *(message.id for message in every)])


async def test_versions_are_numbered_by_age_within_one_role(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        table = MessageTable(await with_a_chat(await with_a_chat(db), "d"))
        assert await versions_of(table, "c") == {}
        await table.add(said(id="q1", created_at=1))
        await table.add(answer(id="a1", parent_id="q1", created_at=2))
        await table.add(said(id="d1", chat_id="d", created_at=1))
        await table.add(said(id="beside a1", parent_id="q1", created_at=2))
        assert await versions_of(table, "c") == {}
        await table.add(said(id="q2", created_at=9))
        await table.add(answer(id="a3", parent_id="q1", created_at=8))
        await table.add(answer(id="a2", parent_id="q1", created_at=7))
        assert await versions_of(table, "c") == {
            "q1": Versions(1, 2),
            "q2": Versions(2, 2),
            "a1": Versions(1, 3),
            "a2": Versions(2, 3),
            "a3": Versions(3, 3),
        }
        assert await versions_of(table, "d") == {}


async def test_matches_are_counted_in_any_case_and_any_script(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        table = MessageTable(await with_a_chat(await with_a_chat(db), "d"))
        texts = {
            "street": "Die straße, die Straße, STRASSE",
            "aaaa": "aaaa",
            "odd": "ΣΊΣΥΦΟΣ 100%_",
        }
        for name, text in texts.items():
            await table.add(said(text, id=name))
        await table.add(said("straße", id="elsewhere", chat_id="d"))
        expected = {
            "STRASSE": {"street": 3},
            "straße": {"street": 3},
            "AA": {"aaaa": 2},
            "σίσυφος": {"odd": 1},
            "%_": {"odd": 1},
            "%": {"odd": 1},
            "": {},
            "\0": {},
            "\ud83e": {},
            "nowhere": {},
        }
        assert {needle: await table.matches("c", needle) for needle in expected} == expected


async def test_matches_are_sought_in_what_is_seen(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        table = MessageTable(await with_a_chat(db))
        parts = (
            ReasoningPart("window"),
            TextPart("a win"),
            TextPart("dow"),
            RefusalPart(" Window"),
        )
        await table.add(answer(id="a", parts=parts[:1]))
        await table.finish(answer(id="a", parts=parts))
        await table.add(answer(id="thought", parts=parts[:1]))
        await table.add(said('type "text"\n', id="json"))
        assert await table.matches("c", "window") == {"a": 2}
        assert await table.matches("c", '"text"\n') == {"json": 1}
        assert await table.matches("c", '"type"') == {}


@given(st.text(), st.text(max_size=3))
@settings(deadline=None)
def test_matches_are_those_of_the_messages_text(text: str, needle: str) -> None:
    message = replace(turn("m"), parts=(TextPart(text + needle), RefusalPart(text)))
    count = message.text.casefold().count(needle.casefold()) if needle else 0
    with holding([message]) as db:
        assert paths.count_matches(db, "c", needle) == ({"m": count} if count else {})
