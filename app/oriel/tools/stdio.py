"""A tool server's standard input and output as the streams a session talks through.

Imports mcp: loaded in a thread, when the first tool server is started.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from mcp.shared.message import SessionMessage
from mcp_types import jsonrpc_message_adapter

from oriel.tools.mcp_failures import NoProtocol
from oriel.tools.process import ServerProcess

# Lines that are no message: a few are a banner, which many servers print.
MOST_NOISE = 1000
LAST_WORDS_S = 0.5
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
    try:
        return SessionMessage(jsonrpc_message_adapter.validate_json(line, by_name=False))
    except ValueError:
        return None


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
