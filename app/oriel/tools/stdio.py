"""A tool server's standard input and output as the streams a session talks through.

Imports mcp: loaded in a thread, when the first tool server is started.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from mcp.shared.message import SessionMessage
from mcp_types import INTERNAL_ERROR, jsonrpc_message_adapter

from oriel.domain.json_values import read_json
from oriel.tools.mcp_failures import NoProtocol
from oriel.tools.process import ServerProcess

# Lines that are no message: a few are a banner, which many servers print.
MOST_NOISE = 1000
LAST_WORDS_S = 0.5
# An answer's own id stands before what it holds, which may have ids of its own.
_ANSWERED = re.compile(rb'\s*\{(?=[^{]*"jsonrpc")[^{]*"id"\s*:\s*(\d{1,15})\s*,\s*"result"')
Heard = SessionMessage | Exception
Streams = tuple[MemoryObjectReceiveStream[Heard], MemoryObjectSendStream[SessionMessage]]


@asynccontextmanager
async def stdio_streams(process: ServerProcess, over: Callable[[], None]) -> AsyncIterator[Streams]:
    """Streams that end when the process does, and call `over` then. The process itself is
    left alone. Raises NoProtocol (in a group) when what is said cannot be the protocol.
    """
    inward, heard = anyio.create_memory_object_stream[Heard](0)
    said, outward = anyio.create_memory_object_stream[SessionMessage](0)
    async with inward, heard, said, outward, anyio.create_task_group() as tasks:
        for way in (_read(process, inward), _write(process, outward), _watch(process)):
            tasks.start_soon(_ending, way, inward, over)
        yield heard, said
        tasks.cancel_scope.cancel()


async def _ending(
    way: Coroutine[None, None, None],
    inward: MemoryObjectSendStream[Heard],
    over: Callable[[], None],
) -> None:
    # With either of them the whole connection is over: waiting callers hear of it.
    await way
    await inward.aclose()
    over()


async def _read(process: ServerProcess, inward: MemoryObjectSendStream[Heard]) -> None:
    noise = 0
    while line := await _line(process):
        message = _message(line)
        if message is None:
            noise += 1
            process.note(line[:1000])
            if noise > MOST_NOISE:
                raise NoProtocol("it prints other things on its standard output")
            await asyncio.sleep(0)  # lines that are here already must not hold up the window
            continue
        try:
            await inward.send(message)
        except (anyio.ClosedResourceError, anyio.BrokenResourceError):
            return


async def _line(process: ServerProcess) -> bytes:
    try:
        return await process.stdout.readline()
    except ValueError as error:
        raise NoProtocol("a message is longer than 16 MB") from error


def _message(line: bytes) -> SessionMessage | None:
    return _valid(line) or _valid(_whole(line)) or _valid(_objection(line))


def _valid(line: bytes) -> SessionMessage | None:
    try:
        return SessionMessage(jsonrpc_message_adapter.validate_json(line, by_name=False))
    except ValueError:
        return None


def _whole(line: bytes) -> bytes:
    """The same message without halves of signs: a server may cut an emoji in two."""
    try:
        text = json.dumps(read_json(line), ensure_ascii=False)
    except ValueError:
        return b""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def _objection(line: bytes) -> bytes:
    """For an answer that cannot be read: nobody is to wait for it until the time is out."""
    asked = _ANSWERED.match(line)
    if asked is None:
        return b""
    said = {"code": INTERNAL_ERROR, "message": "the server's answer cannot be read"}
    return json.dumps({"jsonrpc": "2.0", "id": int(asked[1]), "error": said}).encode()


async def _write(
    process: ServerProcess, outward: MemoryObjectReceiveStream[SessionMessage]
) -> None:
    try:
        async for sent in outward:
            text = sent.message.model_dump_json(by_alias=True, exclude_unset=True)
            process.stdin.write(text.encode() + b"\n")
            await process.stdin.drain()
    except OSError:
        return  # nobody reads any more


async def _watch(process: ServerProcess) -> None:
    # A child that holds the pipes open must not keep callers waiting for a dead server.
    await process.exited.wait()
    await asyncio.sleep(LAST_WORDS_S)
