"""One connection's HTTP client: headers, proxy, retries, and bodies of bounded size."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any, BinaryIO, Literal
from urllib.parse import urlsplit

import httpx

from oriel import __version__
from oriel.api.access import Access
from oriel.api.errors import refusal
from oriel.api.failures import HTTP_TROUBLE, told
from oriel.api.json_text import json_value
from oriel.api.pace import Pace
from oriel.api.proxies import proxy_for
from oriel.api.reading import Reading
from oriel.api.retries import Announce, Patience, retrying
from oriel.api.tls import system_tls
from oriel.domain.connections import Connection
from oriel.domain.doctor import known_of
from oriel.domain.errors import (
    AddressInvalid,
    AnswerUnreadable,
    AppError,
    CredentialRefused,
    Unreachable,
)

LARGEST_ERROR = 64 * 1024  # bytes of an error body that are read
_LEAVING_S = 5.0
_CHANGED = "The connection was changed."
LARGEST_ANSWER = 64 * 1024 * 1024  # bytes of a whole answer
_SSE = {"Accept": "text/event-stream", "Cache-Control": "no-store"}
# What a person's own headers may not replace.
_OURS = frozenset({"authorization", "host", "accept-encoding", "date", "x-content-sha256"})
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_JSON = {"Accept": "application/json"}
_ANYTHING = {"Accept": "*/*"}


class Wire:
    """Sends requests for one connection and raises AppErrors for whatever goes wrong."""

    def __init__(
        self,
        connection: Connection,
        secret: str,
        tls: ssl.SSLContext | None,
        pace: Pace,
        access: Access | None = None,
        proxy: httpx.Proxy | Literal["system"] | None = "system",
    ) -> None:
        """`proxy` is the one to go through, None to ask directly, "system" for what this
        computer's settings say. Raises AddressInvalid, ProxyRefused."""
        self.pace = pace
        self._access = access or Access()
        self._under_way, self._closing, self._idle = 0, False, asyncio.Event()
        self.secret = secret.strip()
        self._key_travels = self.secret.isascii() and self.secret.isprintable()
        headers = _headers(connection, self.secret if self._key_travels else "")
        # Many who show a refusal do not know the connection any more: it says itself which
        # policy, project and region it is about.
        self._known = known_of(connection) if connection.kind.is_oci else {}
        try:
            self.host = connection.host
            self._proxy = proxy_for(connection.base_url) if proxy == "system" else proxy
            self._http = httpx.AsyncClient(
                base_url=connection.base_url,
                headers=headers,
                auth=self._access.auth,
                timeout=httpx.Timeout(pace.read_s, connect=pace.connect_s, pool=pace.connect_s),
                transport=retrying(_transport(connection.base_url, tls, self._proxy)),
                trust_env=False,  # the proxy is chosen elsewhere; nothing else is wanted
                follow_redirects=False,  # the key must not travel
            )
        except (httpx.InvalidURL, ValueError) as error:
            raise AddressInvalid(address=connection.base_url, reason=str(error)) from error

    def __repr__(self) -> str:
        return f"Wire({self.host!r})"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must be blotted out of anything the service says."""
        password = self._proxy.auth[1] if self._proxy is not None and self._proxy.auth else ""
        return (self.secret, password, *self._access.secrets)

    @property
    def has_credential(self) -> bool:
        """Whether requests are let in by anything at all."""
        return bool(self.secret) or self._access.auth is not None

    def told(self, error: Exception, events: int | None = None) -> AppError:
        """The AppError for what httpx raised (failures.py)."""
        return told(error, self.host, self.pace, events, self._proxy)

    async def call(
        self,
        method: str,
        path: str,
        *,
        body: dict[str, Any] | None = None,
        params: dict[str, str] | None = None,
    ) -> Any:
        """The JSON value answered. Raises ServiceRefused, Unreachable, AnswerUnreadable."""
        request = self._http.build_request(method, path, json=body, params=params, headers=_JSON)
        async with self._sent(request, None) as response:
            return await self.whole(response)

    async def object(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        params: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        """The JSON object answered. Raises as `call`, AnswerUnreadable also for other values."""
        answer = await self.call(method, path, body=body, params=params)
        if not isinstance(answer, dict):
            raise AnswerUnreadable(host=self.host, status=200, detail="not an object")
        return answer

    async def delete(self, path: str) -> None:
        """Some confirm a deletion, some say nothing at all. Raises as `call`, AnswerUnreadable
        also when the answer is that nothing was deleted."""
        request = self._http.build_request("DELETE", path, headers=_JSON)
        async with self._sent(request, None) as response:
            if response.status_code == 204:
                return
            answer = await self.whole(response)
        if isinstance(answer, dict) and answer.get("deleted") is False:
            raise AnswerUnreadable(host=self.host, status=200, detail="not deleted")

    async def page(self, path: str, params: dict[str, str]) -> tuple[Any, str]:
        """One page of a list of Oracle's control plane, and the name of the next, "" at the
        end. Raises as `call`."""
        request = self._http.build_request("GET", path, params=params, headers=_JSON)
        async with self._sent(request, None) as response:
            return await self.whole(response), response.headers.get("opc-next-page", "")

    async def send_form(
        self,
        path: str,
        form: dict[str, str],
        name: str,
        file: BinaryIO,
        media_type: str,
        *,
        once: bool = False,
    ) -> Any:
        """The JSON value answered to a form that ends with `file`, which is read a little at
        a time as it is sent, and from its beginning each time; with `once` it is not sent
        again by itself. Raises as `call`, and what reading it raises."""
        sent = {"file": (name, file, media_type)}
        request = self._http.build_request("POST", path, data=form, files=sent, headers=_JSON)
        if once:
            request.extensions["retry"] = Patience(replace(self.pace, retries=0))
        async with self._sent(request, None) as response:
            return await self.whole(response)

    @asynccontextmanager
    async def content(self, path: str) -> AsyncIterator[httpx.Response]:
        """A response that is no JSON, to be read piece by piece inside a Reading. Raises as
        `call`."""
        request = self._http.build_request("GET", path, headers=_ANYTHING)
        async with self._sent(request, None) as response:
            yield response

    @asynccontextmanager
    async def stream(
        self,
        path: str,
        body: dict[str, Any] | None,
        announce: Announce,
        params: dict[str, str] | None = None,
        seen: Callable[[httpx.Request], None] | None = None,
    ) -> AsyncIterator[httpx.Response]:
        """A response that has begun well; its socket is closed on every way out. Without
        a `body` it is only asked for (GET). `seen` is shown the request before it leaves."""
        method = "GET" if body is None else "POST"
        request = self._http.build_request(method, path, json=body, params=params, headers=_SSE)
        if seen is not None:
            seen(request)
        async with self._sent(request, announce) as response:
            # From here on EventReader watches for silence: a timer for each packet
            # would cost as much as reading it.
            request.extensions["timeout"]["read"] = None
            yield response

    async def whole(self, response: httpx.Response) -> Any:
        """The JSON value of a response. Raises AnswerUnreadable when it is none, or too long."""
        try:
            text = await _read(response, LARGEST_ANSWER + 1, self.pace.read_s)
        except HTTP_TROUBLE as error:
            raise self.told(error) from error
        try:
            if len(text) > LARGEST_ANSWER:
                raise ValueError("too long")
            return json_value(text)
        except (ValueError, RecursionError) as error:
            raise AnswerUnreadable(
                host=self.host,
                status=response.status_code,
                content_type=media_type(response),
                detail="not JSON" if text else "empty",
            ) from error

    async def aclose(self) -> None:
        """Nothing more is asked. What is under way is given a little time to end: a connection
        that is still being made would be forgotten open."""
        self._closing = True
        if self._under_way:
            with suppress(TimeoutError):
                async with asyncio.timeout(_LEAVING_S):
                    await self._idle.wait()
        await self._http.aclose()

    @asynccontextmanager
    async def _sent(
        self, request: httpx.Request, announce: Announce | None
    ) -> AsyncIterator[httpx.Response]:
        if self._closing:  # somebody has changed the connection or deleted it since
            raise Unreachable(host=self.host, detail=_CHANGED)
        self._under_way += 1
        try:
            async with self._answered(request, announce) as response:
                yield response
        finally:
            self._under_way -= 1
            if self._closing and not self._under_way:
                self._idle.set()

    @asynccontextmanager
    async def _answered(
        self, request: httpx.Request, announce: Announce | None
    ) -> AsyncIterator[httpx.Response]:
        if not self._key_travels:
            raise CredentialRefused(status=401, service_code="key_malformed", host=self.host)
        request.extensions.setdefault("retry", Patience(self.pace, announce))
        # Vector stores may be asked for at another host than the connection's own.
        host = request.url.netloc.decode("ascii")
        try:
            response = await self._http.send(request, stream=True)
        except HTTP_TROUBLE as error:
            raise told(error, host, self.pace, None, self._proxy) from error
        except RuntimeError as error:
            if not self._http.is_closed:
                raise
            raise Unreachable(host=host, detail=_CHANGED) from error
        try:
            if response.status_code == 407:
                raise self.told(httpx.ProxyError("407"))
            if not response.is_success:
                came = await _what_came(response, self.pace)
                refused = refusal(response, came, host, *self.secrets)
                refused.facts = {**self._known, **refused.facts}
                raise refused
            yield response
        finally:
            await response.aclose()


def media_type(response: httpx.Response) -> str:
    """The content type without its parameters, in lower case; "" when there is none."""
    kind: str = response.headers.get("content-type", "")
    return kind.partition(";")[0].strip()[:100].lower()


async def _read(response: httpx.Response, limit: int, silent_s: float) -> bytes:
    body = bytearray()
    async with Reading(silent_s) as reading:
        async for chunk in response.aiter_bytes():
            reading.heard()
            if len(body) < limit:
                body += chunk
            else:
                reading.end_in(0)
    return bytes(body[:limit])


async def _what_came(response: httpx.Response, pace: Pace) -> bytes:
    # The status is the news: a body that breaks off takes nothing away from it.
    try:
        return await _read(response, LARGEST_ERROR, pace.read_s)
    except HTTP_TROUBLE:
        return b""


def _headers(connection: Connection, secret: str) -> dict[str, str]:
    headers = {
        # Never zstd: OCI sends each chunk as a frame of its own, which httpx cannot read.
        "Accept-Encoding": "gzip, deflate",
        "User-Agent": f"oriel/{__version__}",
    }
    if secret:
        headers["Authorization"] = f"Bearer {secret}"
    if connection.kind.is_oci:
        if connection.compartment_id:
            headers["opc-compartment-id"] = connection.compartment_id
            headers["CompartmentId"] = connection.compartment_id
        if connection.conversation_store_id:
            headers["opc-conversation-store-id"] = connection.conversation_store_id
    if connection.project_id:
        headers["OpenAI-Project"] = connection.project_id
    for name, value in connection.headers:
        if name.lower() not in _OURS and not name.lower().startswith("content-"):
            headers.setdefault(name, value)
    for name, value in headers.items():
        if not (value.isascii() and value.isprintable() and _TOKEN.fullmatch(name)):
            raise AddressInvalid(address=value, reason=name)
    return headers


def _transport(
    base_url: str, tls: ssl.SSLContext | None, proxy: httpx.Proxy | None
) -> httpx.AsyncBaseTransport:
    parts = urlsplit(base_url)
    _ = parts.port  # raises when it is no port, which httpx leaves to the socket
    if tls is None:
        # For plain http no certificate is ever looked at, and this context trusts none.
        plain = parts.scheme == "http"
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if plain else system_tls()
    if proxy is not None and proxy.url.scheme == "https":
        # The proxy itself is reached over TLS: it is checked like anybody else.
        proxy = httpx.Proxy(proxy.url, auth=proxy.auth, ssl_context=tls)
    return httpx.AsyncHTTPTransport(
        verify=tls, proxy=proxy, limits=httpx.Limits(keepalive_expiry=30.0)
    )
