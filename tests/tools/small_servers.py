"""Small HTTP servers on this computer that say one thing, for what no honest server says."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def answering(answer: Answer, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A port of this computer at which `answer` speaks."""
    async with await asyncio.start_server(answer, "127.0.0.1", ssl=tls) as server:
        yield server.sockets[0].getsockname()[1]


async def asked(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-len")),
        0,
    )
    return head + await reader.readexactly(length)


def saying(*heads: bytes, body: bytes = b"") -> tuple[Answer, list[bytes]]:
    """A server that says one thing to every request, and the list of what it was asked."""
    heard: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await asked(reader))
        head = b"\r\n".join((*heads, b"content-length: %d" % len(body), b"connection: close"))
        writer.write(b"HTTP/1.1 " + head + b"\r\n\r\n" + body)
        writer.close()

    return answer, heard


def free_port() -> int:
    """A port nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
