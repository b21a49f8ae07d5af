"""Conversations as services list them that do it in ways of their own, that are slow, or cut
off: nothing is doubled, nothing is lost, and nothing half done is kept."""

from __future__ import annotations

import asyncio
import itertools
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.services.odd_service import Change, Json, odd
from tests.services.two_homes import Home, home, said_there, service
from tests.waiting import until

from oriel.domain.errors import AppError
from oriel.domain.messages import Role
from oriel.local.weather import Drop, Refuse

_NUMBERS = itertools.count()


def as_it_is(page: Json, asked: httpx.QueryParams) -> Json:
    return page


def with_other_ids(page: Json, asked: httpx.QueryParams) -> Json:
    """Each listing names its items anew."""
    items = [{**item, "id": f"msg_{next(_NUMBERS)}"} for item in page["data"]]
    return {**page, "data": items, "last_id": items[-1]["id"] if items else None}


def without_ids(page: Json, asked: httpx.QueryParams) -> Json:
    items = [{n: v for n, v in item.items() if n != "id"} for item in page["data"]]
    return {**page, "data": items, "last_id": None, "has_more": False}


def with_strange_kinds(page: Json, asked: httpx.QueryParams) -> Json:
    strange: list[Any] = [
        {"type": "weather_report", "id": f"w_{next(_NUMBERS)}", "rain": True},
        {"type": None, "id": None},
        "not an object",
        {"type": "message", "role": "developer", "content": None, "id": "d"},
        {"type": "message", "role": 7, "content": "text", "id": ["x"]},
    ]
    return {**page, "data": [each for item in page["data"] for each in (item, *strange)]}


def everything_twice(page: Json, asked: httpx.QueryParams) -> Json:
    return {**page, "data": [item for item in page["data"] for _ in (1, 2)]}


def always_the_first_page(page: Json, asked: httpx.QueryParams) -> Json:
    """Whatever is asked for, all is told, and that there is more."""
    return {**page, "has_more": True}


ODD = [
    with_other_ids,
    without_ids,
    with_strange_kinds,
    everything_twice,
    always_the_first_page,
]


@pytest.mark.parametrize("change", ODD)
async def test_however_items_are_listed_nothing_is_there_twice(
    tmp_path: Path, change: Change
) -> None:
    async with (
        service(tmp_path) as server,
        odd(server, as_it_is) as strange,
        home(tmp_path / "a", server, base_url=strange.base_url) as a,
        home(tmp_path / "b", server) as b,
    ):
        chat, _remote = await a.begun()
        await a.ask(chat.id, "fast reason")
        (remote,) = await a.remotes.for_chat(chat.id)
        strange.change = change
        for _ in range(3):
            await look(a, chat.id)
            assert len(await a.texts(chat.id)) == 4
        there = await b.attach(remote.id)
        await b.ask(there, "fast echo by b")
        for _ in range(3):
            await look(a, chat.id)
        await a.ask(chat.id, "fast echo by a")
        await look(a, chat.id)
        told = [text for text in await a.texts(chat.id) if text]
        assert [text.strip() for text in told][-4:] == [
            "fast echo by b",
            "by b",
            "fast echo by a",
            "by a",
        ]
        assert len(told) == 8
        kept = [m.text for m in await a.messages.for_chat(chat.id) if m.role is Role.USER]
        assert len(kept) == len({*kept})


async def test_a_conversation_of_very_many_items_comes_in_whole_and_once(tmp_path: Path) -> None:
    async with service(tmp_path) as server, home(tmp_path / "a", server) as a:
        client = await a.connections.client("local")
        made = await client.conversations.create(turns(1_250), {"title": "Long"})
        seen = await a.attaching.look("local", made["id"])
        assert (seen.items, seen.more) == (100, True)
        chat_id = await a.attaching.attach(seen, "oriel-rehearsal")
        assert len(await a.texts(chat_id)) == 1_250
        await client.conversations.add_items(made["id"], turns(2, first=1_250))
        before = server.weather.asked("GET /conversations/*/items")
        looked = await a.pull.pull_current(chat_id)
        assert looked is not None and looked.news == 2
        assert server.weather.asked("GET /conversations/*/items") == before + 1


@pytest.mark.parametrize(
    "trouble", [Drop(after_bytes=3_000, of="answer"), Refuse(429), Refuse(404)]
)
async def test_what_is_broken_off_while_it_is_attached_leaves_nothing(
    tmp_path: Path, trouble: Drop | Refuse
) -> None:
    async with service(tmp_path) as server, home(tmp_path / "a", server) as a:
        client = await a.connections.client("local")
        made = await client.conversations.create(turns(260))
        seen = await a.attaching.look("local", made["id"])
        # The second page does not come.
        server.weather.meet("GET /conversations/*/items", trouble, times=None, after=1)
        with pytest.raises(AppError):
            await a.attaching.attach(seen, "oriel-rehearsal")
        assert await a.chats.list() == []
        assert await a.remotes.named(made["id"]) == []
        server.weather.clear()
        chat_id = await a.attaching.attach(seen, "oriel-rehearsal")
        assert len(await a.texts(chat_id)) == 260


async def test_a_look_that_is_given_up_keeps_nothing_from_the_next(tmp_path: Path) -> None:
    async with service(tmp_path) as server, home(tmp_path / "a", server) as a:
        chat, _remote = await a.begun()
        gate = server.weather.hold("GET /conversations/*/items")
        looking = asyncio.ensure_future(a.pull.pull_current(chat.id))
        await until(lambda: gate.reached)
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
        gate.open()
        looked = await a.pull.pull_current(chat.id)
        assert looked is not None and not looked.busy
        (remote,) = await a.remotes.for_chat(chat.id)
        assert await said_there(a, remote.id) == await a.texts(chat.id)


async def look(a: Home, chat_id: str) -> None:
    looked = await a.pull.pull_current(chat_id)
    assert looked is not None and not looked.gone


def turns(count: int, first: int = 0) -> list[Json]:
    kinds = (("user", "input_text"), ("assistant", "output_text"))
    return [
        {
            "type": "message",
            "role": kinds[n % 2][0],
            "content": [{"type": kinds[n % 2][1], "text": f"turn {n}"}],
        }
        for n in range(first, first + count)
    ]
