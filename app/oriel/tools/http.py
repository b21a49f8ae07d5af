"""The HTTP client of a tool server: checked certificates, bounded answers, no surprises.

Imports mcp's HTTP client: loaded in a thread, when the first tool server is started.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable

import httpx2

from oriel.tools.mcp_failures import NoProtocol
from oriel.tools.ways import HttpWay

LARGEST_ANSWER = 16 * 1024 * 1024  # bytes of a JSON answer, and of one event
CONNECT_S = 15.0


class NoAnswer(httpx2.TransportError, NoProtocol):
    """What comes back may not be read on."""


class Watched(httpx2.AsyncBaseTransport):
    """Passes requests on, and keeps what the protocol package would swallow: `refused`
    is the status when the last request was refused, else 0, and `lost` is called when no
    answer can be had."""

    def __init__(self, way: HttpWay, lost: Callable[[Exception], None]) -> None:
        # For plain http no certificate is ever looked at, and this context trusts none.
        tls = way.tls or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        proxy = None
        if way.proxy:
            over_tls = tls if way.proxy.startswith("https:") else None
            proxy = httpx2.Proxy(way.proxy, auth=way.proxy_auth, ssl_context=over_tls)
        self._inner = httpx2.AsyncHTTPTransport(verify=tls, proxy=proxy, trust_env=False)
        self._lost = lost
        self.refused = 0

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        try:
            response = await self._inner.handle_async_request(request)
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            # The package would wait and try twice more before its callers hear of it.
            self._lost(error)
            raise
        if request.method == "POST":
            self.refused = response.status_code if response.status_code >= 400 else 0
        if response.headers.get("content-encoding", "identity") != "identity":
            await response.aclose()
            raise self._no_answer("an answer is compressed, though that was not asked for")
        if "event-stream" in response.headers.get("content-type", ""):
            return response  # bounded event by event
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        response.stream = _Bounded(response.stream, self._no_answer)
        return response

    def _no_answer(self, why: str) -> NoAnswer:
        error = NoAnswer(why)
        self._lost(error)
        return error

    async def aclose(self) -> None:
        await self._inner.aclose()


class _Bounded(httpx2.AsyncByteStream):
    def __init__(self, inner: httpx2.AsyncByteStream, no_answer: Callable[[str], NoAnswer]) -> None:
        self._inner, self._no_answer = inner, no_answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        length = 0
        try:
            async with asyncio.timeout(None) as limit:
                async for chunk in self._inner:
                    length += len(chunk)
                    if length <= LARGEST_ANSWER:
                        yield chunk
                    else:
                        # Ends the next read from within: a generator that is dropped in
                        # the middle is closed outside of any task, which fails.
                        limit.reschedule(0)
        except TimeoutError:
            if not limit.expired():
                raise
        if length > LARGEST_ANSWER:
            raise self._no_answer("an answer is longer than 16 MB")

    async def aclose(self) -> None:
        await self._inner.aclose()


def http_client(watched: Watched, token: str) -> httpx2.AsyncClient:
    """A client over `watched` that sends `token` as the bearer."""
    headers = {"Accept-Encoding": "identity"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return httpx2.AsyncClient(
        transport=watched,
        headers=headers,
        # How long an answer may take is watched over call by call.
        timeout=httpx2.Timeout(CONNECT_S, read=None),
        trust_env=False,
        follow_redirects=False,
    )
