"""A service whose files, stores and containers are whatever a test wants, on a real socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from oriel.domain.connections import Capabilities, Connection, ConnectionKind
from oriel.services.connections import Connections

OFFERED = Capabilities(
    responses=True, hosted_tools=True, files=True, vector_stores=True, containers=True
)
# What JSON may hold in the place of anything.
ODD: tuple[Any, ...] = (
    "{0} {x} {",
    None,
    True,
    -1,
    1e308,
    float("nan"),
    float("inf"),
    10**400,
    "",
    "x" * 100_000,
    "<b>bold</b><img src=x onerror=alert(1)>",
    "\u202egnp.exe\u2066",
    "a\nb\r\tc\0d\x1b[31m",
    "../../../etc/passwd",
    "e\u0301" * 500,
    "\ud800",
    [],
    [[[[[]]]]],
    {"a": {"b": None}},
)


@dataclass
class Asked:
    """One request. `params` are those of the query, each once."""

    method: str
    path: str
    params: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Said:
    """A response; `body` is sent as it is when it is bytes, else as JSON."""

    body: Any = field(default_factory=dict)
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    pieces: AsyncIterator[bytes] | None = None


Answer = Callable[[Asked], Said]


@dataclass
class HostileLibrary:
    """`answer` decides what each request is answered; it may be replaced at any time."""

    answer: Answer
    asked: list[Asked] = field(default_factory=list)

    async def __aenter__(self) -> HostileLibrary:
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0, limit=1 << 22)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def connection(self, name: str = "far") -> Connection:
        return Connection(
            id=name,
            name=name.title(),
            kind=ConnectionKind.COMPATIBLE,
            base_url=f"http://127.0.0.1:{self.port}/{name}",
            needs_key=False,
            capabilities=OFFERED,
        )

    async def use(self, connections: Connections, name: str = "far") -> Connection:
        """A connection to this service, saved as a person's own are."""
        connection = self.connection(name)
        await connections.save(connection)
        return connection

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                while await self._serve(reader, writer):
                    pass
        except asyncio.CancelledError:
            pass  # the test is over
        finally:
            writer.transport.abort()
            self._tasks.discard(task)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        asked = await _request(reader)
        self.asked.append(asked)
        said = self.answer(asked)
        body = said.body if isinstance(said.body, bytes) else json.dumps(said.body).encode()
        named = {"content-type": "application/json", **dict(said.headers)}
        if said.pieces is not None:
            named["transfer-encoding"] = "chunked"
        elif said.status != 204:
            named.setdefault("content-length", str(len(body)))
        lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
        writer.write(f"HTTP/1.1 {said.status} Said\r\n{lines}\r\n".encode("latin-1"))
        if said.pieces is not None:
            async for piece in said.pieces:
                writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
                await writer.drain()
            writer.write(b"0\r\n\r\n")
        elif said.status != 204:
            writer.write(body)
        await writer.drain()
        return True


async def _request(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.strip().split("\r\n")
    method, target, _ = first.split(" ")
    headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines)}
    if headers.get("transfer-encoding") == "chunked":
        body = b""
        while size := int(await reader.readline(), 16):
            body += await reader.readexactly(size)
            await reader.readline()
        await reader.readline()
    else:
        body = await reader.readexactly(int(headers.get("content-length", "0")))
    parts = urlsplit(target)
    params = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return Asked(method, parts.path, params, body)


def page(entries: Iterable[Any], *, has_more: Any = False, **more: Any) -> Said:
    return Said({"object": "list", "data": list(entries), "has_more": has_more, **more})


@asynccontextmanager
async def hostile(answer: Answer) -> AsyncIterator[HostileLibrary]:
    async with HostileLibrary(answer) as service:
        yield service
