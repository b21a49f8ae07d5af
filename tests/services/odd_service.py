"""A service that lists the items of conversations in a way of its own: a real socket that
passes all on to the local service, and changes what is listed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx

from oriel.local.server import LocalServer

Json = dict[str, Any]
Change = Callable[[Json, httpx.QueryParams], Json]
_NOT_PASSED = {"transfer-encoding", "content-length", "connection", "content-encoding"}


class OddService:
    """`change` makes another page of a page and what was asked for."""

    def __init__(self, server: LocalServer, change: Change) -> None:
        self._base = server.base_url.removesuffix("/v1")
        self.change = change
        self._client = httpx.AsyncClient()
        self._server: asyncio.Server | None = None
        self._running: set[asyncio.Task[None]] = set()

    @property
    def base_url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._visit, "127.0.0.1", 0)

    async def aclose(self) -> None:
        assert self._server is not None
        self._server.close()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._client.aclose()

    async def _visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        try:
            await self._answer(reader, writer)
        finally:
            self._running.discard(task)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _version = head.split(" ")
        headers = dict(line.split(": ", 1) for line in lines if ": " in line)
        headers = {name.lower(): value for name, value in headers.items()}
        body = await reader.readexactly(int(headers.pop("content-length", 0)))
        headers.pop("host", None)
        answer = await self._client.request(
            method, self._base + target, headers=headers, content=body, timeout=30
        )
        content = answer.content
        if method == "GET" and answer.request.url.path.endswith("/items") and answer.is_success:
            page = self.change(json.loads(content), answer.request.url.params)
            content = json.dumps(page).encode()
        kept = [(n, v) for n, v in answer.headers.items() if n.lower() not in _NOT_PASSED]
        said = "".join(f"{name}: {value}\r\n" for name, value in kept)
        ends = f"content-length: {len(content)}\r\nconnection: close\r\n\r\n"
        writer.write(f"HTTP/1.1 {answer.status_code} OK\r\n{said}{ends}".encode() + content)
        await writer.drain()


@asynccontextmanager
async def odd(server: LocalServer, change: Change) -> AsyncIterator[OddService]:
    service = OddService(server, change)
    await service.open()
    try:
        yield service
    finally:
        await service.aclose()
