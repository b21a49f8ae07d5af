"""The newest protocol, without handshake and sessions, is spoken as well as the older ones."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.tools.small_servers import free_port

from oriel.domain.tools import ToolProgress, ToolServer, Transport
from oriel.tools.mcp_server import McpServer
from waiting import until

SCRIPT = str(Path(__file__).with_name("modern_server.py"))
pytestmark = pytest.mark.slow


@asynccontextmanager
async def over_http(said: list[str]) -> AsyncIterator[ToolServer]:
    """The server in a process of the test's own; what it says on stderr goes to `said`."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, SCRIPT, str(port)),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    listening = asyncio.ensure_future(listen(process.stderr, said))
    try:
        await until(lambda: any("running on" in line for line in said))
        url = f"http://127.0.0.1:{port}/mcp"
        yield ToolServer(id="m", name="Modern", transport=Transport.HTTP, url=url)
    finally:
        process.kill()
        await process.wait()
        await listening


async def listen(stderr: asyncio.StreamReader, said: list[str]) -> None:
    while line := await stderr.readline():
        said.append(line.decode())


async def use(server: McpServer) -> None:
    assert {tool.name for tool in await server.list_tools()} == {"m__add", "m__count", "m__hang"}
    assert (await server.call("add", {"a": 2, "b": 3})).text == "5"
    heard: list[ToolProgress] = []
    assert (await server.call("count", {"to": 3}, heard.append)).text == "done"
    assert sorted(heard, key=lambda p: p.done) == [ToolProgress(n, 3, f"at {n}") for n in (1, 2, 3)]


async def test_over_standard_input() -> None:
    command = (sys.executable, SCRIPT)
    config = ToolServer(id="m", name="Modern", transport=Transport.STDIO, command=command)
    server = McpServer(config)
    await server.start()
    await use(server)
    await cancel_one(server)
    await until(lambda: "hang was cancelled" in server.last_words)
    await server.aclose()


async def test_over_http() -> None:
    said: list[str] = []
    async with over_http(said) as config:
        server = McpServer(config)
        await server.start()
        await use(server)
        await cancel_one(server)
        await until(lambda: any("hang was cancelled" in line for line in said))
        await server.aclose()


async def cancel_one(server: McpServer) -> None:
    call = asyncio.ensure_future(server.call("hang", {}))
    await server.call("add", {"a": 1, "b": 1})
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
