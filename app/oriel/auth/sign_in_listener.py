"""The little server a browser comes back to: loopback only, one visitor expected, few words.

By hand, since it serves one page and one request: anything else is refused, and what
takes long or is long is dropped.
"""

from __future__ import annotations

import asyncio
import errno
import secrets
import socket
from collections.abc import Callable
from urllib.parse import urlsplit

from oriel.auth.sign_in_page import FAILED, SIGNED_IN, landing, policy
from oriel.domain.errors import SignInFailed

LONGEST_REQUEST = 64 * 1024  # bytes; tokens are a few thousand
PATIENCE_S = 10.0
_TAKEN = (errno.EADDRINUSE, errno.EACCES)


class Listener:
    """`take(query)` is given what the page sends and says whether the sign-in went well.

    `async with`: bound, on 127.0.0.1 and where there is one on ::1, and closed after.
    Raises SignInFailed (port_taken).
    """

    def __init__(self, port: int, take: Callable[[str], bool]) -> None:
        self._wanted = port
        self._take = take
        self._servers: list[asyncio.Server] = []
        self.port = port

    async def __aenter__(self) -> Listener:
        first = _bound(socket.AF_INET, "127.0.0.1", self._wanted)
        self.port = int(first.getsockname()[1])
        sockets = [first]
        try:
            # A browser may take "localhost" for this one; machines without IPv6 have none.
            sockets.append(_bound(socket.AF_INET6, "::1", self.port))
        except SignInFailed:
            first.close()
            raise
        except OSError:
            pass
        for each in sockets:
            made = await asyncio.start_server(self._visit, sock=each, limit=LONGEST_REQUEST)
            self._servers.append(made)
        return self

    async def __aexit__(self, *_: object) -> None:
        for server in self._servers:
            server.close()
        for server in self._servers:
            await server.wait_closed()

    async def _visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(PATIENCE_S):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(self._answer(head))
                await writer.drain()
        except (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # whoever that was, it is not the page
        finally:
            writer.close()

    def _answer(self, head: bytes) -> bytes:
        lines = head.decode("latin-1").split("\r\n")
        method, _, rest = lines[0].partition(" ")
        target = rest.partition(" ")[0]
        hosts = [line[5:].strip().lower() for line in lines[1:] if line.lower()[:5] == "host:"]
        if hosts not in ([f"localhost:{self.port}"], [f"127.0.0.1:{self.port}"]):
            return _response(421, b"not here")  # another name led to this computer
        if method != "GET":
            return _response(405, b"GET only")
        parts = urlsplit(target)
        if parts.path == "/token":
            said = SIGNED_IN if self._take(parts.query) else FAILED
            return _response(200, said.encode(), "text/plain; charset=utf-8")
        if parts.path == "/":
            nonce = secrets.token_urlsafe(16)
            return _response(200, landing(nonce), "text/html; charset=utf-8", policy(nonce))
        return _response(404, b"nothing here")


def _bound(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(16)
    except OSError as error:
        made.close()
        if error.errno in _TAKEN:
            raise SignInFailed(reason="port_taken", port=port) from error
        raise
    return made


def _response(
    status: int, body: bytes, kind: str = "text/plain", security: str = "default-src 'none'"
) -> bytes:
    reasons = {200: "OK", 404: "Not Found", 405: "Method Not Allowed", 421: "Misdirected Request"}
    head = (
        f"HTTP/1.1 {status} {reasons[status]}\r\nContent-Type: {kind}\r\n"
        f"Content-Length: {len(body)}\r\nContent-Security-Policy: {security}\r\n"
        "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n"
        "X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body
