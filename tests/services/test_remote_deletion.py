"""What goes with a chat at services: listed, promised, deleted once the undo is past."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from tests.services.two_homes import ELSEWHERE, Home, home, service

from oriel.domain.chats import Chat
from oriel.domain.errors import NotFound
from oriel.domain.parts import FilePart, TextPart
from oriel.domain.remote_deletion import What, left
from oriel.local.weather import Drop, Refuse
from oriel.store.remotes import Remote
from oriel.ui.kept_at.deletion_words import deleted_text, not_deleted_text


async def upload(a: Home, folder: Path, name: str) -> str:
    path = folder / name
    path.write_text("Some words.")
    client = await a.connections.client("local")
    return str((await client.files.upload(path))["id"])


async def with_file(a: Home, chat: Chat, file_id: str) -> None:
    parts = (TextPart("fast echo look"), FilePart("a.txt", file_id=file_id))
    await a.engine.send(await a.chat(chat.id), parts, a.heard.append)


async def test_only_what_nothing_else_uses_is_listed(tmp_path: Path) -> None:
    async with service(tmp_path) as server, home(tmp_path / "a", server, **ELSEWHERE) as a:
        chat, other = await a.new_chat(title="Plans"), await a.new_chat()
        own, shared, stored = [await upload(a, tmp_path, f"{n}.txt") for n in "abc"]
        client = await a.connections.client("local")
        await client.vector_stores.create("Handbook", file_ids=[stored])
        for file_id in (own, shared, stored):
            await with_file(a, chat, file_id)
        await with_file(a, other, shared)
        plan = await a.deletion.listing([chat.id])
        kinds = {what: [i.id for i in plan.items if i.what is what] for what in What}
        (remote,) = await a.remotes.for_chat(chat.id)
        assert kinds[What.CONVERSATION] == [remote.id]
        assert len(kinds[What.ANSWER]) == 3
        assert kinds[What.FILE] == [own]
        assert [i.label for i in plan.items if i.what is What.FILE] == ["a.txt"]
        assert plan.places == {"local": "Elsewhere"}
        # Both go: then the shared file goes too.
        both = await a.deletion.listing([chat.id, other.id])
        assert {i.id for i in both.items if i.what is What.FILE} == {own, shared}


async def test_nothing_is_listed_for_a_chat_that_is_only_here(tmp_path: Path) -> None:
    async with service(tmp_path) as server, home(tmp_path / "a", server) as a:
        chat, _remote = await a.begun()
        plan = await a.deletion.listing([chat.id])
        assert plan.items == ()
        assert {item.what for item in plan.inside} == {What.CONVERSATION, What.ANSWER}


async def test_a_service_that_cannot_be_asked_is_named(tmp_path: Path) -> None:
    async with service(tmp_path) as server, home(tmp_path / "a", server, **ELSEWHERE) as a:
        chat = await a.new_chat()
        await with_file(a, chat, await upload(a, tmp_path, "a.txt"))
        server.weather.meet("GET /files/*", Refuse(403), times=None)
        plan = await a.deletion.listing([chat.id])
        assert [i for i in plan.items if i.what is What.FILE] == []
        (unreached,) = plan.unreached
        assert unreached.place == "Elsewhere"
        assert unreached.why is not None and unreached.why.code == "access_denied"


async def test_what_was_promised_is_deleted_when_the_undo_is_past(tmp_path: Path) -> None:
    async with service(tmp_path) as server:
        async with home(tmp_path / "a", server, **ELSEWHERE) as a:
            chat, _remote = await a.begun()
            plan = await a.deletion.listing([chat.id])
            await a.conversations.delete(chat.id)
            await a.deletion.promise(plan.items, time.time() + 3600)
            assert await a.deletion.keep_promises() == []
        # The program ended before: nothing of it is forgotten.
        async with home(tmp_path / "a", server, **ELSEWHERE) as a:
            outcomes = await a.deletion.keep_promises(early=True)
            assert len(outcomes) == 2 and not left(outcomes)
            assert await a.deletion.promises() == []
            client = await a.connections.client("local")
            for item in plan.items:
                with pytest.raises(NotFound):
                    if item.what is What.CONVERSATION:
                        await client.conversations.retrieve(item.id)
                    else:
                        await client.responses.retrieve(item.id)
            (remote,) = await a.remotes.for_chat(chat.id)
            assert remote.gone_at is not None


async def test_a_chat_that_is_back_keeps_what_it_has_there(tmp_path: Path) -> None:
    async with service(tmp_path) as server, home(tmp_path / "a", server, **ELSEWHERE) as a:
        chat, _remote = await a.begun()
        plan = await a.deletion.listing([chat.id])
        await a.conversations.delete(chat.id)
        await a.deletion.promise(plan.items, time.time() - 1)
        await a.conversations.restore(chat.id)
        assert await a.deletion.keep_promises(early=True) == []
        assert await a.deletion.promises() == []
        looked = await a.pull.pull_current(chat.id)
        assert looked is not None and not looked.gone


async def test_what_fails_is_named_and_tried_again(tmp_path: Path) -> None:
    async with service(tmp_path) as server, home(tmp_path / "a", server, **ELSEWHERE) as a:
        chat, _remote = await a.begun()
        plan = await a.deletion.listing([chat.id])
        await a.conversations.delete(chat.id)
        await a.deletion.promise(plan.items, time.time() - 1)
        server.weather.meet("DELETE /conversations/*", Refuse(403))
        server.weather.meet("DELETE /responses/*", Drop(), times=None)
        failed = left(await a.deletion.keep_promises())
        assert {f.item.what: f.error.code for f in failed if f.error} == {
            What.CONVERSATION: "access_denied",
            What.ANSWER: "unreachable",
        }
        waiting = await a.deletion.promises()
        assert [each.tries for each in waiting] == [1, 1]
        assert all(each.due_at > time.time() for each in waiting)
        server.weather.clear()
        await a.deletion.promise([each.item for each in waiting], time.time() - 1)
        assert not left(await a.deletion.keep_promises())
        assert await a.deletion.promises() == []


async def test_a_file_that_is_used_again_before_its_time_stays(tmp_path: Path) -> None:
    async with service(tmp_path) as server, home(tmp_path / "a", server, **ELSEWHERE) as a:
        chat, other = await a.new_chat(), await a.new_chat()
        own, again = [await upload(a, tmp_path, f"{n}.txt") for n in "ab"]
        for file_id in (own, again):
            await with_file(a, chat, file_id)
        plan = await a.deletion.listing([chat.id])
        files = [item for item in plan.items if item.what is What.FILE]
        assert {item.id for item in files} == {own, again}
        await a.conversations.delete(chat.id)
        await a.deletion.promise(files, time.time() - 1)
        await with_file(a, other, again)
        assert [outcome.item.id for outcome in await a.deletion.keep_promises()] == [own]
        assert await a.deletion.promises() == []
        client = await a.connections.client("local")
        assert (await client.files.retrieve(again))["id"] == again


async def test_a_conversation_that_was_opened_again_by_its_id_stays(tmp_path: Path) -> None:
    async with service(tmp_path) as server, home(tmp_path / "a", server, **ELSEWHERE) as a:
        chat, remote = await a.begun()
        plan = await a.deletion.listing([chat.id])
        kept = [item for item in plan.items if item.what is What.CONVERSATION]
        await a.conversations.delete(chat.id)
        await a.chats.forget(chat.id)
        await a.deletion.promise(kept, time.time() - 1)
        again = await a.attaching.attach(await a.attaching.look("local", remote.id), "m")
        assert await a.deletion.keep_promises() == []
        assert await a.deletion.promises() == []
        looked = await a.pull.pull_current(again)
        assert looked is not None and not looked.gone


async def test_what_was_not_found_is_not_said_to_be_deleted(tmp_path: Path) -> None:
    async with service(tmp_path) as server, home(tmp_path / "a", server, **ELSEWHERE) as a:
        chat, _remote = await a.begun()
        plan = await a.deletion.listing([chat.id])
        denied = Refuse(404, shape="oci", code="NotAuthorizedOrNotFound")
        for path in ("/conversations/*", "/responses/*"):
            server.weather.meet(f"* {path}", denied, times=None)
        outcomes = await a.deletion.delete(plan.items)
        assert [(o.missing, o.error) for o in outcomes] == [(True, None)] * 2
        said = deleted_text(outcomes, {"local": "Elsewhere"})
        assert said == "Not found any more at Elsewhere: the conversation, 1 stored answer."
        (remote,) = await a.remotes.for_chat(chat.id)
        assert remote.gone_at is not None and not remote.deleted


async def test_what_was_promised_at_a_connection_that_was_removed_is_told_once(
    tmp_path: Path,
) -> None:
    async with service(tmp_path) as server, home(tmp_path / "a", server, **ELSEWHERE) as a:
        chat, _remote = await a.begun()
        plan = await a.deletion.listing([chat.id])
        items = [replace(item, connection_id="removed") for item in plan.items]
        await a.conversations.delete(chat.id)
        await a.deletion.promise(items, time.time() - 1)
        failed = left(await a.deletion.keep_promises())
        assert [f.error.code for f in failed if f.error] == ["connection_removed"] * 2
        assert "a connection that was removed" in not_deleted_text(failed, {"local": "Elsewhere"})
        assert await a.deletion.promises() == []


async def test_three_hundred_chats_go_with_all_that_is_there(tmp_path: Path) -> None:
    async with service(tmp_path) as server, home(tmp_path / "a", server, **ELSEWHERE) as a:
        client = await a.connections.client("local")
        chats = [await a.new_chat(title=f"Chat {n}") for n in range(300)]
        for chat in chats[:40]:
            made = await client.conversations.create()
            await a.remotes.put(
                Remote(
                    id=made["id"],
                    chat_id=chat.id,
                    connection_id="local",
                    leaf_id=None,
                    made_at=time.time(),
                )
            )
        ids = [chat.id for chat in chats]
        plan = await a.deletion.listing(ids)
        assert len(plan.items) == 40
        await a.conversations.delete_many(ids)
        await a.deletion.promise(plan.items, time.time() - 1)
        server.weather.meet("DELETE /conversations/*", Refuse(403), times=3)
        outcomes = await a.deletion.keep_promises()
        assert (len(outcomes), len(left(outcomes))) == (40, 3)
        assert len(await a.deletion.promises()) == 3
