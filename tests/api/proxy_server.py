"""A real proxy on loopback: CONNECT and plain forwarding, with a password if wanted."""

from __future__ import annotations

import asyncio
import base64
from urllib.parse import urlsplit


class ProxyServer:
    """`asked` are the targets it was given; `credentials` are "name:password" to demand."""

    def __init__(self, credentials: str = "", refuse: int = 0) -> None:
        self._wanted = base64.b64encode(credentials.encode()).decode() if credentials else ""
        self._refuse = refuse
        self.asked: list[str] = []
        self._server: asyncio.Server | None = None
        self._running: set[asyncio.Task[None]] = set()
        self._open: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> ProxyServer:
        self._server = await asyncio.start_server(self._visit, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for writer in tuple(self._open):
            writer.close()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def port(self) -> int:
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def _visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        self._open.add(writer)
        try:
            await self._serve(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self._running.discard(task)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        method, target, _ = head.split("\r\n")[0].split(" ")
        self.asked.append(target)
        if self._refuse or (f"Basic {self._wanted}" not in head and self._wanted):
            status = self._refuse or 407
            said = f"HTTP/1.1 {status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            writer.write(said.encode())
            await writer.drain()
            return
        if method == "CONNECT":
            port = target.rpartition(":")[2]
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", int(port))
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        else:
            parts = urlsplit(target)
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", parts.port or 80)
            path = parts.path or "/"
            far_writer.write(head.replace(target, path, 1).encode("latin-1"))
        self._open.add(far_writer)
        await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()
