"""Messages kept, streamed, finished, folded and removed."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oriel.domain.messages import Role
from oriel.domain.parts import (
    CitationPart,
    ErrorPart,
    Part,
    ReasoningPart,
    RefusalPart,
    TextPart,
    ToolCallPart,
    UnknownPart,
)
from oriel.domain.stopping import StopReason
from oriel.domain.usage import Usage
from oriel.store.messages import MessageTable
from oriel.store.recovery import parts_from_pieces
from oriel.store.rows import parts_from_json, parts_to_json, storable

from .samples import answer, is_sound, opened, said, with_a_chat


async def test_a_message_comes_back_as_it_went(tmp_path: Path) -> None:
    whole = answer(
        parts=(
            ReasoningPart("hm"),
            TextPart("What \0 ﷽ \U0001f468‍\U0001f469‍\U0001f467"),
            ToolCallPart("1", "look", '{"a": 1}'),
            CitationPart("url_citation", url="https://example.com", start=1, end=2),
            RefusalPart("no"),
            ErrorPart("rate_limited", {"status": 429, "retry_after_s": 1.5}, retryable=True),
            UnknownPart({"type": "hologram", "depth": 3}),
        ),
        model="m",
        connection_id="x",
        response_id="resp",
        request_id="req",
        stop_reason=StopReason.LENGTH,
        usage=Usage(1, 2, 3, 4, 5),
        duration_s=1.5,
        first_token_s=0.5,
        provider={"output": [{"id": "x", "n": None, "deep": [1.5, "ü"]}]},
    )
    async with opened(tmp_path / "h.db") as db:
        table = MessageTable(await with_a_chat(db))
        await table.add(said("question", id="q"))
        whole = replace(whole, parent_id="q")
        await table.add(whole)
    async with opened(tmp_path / "h.db") as db:
        assert await MessageTable(db).get(whole.id) == whole
        assert await MessageTable(db).get("another") is None
        assert db.folded == 0


async def test_a_chats_tree_comes_oldest_first(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        table = MessageTable(await with_a_chat(db))
        for name, at in (("late", 3.0), ("early", 1.0), ("middle", 2.0), ("middle too", 2.0)):
            await table.add(said(id=name, created_at=at))
        assert [m.id for m in await table.for_chat("c")] == [
            "early",
            "middle",
            "middle too",
            "late",
        ]
        assert await table.for_chat("another") == []


async def test_finishing_replaces_the_pieces_by_the_whole(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        table = MessageTable(await with_a_chat(db))
        streaming = answer(id="a")
        await table.add(streaming)
        await asyncio.gather(*(table.append_piece("a", n, "text", "w ") for n in range(20)))
        final = replace(streaming, parts=(TextPart("the end"),), stop_reason=StopReason.FINISHED)
        await table.finish(final)
        assert await table.get("a") == final
        # One that was still under way when the end came.
        await table.append_piece("a", 99, "text", "too late")
        assert await db.read(lambda c: c.execute("SELECT * FROM piece").fetchall()) == []
        assert [hit.message_id for hit in await table.search("end", 5)] == ["a"]
    async with opened(tmp_path / "h.db") as db:
        assert db.folded == 0
        assert await MessageTable(db).get("a") == final


async def test_finishing_what_was_never_added_keeps_it_too(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        table = MessageTable(await with_a_chat(db))
        final = answer("whole", stop_reason=StopReason.FINISHED)
        await table.finish(final)
        assert await table.get(final.id) == final


async def test_leftovers_are_folded_at_open_as_interrupted(tmp_path: Path) -> None:
    path = tmp_path / "h.db"
    async with opened(path) as db:
        table = MessageTable(await with_a_chat(db))
        await table.add(said("question", id="q"))
        for name in ("cut", "silent"):
            await table.add(answer(id=name, parent_id="q"))
        await table.add(answer("whole", id="whole", stop_reason=StopReason.STOPPED))
        pieces = ("reasoning", "reasoning", "text", "text", "refusal", "text")
        for seq, kind in enumerate(pieces, start=1):
            await table.append_piece("cut", seq, kind, f"{seq} ")
    async with opened(path) as db:
        table = MessageTable(db)
        assert db.folded == 2
        found = {m.id: m for m in await table.for_chat("c")}
        assert found["cut"].parts == (
            ReasoningPart("1 2 "),
            TextPart("3 4 "),
            RefusalPart("5 "),
            TextPart("6 "),
        )
        assert {n: m.stop_reason for n, m in found.items()} == {
            "q": None,
            "cut": StopReason.INTERRUPTED,
            "silent": StopReason.INTERRUPTED,
            "whole": StopReason.STOPPED,
        }
        assert found["cut"].parent_id == "q"
        assert [hit.message_id for hit in await table.search("6", 5)] == ["cut"]
    async with opened(path) as db:
        assert db.folded == 0
    assert is_sound(path)


async def test_pieces_are_added_behind_parts_that_are_there(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        table = MessageTable(await with_a_chat(db))
        await table.add(answer("first ", id="a"))
        await table.append_piece("a", 1, "text", "second")
    async with opened(tmp_path / "h.db") as db:
        found = await MessageTable(db).get("a")
    assert found is not None
    assert found.text == "first second"


async def test_an_emoji_cut_in_two_by_the_stream_is_whole_again(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        table = MessageTable(await with_a_chat(db))
        final = answer(
            parts=(TextPart("a \ud83e\ude9f b \ud83e"),), stop_reason=StopReason.FINISHED
        )
        await table.finish(final)
        found = await table.get(final.id)
    assert found is not None
    assert found.text == "a \U0001fa9f b �"


async def test_removing_a_message_removes_what_answers_it(tmp_path: Path) -> None:
    path = tmp_path / "h.db"
    async with opened(path) as db:
        table = MessageTable(await with_a_chat(db))
        links = {"root": None, "a": "root", "b": "root", "aa": "a", "aaa": "aa"}
        for name, parent in links.items():
            await table.add(answer(f"word {name}", id=name, parent_id=parent))
        await table.append_piece("aaa", 1, "text", "streaming")
        await table.delete("a")
        await table.delete("unknown")
        assert {m.id for m in await table.for_chat("c")} == {"root", "b"}
        assert {h.message_id for h in await table.search("word", 9)} == {"root", "b"}
    assert is_sound(path)


async def test_removing_the_head_of_a_very_long_chain(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        table = MessageTable(await with_a_chat(db))
        parent = None
        for n in range(1500):
            await table.add(said("turn", id=str(n), parent_id=parent))
            parent = str(n)
        await table.delete("1")
        assert [m.id for m in await table.for_chat("c")] == ["0"]


@pytest.mark.parametrize("stored", ["{", "{}", "null", "3", "[3, null, [], {}]", '[{"type": 5}]'])
async def test_a_damaged_row_opens_as_far_as_it_can_be_read(tmp_path: Path, stored: str) -> None:
    async with opened(tmp_path / "h.db") as db:
        table = MessageTable(await with_a_chat(db))
        await table.add(said("x", id="m"))
        await db.run(
            lambda c: c.execute(
                "UPDATE message SET parts = ?, usage = ?, provider = ?, stop_reason = 'unheard of'",
                (stored, stored, stored),
            )
        )
        (found,) = await table.for_chat("c")
    assert found.role is Role.USER
    assert found.text == ""
    assert found.stop_reason is StopReason.INTERRUPTED
    assert all(isinstance(part, UnknownPart) for part in found.parts)


@given(st.lists(st.builds(TextPart, st.text()) | st.builds(ErrorPart, st.text())))
def test_parts_survive_the_file(parts: list[Part]) -> None:
    assert parts_from_json(parts_to_json(tuple(parts))) == tuple(parts)


@given(st.text(st.characters(exclude_categories=[])))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_any_text_at_all_can_be_stored(text: str) -> None:
    kept = storable(text)
    kept.encode()
    assert storable(kept) == kept
    assert kept == text or any("\ud800" <= c <= "\udfff" for c in text)


@given(st.lists(st.tuples(st.sampled_from(["text", "reasoning", "refusal"]), st.text())))
def test_folded_pieces_hold_every_word_in_order(pieces: list[tuple[str, str]]) -> None:
    parts = parts_from_pieces(pieces)
    assert "".join(getattr(p, "text", "") for p in parts) == "".join(text for _, text in pieces)
    assert all(type(a) is not type(b) for a, b in pairwise(parts))
