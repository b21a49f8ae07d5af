"""The chat engine over real sockets, a real database and the real local service."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from tests.services.rooms import TOKEN, Rooms, local_connection, rooms

from oriel.domain.chat_settings import ChatSettings
from oriel.domain.connections import Capabilities, WireApi
from oriel.domain.errors import StoreFull
from oriel.domain.messages import Role
from oriel.domain.parts import TextPart
from oriel.domain.stopping import StopReason
from oriel.domain.tree import siblings
from oriel.domain.turn_options import TurnOptions
from oriel.domain.turns import RetryScheduled, TextAdded
from oriel.services.chat_engine import (
    AnswerBegun,
    AnswerChanged,
    AnswerEnded,
    ChatEvent,
    MessageAdded,
)
from oriel.services.connections import Fixed


async def test_a_turn_streams_and_is_stored(tmp_path: Path) -> None:
    async with rooms(tmp_path) as r:
        chat = r.chat()
        answer = await r.ask(chat, "echo fast one two three")
        kinds = [type(event) for event in r.heard]
        assert kinds.index(MessageAdded) < kinds.index(AnswerBegun) < kinds.index(AnswerChanged)
        assert kinds[-1] is AnswerEnded
        assert answer.stop_reason is StopReason.FINISHED
        streamed = "".join(
            e.event.text
            for e in r.heard
            if isinstance(e, AnswerChanged) and isinstance(e.event, TextAdded)
        )
        assert "one two three" in streamed
        assert streamed == answer.text
        stored = await r.messages.for_chat(chat.id)
        assert [m.role for m in stored] == [Role.USER, Role.ASSISTANT]
        assert stored[1] == answer
        assert answer.usage is not None
        kept = await r.chats.get(chat.id)
        assert kept is not None
        assert kept.leaf_id == answer.id
        assert kept.title.startswith("echo fast one")


async def test_three_turns_depend_on_each_other_also_when_the_service_forgot(
    tmp_path: Path,
) -> None:
    async with rooms(tmp_path) as r:
        chat = r.chat()
        await r.ask(chat, "echo fast the word is heliotrope")
        second = await r.ask(chat, "fast what did I say before?")
        assert "heliotrope" in second.text
        client = await r.connections.client("local")
        await client.responses.delete(second.response_id)
        third = await r.ask(chat, "fast what did I say before?")
        assert third.stop_reason is StopReason.FINISHED
        assert "heliotrope" in third.text


async def test_stopping_keeps_what_arrived(tmp_path: Path) -> None:
    async with rooms(tmp_path) as r:
        chat, arrived = r.chat(), asyncio.Event()

        def hear(event: object) -> None:
            r.heard.append(event)  # type: ignore[arg-type]
            if isinstance(event, AnswerChanged) and isinstance(event.event, TextAdded):
                arrived.set()

        turn = asyncio.ensure_future(r.engine.send(chat, (TextPart("long 2000"),), hear))
        await arrived.wait()
        turn.cancel()
        with pytest.raises(asyncio.CancelledError):
            await turn
        (answer,) = r.answers
        assert answer.stop_reason is StopReason.STOPPED
        assert answer.text
        assert await r.messages.get(answer.id) == answer
        assert r.engine.live_answer(chat.id) is None
        after = await r.ask(chat, "echo fast still here")
        assert after.stop_reason is StopReason.FINISHED


async def test_a_stop_at_once_leaves_what_was_said(tmp_path: Path) -> None:
    async with rooms(tmp_path) as r:
        chat, said = r.chat(), asyncio.Event()

        def hear(event: ChatEvent) -> None:
            if isinstance(event, MessageAdded):
                said.set()

        sending = asyncio.ensure_future(r.engine.send(chat, (TextPart("hello"),), hear))
        await asyncio.sleep(0)  # begun, and nothing is on disk yet
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        await said.wait()
        assert [m.text for m in await r.messages.for_chat(chat.id)] == ["hello"]


@pytest.mark.parametrize(
    ("wish", "code", "reason"),
    [
        ("error 500", "service_failed", StopReason.FAILED),
        ("fast failed", "turn_failed", StopReason.FAILED),
        ("fast cut", "stream_interrupted", StopReason.INTERRUPTED),
    ],
)
async def test_what_goes_wrong_stands_where_it_happened(
    tmp_path: Path, wish: str, code: str, reason: StopReason
) -> None:
    async with rooms(tmp_path) as r:
        answer = await r.ask(r.chat(), wish)
        assert answer.error is not None
        assert (answer.error.code, answer.stop_reason) == (code, reason)
        assert await r.messages.get(answer.id) == answer


async def test_a_wrong_key_is_named_and_the_question_kept(tmp_path: Path) -> None:
    async with rooms(tmp_path) as r:
        wrong = local_connection(r.server, id="wrong")
        r.connections._fixed["wrong"] = Fixed(wrong, "not-the-token")
        chat = r.chat(connection_id="wrong")
        answer = await r.ask(chat, "hello")
        assert answer.error is not None
        assert answer.error.code == "credential_refused"
        assert "not-the-token" not in repr(answer)
        assert (await r.messages.for_chat(chat.id))[0].text == "hello"


async def test_retrying_adds_a_branch_and_overwrites_nothing(tmp_path: Path) -> None:
    async with rooms(tmp_path) as r:
        chat = r.chat()
        first = await r.ask(chat, "echo fast once")
        assert first.parent_id is not None
        await r.engine.answer(chat, first.parent_id, r.heard.append)
        stored = await r.messages.for_chat(chat.id)
        assert len(siblings(stored, first)) == 2
        opened = await r.conversations.open(chat.id)
        assert opened is not None
        assert [m.id for m in opened.messages] == [first.parent_id, r.answers[-1].id]


async def test_a_name_given_while_it_streams_stays(tmp_path: Path) -> None:
    async with rooms(tmp_path) as r:
        chat, begun = r.chat(), asyncio.Event()
        await r.ask(chat, "echo fast first")

        def hear(event: object) -> None:
            if isinstance(event, AnswerBegun):
                begun.set()

        turn = asyncio.ensure_future(r.engine.send(chat, (TextPart("echo second"),), hear))
        await begun.wait()
        await r.conversations.rename(chat.id, "My own name")
        await turn
        kept = await r.chats.get(chat.id)
        assert kept is not None
        assert kept.title == "My own name"


async def test_streamed_text_is_on_disk_before_the_end(tmp_path: Path) -> None:
    async with rooms(tmp_path) as r:
        chat = r.chat()
        written = await _first_piece(r)
        turn = asyncio.ensure_future(r.engine.send(chat, (TextPart("long 5000"),), r.heard.append))
        await written.wait()
        assert await _pieces(r) > 0
        turn.cancel()
        await asyncio.gather(turn, return_exceptions=True)
        assert await _pieces(r) == 0  # folded into the message


async def test_a_full_disk_is_told_and_the_view_still_hears_the_end(tmp_path: Path) -> None:
    async with rooms(tmp_path) as r:
        chat = r.chat()
        await r.ask(chat, "echo fast before")
        await r.database.run(
            lambda db: db.execute(
                f"pragma max_page_count = {db.execute('pragma page_count').fetchone()[0]}"
            ).fetchone()
        )
        with pytest.raises(StoreFull):
            for _ in range(50):
                await r.engine.send(chat, (TextPart("fast long 3000"),), r.heard.append)
        await r.database.run(lambda db: db.execute("pragma max_page_count = 1000000").fetchone())
        after = await r.ask(replace(chat), "echo fast after")
        assert after.stop_reason is StopReason.FINISHED


async def _pieces(r: Rooms) -> int:
    return await r.database.run(
        lambda db: int(db.execute("select count(*) from piece").fetchone()[0])
    )


async def _first_piece(r: Rooms) -> asyncio.Event:
    """Set by SQLite itself when the first piece is written."""
    written, loop = asyncio.Event(), asyncio.get_running_loop()

    def tell() -> None:
        loop.call_soon_threadsafe(written.set)

    def watch(db: sqlite3.Connection) -> None:
        db.create_function("tell", 0, tell)
        db.execute("create temp trigger told after insert on main.piece begin select tell(); end")

    await r.database.run(watch)
    return written


async def test_further_choices_become_versions_of_the_answer(tmp_path: Path) -> None:
    async with rooms(tmp_path) as r:
        connection = local_connection(r.server, wire_api=WireApi.CHAT, capabilities=Capabilities())
        r.connections._fixed["local"] = Fixed(connection, TOKEN)
        chat = replace(r.chat(), settings=ChatSettings(options=TurnOptions(n=3)))
        answer = await r.ask(chat, "fast echo one of three")
        assert answer.text.strip() == "one of three"
        stored = await r.messages.for_chat(chat.id)
        versions = siblings(stored, answer)
        assert len(versions) == 3
        assert versions[-1].id == answer.id
        assert all("one of three" in version.text for version in versions)


async def test_nine_times_busy_is_told_and_asked_again_with_nothing_lost(tmp_path: Path) -> None:
    async with rooms(tmp_path) as r:
        chat = r.chat()
        waits: list[RetryScheduled] = []

        def hear(event: ChatEvent) -> None:
            r.heard.append(event)
            if isinstance(event, AnswerChanged) and isinstance(event.event, RetryScheduled):
                waits.append(event.event)

        parts = (TextPart("rate-limited 0 fast echo patience"),)
        await r.engine.send(chat, parts, hear)
        busy = r.answers[-1]
        assert busy.error is not None
        assert busy.error.code == "rate_limited"
        assert waits
        assert all(wait.status == 429 for wait in waits)
        again = await r.engine.answer(chat, str(busy.parent_id), r.heard.append)
        stored = await r.messages.for_chat(chat.id)
        assert [m.text for m in stored if m.role is Role.USER] == [parts[0].text]
        assert siblings(stored, again) == [busy, again]
