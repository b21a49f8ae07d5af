"""The reference MCP server in a whole turn, as a program and over HTTP: leave, changed
arguments, an image, progress, a stop, and its death in the middle of a call."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from tests.services.rooms import MemoryKeyring, Rooms, rooms
from tests.tools.everything import everything
from tests.tools.test_mcp_http import serving

from oriel.auth.keyring_store import SecretStore
from oriel.domain.approvals import Verdict
from oriel.domain.chat_settings import ChatSettings, Memory
from oriel.domain.chats import Chat
from oriel.domain.messages import Message
from oriel.domain.parts import ImagePart, TextPart, ToolCallPart, ToolResultPart
from oriel.domain.stopping import StopReason
from oriel.domain.tools import ServerState, ToolServer, Transport
from oriel.domain.turns import ToolCallChanged, ToolProgressed
from oriel.services.chat_engine import AnswerChanged, ApprovalWanted, ChatEngine, ChatEvent
from oriel.services.network import Network
from oriel.services.tool_servers import ToolServers
from oriel.store.tool_servers import ToolServerTable

WAYS = ["stdio", "http"]


@asynccontextmanager
async def with_server(folder: Path, way: str) -> AsyncIterator[tuple[Rooms, ToolServers]]:
    async with rooms(folder) as r, _configured(way) as server:
        secrets = SecretStore(backend=MemoryKeyring())
        servers = ToolServers(ToolServerTable(r.database), secrets, Network(secrets))
        await servers.save(server)
        await servers.start(server.id)
        try:
            yield replace(r, engine=ChatEngine(r.database, r.connections, servers)), servers
        finally:
            await servers.aclose()
            secrets.close()


@asynccontextmanager
async def _configured(way: str) -> AsyncIterator[ToolServer]:
    if way == "stdio":
        command = ("node", everything(), "stdio")
        yield ToolServer(id="e", name="Everything", transport=Transport.STDIO, command=command)
        return
    async with serving() as served:
        url = f"http://127.0.0.1:{served.port}/mcp"
        yield ToolServer(id="e", name="Everything", transport=Transport.HTTP, url=url)


class Turn:
    """One turn whose every question is answered by `decide`."""

    def __init__(self, r: Rooms, decide: Callable[[], Verdict]) -> None:
        self.r, self.decide = r, decide
        self.running = asyncio.Event()
        self.progress: list[ToolProgressed] = []

    async def ask(self, text: str) -> Message:
        settings = ChatSettings(memory=Memory.CHAINED, local_tools=("e",))
        return await self.ask_in(replace(self.r.chat(), settings=settings), text)

    async def ask_in(self, chat: Chat, text: str) -> Message:
        await self.r.engine.send(chat, (TextPart(text),), self._hear)
        return self.r.answers[-1]

    def _hear(self, event: ChatEvent) -> None:
        self.r.heard.append(event)
        match event:
            case ApprovalWanted(_, approval):
                loop = asyncio.get_running_loop()
                loop.call_soon(self.r.engine.approve, approval.id, self.decide())
            case AnswerChanged(_, ToolProgressed() as progress):
                self.progress.append(progress)
            case AnswerChanged(_, ToolCallChanged(_, call)) if call.status == "running":
                self.running.set()


def result(message: Message) -> ToolResultPart:
    (found,) = [part for part in message.parts if isinstance(part, ToolResultPart)]
    return found


def call(message: Message) -> ToolCallPart:
    (found,) = [part for part in message.parts if isinstance(part, ToolCallPart)]
    return found


def yes() -> Verdict:
    return Verdict(allowed=True)


@pytest.mark.parametrize("way", WAYS)
async def test_a_call_with_leave_without_and_with_other_arguments(tmp_path: Path, way: str) -> None:
    async with with_server(tmp_path, way) as (r, _):
        said = 'fast call Everything__echo {"message": "one two"}'
        allowed = await Turn(r, yes).ask(said)
        assert (call(allowed).status, result(allowed).output) == ("completed", "Echo: one two")
        refused = await Turn(r, lambda: Verdict(allowed=False, reason="quiet please")).ask(said)
        assert call(refused).status == "declined"
        assert "quiet please" in refused.text
        edited = Verdict(allowed=True, arguments='{"message": "three"}')
        changed = await Turn(r, lambda: edited).ask(said)
        assert "Echo: three" in result(changed).output
        assert "The person changed the arguments" in result(changed).output


@pytest.mark.parametrize("way", WAYS)
async def test_an_image_and_progress_come_along(tmp_path: Path, way: str) -> None:
    async with with_server(tmp_path, way) as (r, _):
        pictured = await Turn(r, yes).ask("fast call Everything__get-tiny-image {}")
        images = [part for part in pictured.parts if isinstance(part, ImagePart)]
        assert images
        assert images[0].data_uri.startswith("data:image/png;base64,")
        assert images[0].call_id == call(pictured).call_id
        turn = Turn(r, yes)
        long = await turn.ask(
            'fast call Everything__trigger-long-running-operation {"duration": 1, "steps": 4}'
        )
        assert long.stop_reason is StopReason.FINISHED
        assert call(long).duration_s >= 1
        assert turn.progress
        assert turn.progress[-1].total == 4


@pytest.mark.parametrize("way", WAYS)
async def test_a_stop_in_the_middle_of_a_call_leaves_a_server_that_works(
    tmp_path: Path, way: str
) -> None:
    async with with_server(tmp_path, way) as (r, _):
        turn = Turn(r, yes)
        text = 'fast call Everything__trigger-long-running-operation {"duration": 600, "steps": 2}'
        asked = asyncio.ensure_future(turn.ask(text))
        await turn.running.wait()
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
        assert r.answers[-1].stop_reason is StopReason.STOPPED
        after = await Turn(r, yes).ask('fast call Everything__echo {"message": "still here"}')
        assert result(after).output == "Echo: still here"


async def test_a_server_killed_in_the_middle_is_told_to_the_model_and_comes_back(
    tmp_path: Path,
) -> None:
    async with with_server(tmp_path, "stdio") as (r, servers):
        turn = Turn(r, yes)
        text = 'fast call Everything__trigger-long-running-operation {"duration": 600, "steps": 2}'
        asked = asyncio.ensure_future(turn.ask(text))
        await turn.running.wait()
        pid = (await servers._runs["e"].server()).pid
        assert pid
        os.kill(pid, signal.SIGKILL)
        answer = await asked
        assert answer.stop_reason is StopReason.FINISHED
        assert result(answer).failed
        assert servers.status("e").state is not ServerState.READY
        after = await Turn(r, yes).ask('fast call Everything__echo {"message": "again"}')
        assert result(after).output == "Echo: again"
