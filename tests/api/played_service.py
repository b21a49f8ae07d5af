"""A TCP server that plays scripted bytes: the service at its worst, on a real socket."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import struct
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields
from typing import Any

from oriel.api.client import ServiceClient
from oriel.api.pace import Pace
from oriel.domain.connections import Capabilities, Connection, ConnectionKind, WireApi
from oriel.domain.messages import Message, Role
from oriel.domain.parts import Part, TextPart
from oriel.domain.turn_options import TurnOptions
from oriel.domain.turns import TurnEvent, TurnRequest

KEY = "sk-very-secret-0123456789"
QUICK = Pace(connect_s=5, read_s=5, first_delay_s=0.01, longest_delay_s=0.02)


class Stall:
    """Send nothing more and wait until the client goes away."""


class Reset:
    """End the connection the hard way."""


Step = bytes | Stall | Reset


@dataclass
class Asked:
    """One request as it came over the wire; header names in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class PlayedService:
    """Plays one script per request, then the last one again and again.

    `stalled` is set when a script waits, `left` when the client has gone.
    """

    scripts: Sequence[Sequence[Step]]
    tls: ssl.SSLContext | None = None
    asked: list[Asked] = field(default_factory=list)
    stalled: asyncio.Event = field(default_factory=asyncio.Event)
    left: asyncio.Event = field(default_factory=asyncio.Event)

    async def __aenter__(self) -> PlayedService:
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0, ssl=self.tls)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}/v1"

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                await self._serve(reader, writer)
        except asyncio.CancelledError:
            pass  # the test is over
        finally:
            writer.transport.abort()
            self._tasks.discard(task)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked.append(await _request(reader))
        for step in self.scripts[min(len(self.asked), len(self.scripts)) - 1]:
            if isinstance(step, bytes):
                writer.write(step)
                await writer.drain()
            elif isinstance(step, Stall):
                self.stalled.set()
                with suppress(ConnectionError):
                    await reader.read()
                self.left.set()
            else:
                _reset(writer)
                return
        writer.write_eof() if writer.can_write_eof() else writer.close()
        await reader.read()


def _reset(writer: asyncio.StreamWriter) -> None:
    peer: socket.socket = writer.get_extra_info("socket")
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def _request(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.strip().split("\r\n")
    method, path, _ = first.split(" ")
    headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(method, path, headers, body)


def reply(
    status: int, body: bytes | dict[str, Any] | list[Any] = b"", **headers: str
) -> list[Step]:
    """A whole response; header names are given with underscores."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named.setdefault("content-type", "application/json")
    named["content-length"] = str(len(content))
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return [f"HTTP/1.1 {status} Said\r\n{lines}\r\n".encode() + content]


STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nopc-request-id: REQ/1\r\n"
    b"connection: close\r\n"
)
OPEN_HEAD = STREAM_HEAD + b"\r\n"  # the body ends with the connection
CHUNKED_HEAD = STREAM_HEAD + b"transfer-encoding: chunked\r\n\r\n"


def sse(
    events: Iterable[dict[str, Any] | str], *, named: bool = True, newline: str = "\n"
) -> bytes:
    """Events as a service sends them; text stands for raw `data`."""
    out: list[str] = []
    for event in events:
        if isinstance(event, dict) and named and "type" in event:
            out.append(f"event: {event['type']}")
        data = event if isinstance(event, str) else json.dumps(event, ensure_ascii=False)
        out += [f"data: {data}", ""]
    return "".join(line + newline for line in out).encode()


def chunked(body: bytes, size: int = 1 << 30) -> bytes:
    pieces = [body[i : i + size] for i in range(0, len(body), size)]
    framed = (f"{len(piece):x}\r\n".encode() + piece + b"\r\n" for piece in pieces)
    return b"".join(framed) + b"0\r\n\r\n"


def connection(url: str, api: WireApi = WireApi.RESPONSES, **more: Any) -> Connection:
    kind = more.pop("kind", ConnectionKind.COMPATIBLE)
    more.setdefault("capabilities", Capabilities(responses=True, server_state=True))
    return Connection(id="c", name="Played", kind=kind, base_url=url, wire_api=api, **more)


def client_for(
    service: PlayedService, api: WireApi = WireApi.RESPONSES, pace: Pace = QUICK, **more: Any
) -> ServiceClient:
    tls = more.pop("client_tls", None)
    return ServiceClient(connection(service.url, api, **more), KEY, tls, pace)


def message(role: Role, *parts: Part | str) -> Message:
    made = tuple(TextPart(p) if isinstance(p, str) else p for p in parts)
    return Message(id="m", chat_id="c", parent_id=None, role=role, parts=made, created_at=0.0)


def hello(**more: Any) -> TurnRequest:
    """A turn that says hello; options may be given by their own names."""
    more.setdefault("messages", (message(Role.USER, "hello"),))
    return asking(**{"model": "m-1", **more})


def asking(**more: Any) -> TurnRequest:
    set_options = {f.name: more.pop(f.name) for f in fields(TurnOptions) if f.name in more}
    return TurnRequest(options=TurnOptions(**set_options), **more)


class Heard(list[TurnEvent]):
    """A sink that remembers."""

    def __call__(self, event: TurnEvent) -> None:
        self.append(event)

    def of(self, kind: type[Any]) -> list[Any]:
        return [event for event in self if isinstance(event, kind)]

    def text(self, kind: type[Any]) -> str:
        return "".join(event.text for event in self.of(kind))
