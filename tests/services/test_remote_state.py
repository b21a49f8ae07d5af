"""What is said of where a chat is kept, and what is written there."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.services.two_homes import ELSEWHERE, Home, home, said_there, service

from oriel.domain.connections import OCI, ConnectionKind
from oriel.domain.errors import NotFound
from oriel.domain.remote_errors import ConversationIdUnusable, NothingToKeep
from oriel.domain.remote_state import OCI_KEEPS_S, Kept
from oriel.local.weather import Drop, Refuse

ORACLE: dict[str, Any] = {"kind": ConnectionKind.OCI_API_KEY, "name": "Work", "capabilities": OCI}


async def there(a: Home, remote_id: str) -> dict[str, str]:
    client = await a.connections.client("local")
    kept: dict[str, str] = (await client.conversations.retrieve(remote_id))["metadata"]
    return kept


async def test_a_chat_is_here_then_there_then_gone(tmp_path: Path) -> None:
    async with service(tmp_path) as server, home(tmp_path / "a", server, **ELSEWHERE) as a:
        chat = await a.new_chat()
        assert (await a.states.state(chat.id)).kept is Kept.HERE
        await a.ask(chat.id, "fast echo one")
        state = await a.states.state(chat.id)
        assert state.kept is Kept.THERE
        main = state.main
        assert main is not None
        assert (main.place, main.until, main.current, main.certain) == (
            "Elsewhere",
            None,
            True,
            True,
        )
        assert [(each.count, each.place) for each in state.answers] == [(1, "Elsewhere")]
        client = await a.connections.client("local")
        await client.conversations.delete(main.id)
        looked = await a.states.check(chat.id)
        assert looked.gone
        main = (await a.states.state(chat.id)).main
        assert main is not None and main.gone_at is not None


async def test_oracle_keeps_for_thirty_days_and_the_service_inside_is_here(
    tmp_path: Path,
) -> None:
    async with service(tmp_path) as server:
        async with home(tmp_path / "a", server) as a:
            chat, _remote = await a.begun()
            assert (await a.states.state(chat.id)).kept is Kept.HERE
        async with home(tmp_path / "a", server, **ORACLE) as a:
            state = await a.states.state(chat.id)
            assert state.kept is Kept.THERE
            assert state.main is not None and state.main.until is not None
            assert abs(state.main.until - time.time() - OCI_KEEPS_S) < 60
            late = replace(state, at=time.time() + OCI_KEEPS_S + 60, answers=())
            assert late.kept is Kept.GONE


async def test_the_title_is_written_there_and_foreign_pairs_stay(tmp_path: Path) -> None:
    async with service(tmp_path) as server, home(tmp_path / "a", server) as a:
        chat, remote = await a.begun()
        client = await a.connections.client("local")
        await client.conversations.update(remote.id, {"title": "fast echo one", "team": "blue"})
        await a.conversations.rename(chat.id, "x" * 600)
        await a.states.rename(chat.id, "x" * 600)
        assert await there(a, remote.id) == {"title": "x" * 512, "team": "blue"}
        # Without a line it is told with the next turn.
        server.weather.meet("POST /conversations/*", Drop(), times=None)
        await a.conversations.rename(chat.id, "Later")
        await a.states.rename(chat.id, "Later")
        server.weather.clear()
        assert (await there(a, remote.id))["title"] == "x" * 512
        await a.ask(chat.id, "fast echo two")
        assert await there(a, remote.id) == {"title": "Later", "team": "blue"}


async def test_of_sixteen_pairs_that_others_took_none_is_lost(tmp_path: Path) -> None:
    async with service(tmp_path) as server, home(tmp_path / "a", server) as a:
        chat, remote = await a.begun()
        client = await a.connections.client("local")
        full = {f"name{n}": "taken" for n in range(16)}
        await client.conversations.update(remote.id, full)
        await a.states.rename(chat.id, "No room")
        assert await there(a, remote.id) == full
        answer = await a.ask(chat.id, "fast echo two")
        assert answer.text.strip() == "two"


async def test_a_name_given_elsewhere_becomes_the_chats(tmp_path: Path) -> None:
    async with service(tmp_path) as server, home(tmp_path / "a", server) as a:
        chat, remote = await a.begun()
        async with home(tmp_path / "b", server) as b:
            chat_id = await b.attach(remote.id)
            await b.conversations.rename(chat_id, "Given by b")
            await b.states.rename(chat_id, "Given by b")
        await a.states.check(chat.id)
        assert (await a.chat(chat.id)).title == "Given by b"


async def test_it_is_kept_there_again_and_the_old_one_stays(tmp_path: Path) -> None:
    async with service(tmp_path) as server, home(tmp_path / "a", server) as a:
        chat = await a.new_chat()
        with pytest.raises(NothingToKeep):
            await a.states.keep_again(chat.id)
        for number in range(12):
            await a.ask(chat.id, f"fast echo turn{number}")
        (old,) = await a.remotes.for_chat(chat.id)
        await a.states.keep_again(chat.id)
        _old, made = await a.remotes.for_chat(chat.id)
        assert len(await said_there(a, made.id)) == 24
        assert [t.strip() for t in await said_there(a, made.id)] == [
            t.strip() for t in await a.texts(chat.id)
        ]
        assert len(await said_there(a, old.id)) == 24
        await a.ask(chat.id, "fast echo more")
        assert len(await said_there(a, made.id)) == 26
        assert len(await a.remotes.for_chat(chat.id)) == 2


async def test_metadata_is_read_and_written_whole(tmp_path: Path) -> None:
    async with service(tmp_path) as server, home(tmp_path / "a", server) as a:
        chat, remote = await a.begun()
        assert await a.states.metadata("local", remote.id) == {"title": "fast echo one"}
        wanted = {"title": "Named", "team": "blue"}
        assert await a.states.save_metadata("local", remote.id, wanted) == wanted
        assert (await a.chat(chat.id)).title == "Named"
        await a.ask(chat.id, "fast echo two")
        assert await there(a, remote.id) == wanted


async def test_what_cannot_be_looked_up_is_said(tmp_path: Path) -> None:
    async with service(tmp_path) as server, home(tmp_path / "a", server) as a:
        for typed in ("", "two words", "a/../b", "x" * 600):
            with pytest.raises(ConversationIdUnusable):
                await a.attaching.look("local", typed)
        with pytest.raises(NotFound):
            await a.attaching.look("local", "conv_nobody_knows")
        chat, _remote = await a.begun()
        codes = []
        for status in (401, 403, 429):
            server.weather.meet("GET /conversations/*/items", Refuse(status), times=None)
            error = (await a.states.check(chat.id)).error
            codes.append(error.code if error is not None else "")
            server.weather.clear()
        assert codes == ["credential_refused", "access_denied", "rate_limited"]
