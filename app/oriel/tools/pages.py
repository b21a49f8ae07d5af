"""Fetching one web page as text, from where that may be done (addresses.py)."""

from __future__ import annotations

import asyncio
import codecs
import re
import ssl
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from urllib.parse import urljoin

import httpx

from oriel import __version__
from oriel.tools.addresses import LookUp, check_name, checked_address, look_up
from oriel.tools.declined import Declined
from oriel.tools.readable import readable

LARGEST_PAGE = 2 * 1024 * 1024  # bytes that are read
LONGEST_S = 20.0  # for all of it, redirects included
MOST_REDIRECTS = 5
_TEXTS = ("text/", "application/json", "application/xml", "application/xhtml+xml")
_PORTS = {"http": 80, "https": 443}
# Others are no encodings of pages, and some take very long.
_ENCODINGS = (
    *("utf-8", "utf8", "utf-16", "us-ascii", "ascii", "iso-8859-", "iso8859", "latin1"),
    *("windows-", "cp125", "shift", "euc-", "gb", "big5", "koi8-", "macintosh"),
)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_HEADERS = {
    "User-Agent": f"oriel/{__version__}",
    "Accept": "text/html, text/*;q=0.9, application/json;q=0.8",
    "Accept-Encoding": "identity",  # what is packed may be endless once it is unpacked
}


@dataclass(frozen=True, slots=True)
class Road:
    """How an address is reached: `tls` None for plain http, where no certificate is looked
    at, `proxy` None to go directly."""

    tls: ssl.SSLContext | None = None
    proxy: httpx.Proxy | None = None


RoadTo = Callable[[str], Awaitable[Road]]


class Pages:
    """Fetches pages. `named` are hosts that may be fetched from though they are private."""

    def __init__(self, road_to: RoadTo, look: LookUp = look_up) -> None:
        self.named: Collection[str] = ()
        self._road_to = road_to
        self._look = look

    async def fetch(self, address: str) -> str:
        """The page as text. Raises Declined."""
        try:
            async with asyncio.timeout(LONGEST_S):
                return await self._follow(address)
        except TimeoutError:
            raise Declined(f"{address} did not answer within {LONGEST_S:.0f} seconds.") from None
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError) as error:
            said = " ".join(str(error).split())[:200] or type(error).__name__
            raise Declined(f"{address} could not be fetched: {said}") from None

    async def _follow(self, address: str) -> str:
        for _ in range(MOST_REDIRECTS + 1):
            found = await self._one(address)
            if isinstance(found, str):
                return found
            address = found.address
        raise Declined(f"{address} leads on and on.")

    async def _one(self, address: str) -> str | _Elsewhere:
        url = _checked(address)
        host, port = url.raw_host.decode("ascii"), url.port or _PORTS[url.scheme]
        headers = {**_HEADERS, "Host": url.netloc.decode("ascii")}
        extensions = {}
        road = await self._road_to(address)
        if road.proxy is None:
            place = await checked_address(host, port, self.named, self._look)
            url = url.copy_with(host=place.partition("%")[0])
            extensions = {"sni_hostname": host}  # the certificate is checked for the name
        else:
            check_name(host, port, self.named)
        client = httpx.AsyncClient(transport=_transport(road), timeout=LONGEST_S, trust_env=False)
        async with (
            client,
            client.stream("GET", url, headers=headers, extensions=extensions) as response,
        ):
            return await _answer(response, address)


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    address: str


def _checked(address: str) -> httpx.URL:
    url = httpx.URL(address)
    if url.scheme not in _PORTS or not url.host or url.userinfo:
        raise Declined("Only addresses that begin with http:// or https:// can be fetched.")
    return url


def _transport(road: Road) -> httpx.AsyncBaseTransport:
    # For plain http no certificate is ever looked at, and this context trusts none.
    tls = road.tls or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return httpx.AsyncHTTPTransport(verify=tls, proxy=road.proxy, trust_env=False)


async def _answer(response: httpx.Response, address: str) -> str | _Elsewhere:
    if response.is_redirect:
        return _Elsewhere(urljoin(address, response.headers.get("location", "")))
    if not response.is_success:
        raise Declined(f"{address} answered with the error {response.status_code}.")
    kind = response.headers.get("content-type", "text/plain").partition(";")[0].strip().lower()
    if not kind.startswith(_TEXTS) and not kind.endswith(("+json", "+xml")):
        raise Declined(f"{address} is no page that can be read as text ({kind[:60]}).")
    if response.headers.get("content-encoding", "identity") != "identity":
        raise Declined(f"{address} could not be fetched: it comes packed.")
    body = await _body(response)
    return await asyncio.to_thread(_text, body, kind, response, address)


async def _body(response: httpx.Response) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(None) as limit:
            async for chunk in response.aiter_raw():
                body += chunk[: LARGEST_PAGE - len(body)]
                if len(body) == LARGEST_PAGE:
                    # Ends the next read from within: generators that are dropped in the
                    # middle are closed outside of any task, which fails.
                    limit.reschedule(0)
    except TimeoutError:
        if not limit.expired():
            raise
    return bytes(body)


def _text(body: bytes, kind: str, response: httpx.Response, address: str) -> str:
    text = body.decode(_encoding(body, kind, response), "replace")
    text = readable(text, address) if "html" in kind else text
    if len(body) == LARGEST_PAGE:
        text += "\n[the page goes on; it is too large to be read whole]"
    return text or "[the page has no text]"


def _encoding(body: bytes, kind: str, response: httpx.Response) -> str:
    told = response.charset_encoding
    if told is None and "html" in kind and (found := _CHARSET.search(body[:2048])):
        told = found[1].decode("ascii", "replace")
    told = (told or "utf-8").lower()
    if not told.startswith(_ENCODINGS):
        return "utf-8"
    try:
        return codecs.lookup(told).name
    except LookupError:
        return "utf-8"
