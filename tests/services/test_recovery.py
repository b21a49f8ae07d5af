"""Ways back: what breaks for real, what the person sees, and that nothing is lost."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import httpx
import pytest
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from tests.services.rooms import TOKEN, Rooms, local_connection, rooms

from fake_oracle.serving import Served
from oriel.domain.chat_settings import ChatSettings, Memory, MemoryPolicy
from oriel.domain.connections import Capabilities
from oriel.domain.hosted_tools import CodeInterpreter, HostedTools
from oriel.domain.messages import Message
from oriel.domain.parts import NotePart, TextPart
from oriel.domain.stopping import StopReason
from oriel.domain.turn_options import TurnOptions
from oriel.services.chat_engine import AnswerChanged, ChatEvent
from oriel.services.connections import Fixed

KEEPS = [Memory.CONVERSATION, Memory.CHAINED]


def notes(message: Message) -> list[str]:
    return [part.code for part in message.parts if isinstance(part, NotePart)]


async def ask(r: Rooms, text: str, settings: ChatSettings) -> Message:
    return await r.ask(replace(r.chat(), settings=settings), text)


@pytest.mark.parametrize("memory", KEEPS)
async def test_a_line_that_drops_is_no_loss_where_the_service_keeps_the_answer(
    tmp_path: Path, memory: Memory
) -> None:
    async with rooms(tmp_path) as r:
        answer = await ask(r, "fast drop and then table", ChatSettings(memory=memory))
        assert answer.stop_reason is StopReason.FINISHED
        assert notes(answer) == ["rest_fetched"]
        assert "| Frankfurt |" in answer.text
        assert (await r.messages.get(answer.id)) == answer


@pytest.mark.parametrize("memory", [Memory.STATELESS, *KEEPS])
async def test_an_answer_that_breaks_off_at_the_service_keeps_what_came(
    tmp_path: Path, memory: Memory
) -> None:
    async with rooms(tmp_path) as r:
        chat = replace(r.chat(), settings=ChatSettings(memory=memory))
        before = await r.ask(chat, "fast echo first")
        cut = await r.ask(chat, "fast cut")
        assert cut.stop_reason in (StopReason.INTERRUPTED, StopReason.FAILED)
        assert "These words arrive" in cut.text
        # What follows knows all that is on the screen.
        after = await r.ask(chat, "fast what did I say")
        assert after.stop_reason is StopReason.FINISHED
        assert "fast echo first" in after.text
        assert "fast cut" in after.text
        assert before.text.strip() == "first"


async def test_a_background_answer_is_taken_up_where_its_stream_broke(tmp_path: Path) -> None:
    options = TurnOptions(background=True)
    settings = ChatSettings(memory=Memory.CHAINED, options=options)
    async with rooms(tmp_path) as r:
        answer = await ask(r, "fast drop and then table", settings)
        assert answer.stop_reason is StopReason.FINISHED
        assert "taken_up" in notes(answer) or "rest_fetched" in notes(answer)
        assert answer.text.count("| Frankfurt |") == 1


async def test_stopping_a_background_answer_ends_it_at_the_service(tmp_path: Path) -> None:
    settings = ChatSettings(memory=Memory.CHAINED, options=TurnOptions(background=True))
    async with rooms(tmp_path) as r:
        chat, begun = replace(r.chat(), settings=settings), asyncio.Event()

        def hear(event: ChatEvent) -> None:
            r.heard.append(event)
            if isinstance(event, AnswerChanged):
                begun.set()

        turn = asyncio.ensure_future(r.engine.send(chat, (TextPart("long 5000"),), hear))
        await begun.wait()
        turn.cancel()
        await asyncio.gather(turn, return_exceptions=True)
        client = await r.connections.client("local")
        kept = await client.responses.retrieve(r.answers[-1].response_id)
        assert kept["status"] == "cancelled"
        assert r.answers[-1].stop_reason is StopReason.STOPPED


async def test_stopping_ends_a_background_answer_also_while_its_rest_is_waited_for(
    tmp_path: Path,
) -> None:
    settings = ChatSettings(memory=Memory.CHAINED, options=TurnOptions(background=True))
    async with rooms(tmp_path) as r, open_door(r.server.base_url, CuttingDoor) as door:
        client = await r.connections.client("local")
        connection = local_connection(r.server, id="behind", base_url=f"{door.url}/v1")
        r.connections._fixed["behind"] = Fixed(connection, TOKEN)
        chat = replace(r.chat(connection_id="behind"), settings=settings)
        turn = asyncio.ensure_future(r.ask(chat, "long 5000"))
        await door.looked_for.wait()
        turn.cancel()
        await asyncio.gather(turn, return_exceptions=True)
        kept = await client.responses.retrieve(r.answers[-1].response_id)
        assert kept["status"] == "cancelled"


async def test_a_conversation_that_is_gone_is_made_anew_from_the_history(tmp_path: Path) -> None:
    """Thirty turns, so that it takes more than one batch of twenty items."""
    async with rooms(tmp_path) as r:
        chat = replace(r.chat(), settings=ChatSettings(memory=Memory.CONVERSATION))
        for number in range(15):
            await r.ask(chat, f"fast echo number {number}")
        client = await r.connections.client("local")
        (known,) = await _remotes(r)
        await client.conversations.delete(known)
        after = await r.ask(chat, "fast what did I say")
        assert notes(after) == ["conversation_gone"]
        told = [line for line in after.text.splitlines() if line.startswith("> ")]
        assert told == [f"> fast echo number {number}" for number in range(15)]
        (fresh,) = await _remotes(r)
        assert fresh != known
        # And it is used from now on, without a word.
        last = await r.ask(chat, "fast what did I say")
        assert notes(last) == []


async def test_a_response_that_is_gone_is_made_good_by_the_history(tmp_path: Path) -> None:
    async with rooms(tmp_path) as r:
        chat = replace(r.chat(), settings=ChatSettings(memory=Memory.CHAINED))
        first = await r.ask(chat, "fast echo first")
        client = await r.connections.client("local")
        await client.responses.delete(first.response_id)
        after = await r.ask(chat, "fast what did I say")
        assert notes(after) == ["response_gone"]
        assert "fast echo first" in after.text


async def test_an_expired_container_is_replaced_and_the_question_sent_once_more(
    tmp_path: Path,
) -> None:
    async with rooms(tmp_path) as r:
        connection = local_connection(
            r.server,
            capabilities=Capabilities(
                responses=True, server_state=True, containers=True, hosted_tools=True
            ),
        )
        r.connections._fixed["local"] = Fixed(connection, r.connections._fixed["local"].secret)
        client = await r.connections.client("local")
        old = (await client.containers.create("mine", "1g"))["id"]
        tools = HostedTools(code_interpreter=CodeInterpreter(container_id=old))
        chat = replace(r.chat(), settings=ChatSettings(memory=Memory.CHAINED, hosted=tools))
        answer = await r.ask(chat, "fast expired container")
        assert answer.stop_reason is StopReason.FINISHED, answer.parts
        assert notes(answer) == ["container_replaced"]
        stored = await r.chats.get(chat.id)
        assert stored is not None
        code = stored.settings.hosted.code_interpreter
        assert code is not None
        assert code.container_id not in ("", old)


async def test_an_answer_cut_by_a_crash_is_fetched_when_the_person_goes_on(tmp_path: Path) -> None:
    """The message as a killed program leaves it: some text, and the response's name."""
    async with rooms(tmp_path) as r:
        whole = await ask(r, "fast table", ChatSettings(memory=Memory.CHAINED))
        broken = replace(
            whole, parts=(TextPart("| Reg"),), stop_reason=StopReason.INTERRUPTED, provider={}
        )
        await r.messages.finish(broken)
        fetched = await r.engine.fetch_rest(broken)
        assert fetched is not None
        assert fetched.text == whole.text
        assert fetched.stop_reason is StopReason.FINISHED
        assert (await r.messages.get(whole.id)) == fetched
        # Where the service has it no more, nothing changes.
        client = await r.connections.client("local")
        await client.responses.delete(broken.response_id)
        assert await r.engine.fetch_rest(broken) is None


async def test_a_service_that_refuses_conversations_answers_all_the_same(tmp_path: Path) -> None:
    """As with a project whose policy lacks them: 404 for all of /conversations."""
    async with rooms(tmp_path) as r, door_before(r.server.base_url) as url:
        connection = local_connection(r.server, base_url=url)
        r.connections._fixed["local"] = Fixed(connection, TOKEN)
        chat = r.chat()
        first = await r.ask(chat, "fast echo first")
        assert first.text.strip() == "first"
        assert notes(first) == ["conversations_refused"]
        second = await r.ask(chat, "fast what did I say")
        assert "fast echo first" in second.text
        assert notes(second) == []
        wished = replace(r.chat(), settings=ChatSettings(memory=Memory.CONVERSATION))
        refused = await r.ask(wished, "fast echo no")
        assert refused.error is not None
        assert refused.error.code == "not_found"


async def test_what_is_changed_about_memory_is_told_to_the_conversation(tmp_path: Path) -> None:
    async with rooms(tmp_path) as r:
        chat = replace(r.chat(), settings=ChatSettings(memory=Memory.CONVERSATION))
        await r.ask(chat, "fast echo first")
        changed = ChatSettings(
            memory=Memory.CONVERSATION,
            memory_subject="me",
            memory_policy=MemoryPolicy.RECALL_ONLY,
        )
        await r.ask(replace(chat, settings=changed), "fast echo second")
        (remote,) = await _remotes(r)
        client = await r.connections.client("local")
        kept = await client.conversations.retrieve(remote)
        assert kept["metadata"] == {
            "title": "fast echo first",
            "memory_subject_id": "me",
            "memory_access_policy": "recall_only",
        }


D = TypeVar("D", bound="Door")


class Door:
    """The local service behind a door that knows no conversations: 404, as where a policy
    lacks them."""

    url = ""

    def __init__(self, base_url: str, http: httpx.AsyncClient) -> None:
        self._base = base_url.removesuffix("/v1")
        self._http = http
        self.app = Starlette(routes=[Route("/{path:path}", self.pass_on, methods=["GET", "POST"])])

    async def pass_on(self, request: Request) -> Response:
        if request.url.path.startswith("/v1/conversations"):
            said = {"code": "NotAuthorizedOrNotFound", "message": "Authorization failed"}
            return JSONResponse(said, 404)
        asked = self._http.build_request(
            request.method,
            self._base + request.url.path,
            content=await request.body(),
            headers={n: v for n, v in request.headers.items() if n not in ("host", "connection")},
        )
        answer = await self._http.send(asked, stream=True)
        kind = answer.headers.get("content-type")
        closing = BackgroundTask(answer.aclose)
        raw = answer.aiter_raw()
        return StreamingResponse(raw, answer.status_code, media_type=kind, background=closing)


class CuttingDoor(Door):
    """Cuts each stream after its first event, and has nothing for who takes it up again."""

    def __init__(self, base_url: str, http: httpx.AsyncClient) -> None:
        super().__init__(base_url, http)
        self.looked_for = asyncio.Event()

    async def pass_on(self, request: Request) -> Response:
        if request.query_params.get("stream"):
            return Response(media_type="text/event-stream")
        if request.method == "GET":
            self.looked_for.set()
        if request.url.path != "/v1/responses":
            return await super().pass_on(request)
        body = {**await request.json(), "stream": False}
        headers = {"authorization": request.headers["authorization"]}
        begun = await self._http.post(f"{self._base}/v1/responses", json=body, headers=headers)
        event = {"type": "response.created", "response": begun.json()}
        return Response(f"data: {json.dumps(event)}\n\n", media_type="text/event-stream")


@asynccontextmanager
async def door_before(base_url: str) -> AsyncIterator[str]:
    async with open_door(base_url, Door) as door:
        yield f"{door.url}/v1"


@asynccontextmanager
async def open_door(base_url: str, kind: type[D]) -> AsyncIterator[D]:
    async with httpx.AsyncClient(timeout=30) as http:
        door = kind(base_url, http)
        async with Served(door.app, door):
            yield door


async def _remotes(r: Rooms) -> list[str]:
    def work(db: sqlite3.Connection) -> list[str]:
        return [row[0] for row in db.execute("SELECT id FROM remote WHERE leaf_id IS NOT NULL")]

    return await r.database.read(work)
