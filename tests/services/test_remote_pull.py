"""What another machine says in a conversation comes into the chat here, once and in order."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from tests.services.two_homes import ELSEWHERE, home, said_there, service
from tests.waiting import until

from oriel.domain.errors import AppError
from oriel.domain.messages import Role
from oriel.domain.parts import NotePart, TextPart
from oriel.local.weather import Refuse
from oriel.services.chat_engine import AnswerChanged


async def test_two_homes_take_turns_in_one_conversation(tmp_path: Path) -> None:
    async with service(tmp_path) as server, home(tmp_path / "a", server) as a:
        chat, remote = await a.begun()
        async with home(tmp_path / "b", server) as b:
            seen = await b.attaching.look("local", f' "{remote.id}" ')
            assert (seen.turns, seen.title, seen.first_words) == (
                2,
                "fast echo one",
                "fast echo one",
            )
            there = await b.attaching.attach(seen, "oriel-rehearsal")
            assert await b.attaching.attach(seen, "oriel-rehearsal") == there
            assert await b.texts(there) == await a.texts(chat.id)
            await b.ask(there, "fast echo two")
            (same,) = await b.remotes.for_chat(there)
            assert same.id == remote.id
            looked = await a.pull.pull_current(chat.id)
            assert looked is not None and looked.news == 2
            assert await a.texts(chat.id) == await b.texts(there)
            again = await a.pull.pull_current(chat.id)
            assert again is not None and again.news == 0
            await a.ask(chat.id, "fast echo three")
            (same,) = await a.remotes.for_chat(chat.id)
            assert same.id == remote.id
            assert await a.texts(chat.id) == await said_there(a, remote.id)


async def test_turns_said_at_the_same_time_are_read_in_the_order_of_the_service(
    tmp_path: Path,
) -> None:
    async with (
        service(tmp_path) as server,
        home(tmp_path / "a", server) as a,
        home(tmp_path / "b", server) as b,
    ):
        chat, remote = await a.begun()
        there = await b.attach(remote.id)
        await b.ask(there, "fast echo from b")
        mine = await a.ask(chat.id, "fast echo from a")  # without having looked
        await b.ask(there, "fast echo b again")
        for one, chat_id in ((a, chat.id), (b, there)):
            await one.pull.pull_current(chat_id)
        told = await said_there(a, remote.id)
        assert await a.texts(chat.id) == await b.texts(there) == told
        assert len(told) == 8
        kept = await a.messages.for_chat(chat.id)
        assert len(kept) == 8 and mine.id in {message.id for message in kept}
        await a.ask(chat.id, "fast what did I say")
        assert len(await a.remotes.for_chat(chat.id)) == 1


async def test_what_is_gone_is_marked_and_not_used_again(tmp_path: Path) -> None:
    async with service(tmp_path) as server, home(tmp_path / "a", server) as a:
        chat, remote = await a.begun()
        client = await a.connections.client("local")
        await client.conversations.delete(remote.id)
        looked = await a.pull.pull_current(chat.id)
        assert looked is not None and looked.gone
        (gone,) = await a.remotes.for_chat(chat.id)
        assert gone.gone_at is not None and gone.leaf_id is None
        assert await a.pull.current(chat.id) is None
        await a.ask(chat.id, "fast echo two")
        _gone, made = await a.remotes.for_chat(chat.id)
        assert await said_there(a, made.id) == await a.texts(chat.id)


async def test_what_was_deleted_here_does_not_come_back(tmp_path: Path) -> None:
    async with service(tmp_path) as server, home(tmp_path / "a", server) as a:
        chat, _remote = await a.begun()
        await a.ask(chat.id, "fast echo two")
        turn = (await a.path(chat.id))[2]
        assert turn.role is Role.USER
        await a.conversations.take_out(chat.id, turn.id)
        looked = await a.pull.pull_current(chat.id)
        assert looked is None or looked.news == 0
        assert len(await a.texts(chat.id)) == 2


async def test_an_item_of_another_kind_comes_in_with_the_answer_before_it(tmp_path: Path) -> None:
    async with service(tmp_path) as server, home(tmp_path / "a", server) as a:
        chat, remote = await a.begun()
        client = await a.connections.client("local")
        said = {"type": "message", "role": "user"}
        await client.conversations.add_items(
            remote.id,
            [
                {**said, "content": [{"type": "input_text", "text": "And then?"}]},
                {
                    "type": "message",
                    "role": "assistant",
                    "content": [{"type": "output_text", "text": "Then it rained."}],
                },
                {"type": "compaction", "encrypted_content": "sealed"},
            ],
        )
        looked = await a.pull.pull_current(chat.id)
        assert looked is not None and looked.news == 2
        *_, question, told = await a.path(chat.id)
        assert (question.text, told.text) == ("And then?", "Then it rained.")
        assert [type(part).__name__ for part in told.parts] == ["TextPart", "ItemPart"]


async def test_refusals_come_through_and_change_nothing(tmp_path: Path) -> None:
    async with service(tmp_path) as server, home(tmp_path / "a", server) as a:
        chat, _remote = await a.begun()
        before = await a.remotes.for_chat(chat.id)
        for status, code in ((401, "credential_refused"), (403, "access_denied")):
            server.weather.meet("GET /conversations/*/items", Refuse(status))
            with pytest.raises(AppError) as refused:
                await a.pull.pull_current(chat.id)
            assert refused.value.code == code
        assert await a.remotes.for_chat(chat.id) == before


async def test_what_was_said_before_a_fork_is_no_news(tmp_path: Path) -> None:
    async with service(tmp_path) as server, home(tmp_path / "a", server) as a:
        chat, _remote = await a.begun()
        await a.pull.pull_current(chat.id)
        await a.ask(chat.id, "fast echo two")  # nobody looks behind it
        *_, turn, _answer = await a.path(chat.id)
        await a.edit(chat.id, turn.id, "fast echo other words")
        forked = (await a.path(chat.id))[2]
        await a.conversations.take_out(chat.id, forked.id)
        before = await a.messages.for_chat(chat.id)
        for remote in await a.remotes.for_chat(chat.id):
            await a.pull.pull(remote)
        await a.pull.pull_current(chat.id)
        assert {m.id for m in await a.messages.for_chat(chat.id)} == {m.id for m in before}


NOT_FOUND = Refuse(404, shape="oci", code="NotAuthorizedOrNotFound")


async def test_what_may_not_be_seen_for_a_while_comes_back(tmp_path: Path) -> None:
    async with service(tmp_path) as server, home(tmp_path / "a", server) as a:
        chat, before = await a.begun()
        server.weather.meet("* /conversations/*", NOT_FOUND, times=None)
        server.weather.meet("* /conversations/*/items", NOT_FOUND, times=None)
        looked = await a.pull.pull_current(chat.id)
        assert looked is not None and looked.gone
        (gone,) = await a.remotes.for_chat(chat.id)
        assert gone.gone_at is not None and not gone.deleted
        # It was asked just now; a while later it is asked again, and says since when it is gone.
        assert await a.pull.pull_current(chat.id) is None
        await a.remotes.change("local", gone.id, lambda now: replace(now, checked_at=1.0))
        looked = await a.pull.pull_current(chat.id)
        assert looked is not None and looked.gone and not looked.back
        (still,) = await a.remotes.for_chat(chat.id)
        assert still.gone_at == gone.gone_at
        server.weather.clear()
        looked = await a.states.check(chat.id)
        assert looked.back and not looked.gone
        (back,) = await a.remotes.for_chat(chat.id)
        assert (back.gone_at, back.leaf_id) == (None, before.leaf_id)
        await a.ask(chat.id, "fast echo two")
        assert await a.texts(chat.id) == await said_there(a, before.id)


async def test_another_project_does_not_mean_that_it_is_gone(tmp_path: Path) -> None:
    async with service(tmp_path) as server:
        async with home(tmp_path / "a", server, **ELSEWHERE, project_id="first") as a:
            chat, remote = await a.begun()
        async with home(tmp_path / "a", server, **ELSEWHERE, project_id="second") as a:
            server.weather.meet("* /conversations/*", NOT_FOUND, times=None)
            server.weather.meet("* /conversations/*/items", NOT_FOUND, times=None)
            looked = await a.pull.pull_current(chat.id)
            assert looked is not None and looked.moved and not looked.gone
            (kept,) = await a.remotes.for_chat(chat.id)
            assert kept == remote
            main = (await a.states.state(chat.id)).main
            assert main is not None and main.moved
        server.weather.clear()
        async with home(tmp_path / "a", server, **ELSEWHERE, project_id="first") as a:
            await a.ask(chat.id, "fast echo two")
            assert await a.texts(chat.id) == await said_there(a, remote.id)


async def test_a_turn_in_another_project_begins_anew_there(tmp_path: Path) -> None:
    async with service(tmp_path) as server:
        async with home(tmp_path / "a", server, **ELSEWHERE, project_id="first") as a:
            chat, first = await a.begun()
            client = await a.connections.client("local")
            await client.conversations.delete(first.id)
        async with home(tmp_path / "a", server, **ELSEWHERE, project_id="second") as a:
            answer = await a.ask(chat.id, "fast echo two")
            notes = [part.code for part in answer.parts if isinstance(part, NotePart)]
            assert notes == ["conversation_moved"]
            old, new = await a.remotes.for_chat(chat.id)
            assert (old.id, old.gone_at) == (first.id, None)
            assert (await a.states.state(chat.id)).main is not None
            assert await a.texts(chat.id) == await said_there(a, new.id)


async def test_checking_brings_in_what_is_new_on_other_branches(tmp_path: Path) -> None:
    async with service(tmp_path) as server, home(tmp_path / "a", server) as a:
        chat, remote = await a.begun()
        *_, turn, _answer = await a.path(chat.id)
        async with home(tmp_path / "b", server) as b:
            there = await b.attach(remote.id)
            await a.edit(chat.id, turn.id, "fast echo other words")
            read = await a.texts(chat.id)
            await b.ask(there, "fast echo on the old branch")
        looked = await a.states.check(chat.id)
        assert (looked.news, looked.aside) == (2, 2)
        assert await a.texts(chat.id) == read
        kept = [m.text for m in await a.messages.for_chat(chat.id)]
        assert "fast echo on the old branch" in kept
        again = await a.states.check(chat.id)
        assert (again.news, again.aside) == (0, 0)


async def test_an_answer_that_was_stopped_here_and_ended_there_is_gone_on_from(
    tmp_path: Path,
) -> None:
    async with service(tmp_path) as server, home(tmp_path / "a", server) as a:

        async def look(chat_id: str) -> None:
            await a.pull.pull_before_turn(chat_id)

        a.engine.before_turn = look
        chat, remote = await a.begun()
        asked = (TextPart("rate 20 echo two three four five six seven eight nine ten"),)
        turn = asyncio.ensure_future(a.engine.send(await a.chat(chat.id), asked, a.heard.append))
        before = len(a.heard)
        await until(lambda: any(isinstance(event, AnswerChanged) for event in a.heard[before:]))
        turn.cancel()
        await asyncio.gather(turn, return_exceptions=True)
        while len(await said_there(a, remote.id)) < 4:  # noqa: ASYNC110 - at the service
            await asyncio.sleep(0.02)
        await a.ask(chat.id, "fast echo after the stop")
        (same,) = await a.remotes.for_chat(chat.id)
        assert same.leaf_id == (await a.chat(chat.id)).leaf_id
        told = [text.strip() for text in await said_there(a, remote.id)]
        assert [text.strip() for text in await a.texts(chat.id)] == told
        # What had come until the stop is there as another version.
        assert a.answers[1].id in {message.id for message in await a.messages.for_chat(chat.id)}
