"""Wishes about what services keep that come while another is under way: the last one counts,
and nothing that has begun at a service is broken off."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.services.two_homes import ELSEWHERE, Home, home, service
from tests.waiting import emitted, until

from oriel.domain.errors import AppError
from oriel.domain.remote_deletion import What
from oriel.local.server import LocalServer
from oriel.services.remote_attaching import Preview
from oriel.ui.view_models.remote import RemoteViewModel
from oriel.ui.view_models.remote_deletion import RemoteDeletionViewModel


@asynccontextmanager
async def wishes(folder: Path) -> AsyncIterator[tuple[LocalServer, Home, RemoteViewModel]]:
    async with service(folder) as server, home(folder / "a", server, **ELSEWHERE) as a:
        models = RemoteViewModel(a.states, a.pull, a.attaching, a.connections)
        try:
            yield server, a, models
        finally:
            await models.aclose()


async def made(a: Home, title: str) -> str:
    client = await a.connections.client("local")
    return str((await client.conversations.create((), {"title": title}))["id"])


async def test_only_the_last_id_is_looked_up(tmp_path: Path) -> None:
    async with wishes(tmp_path) as (server, a, models):
        first, second, third = [await made(a, name) for name in ("one", "two", "three")]
        found: list[Preview] = []
        models.found.connect(found.append)
        gate = server.weather.hold(f"GET /conversations/{first}")
        models.look_up("local", first)
        await until(lambda: gate.reached)
        models.look_up("local", second)
        last = emitted(models.found)
        models.look_up("local", third)
        gate.open()
        await last
        assert [preview.title for preview in found] == ["three"]


async def test_metadata_that_came_too_late_is_not_told(tmp_path: Path) -> None:
    async with wishes(tmp_path) as (server, a, models):
        first, second = await made(a, "one"), await made(a, "two")
        read: list[str] = []
        models.metadata_read.connect(lambda remote_id, pairs: read.append(pairs["title"]))
        gate = server.weather.hold(f"GET /conversations/{first}")
        models.read_metadata("chat", "local", first)
        await until(lambda: gate.reached)
        ended = emitted(models.ended)
        models.read_metadata("chat", "local", second)
        gate.open()
        assert (await ended)[1:3] == ("metadata", None)
        assert read == ["two"]


async def test_a_chat_without_an_answer_is_not_said_to_be_kept_again(tmp_path: Path) -> None:
    async with wishes(tmp_path) as (_server, a, models):
        chat = await a.new_chat()
        ended = emitted(models.ended)
        models.keep_again(chat.id)
        _chat_id, what, error, _looked = await ended
        assert what == "keep" and isinstance(error, AppError)
        assert error.code == "nothing_to_keep"


async def test_a_promise_breaks_off_nothing_that_is_being_deleted(tmp_path: Path) -> None:
    async with service(tmp_path) as server, home(tmp_path / "a", server, **ELSEWHERE) as a:
        models = RemoteDeletionViewModel(a.deletion)
        models.undo_s = 0.0
        items = []
        for text in ("fast echo one", "fast echo two"):
            chat = await a.new_chat()
            await a.ask(chat.id, text)
            plan = await a.deletion.listing([chat.id], ask=False)
            items.append([each for each in plan.items if each.what is What.CONVERSATION])
            await a.conversations.delete(chat.id)
        outcomes: list[Any] = []
        models.deleted.connect(lambda told: outcomes.extend(told))
        gate = server.weather.hold("DELETE /conversations/*")
        try:
            models.promise(items[0], ())
            await until(lambda: gate.reached)
            models.promise(items[1], ())
            while len(await a.deletion.promises()) < 2:  # noqa: ASYNC110 - in the store
                await asyncio.sleep(0.005)
            gate.open()
            await until(lambda: len(outcomes) == 2)
        finally:
            await models.aclose()
        assert not any(each.missing or each.error for each in outcomes)
        assert server.weather.asked("DELETE /conversations/*") == 2
        assert await a.deletion.promises() == []
