"""Looking at the way to a service before anything is asked of it: name, proxy, certificate, clock.

Takes the road real requests take (httpx, the same TLS context and proxy) and never
carries a credential.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from oriel.api.failures import HTTP_TROUBLE, told
from oriel.api.pace import Pace
from oriel.domain.errors import AppError, HostUnknown, ProxyRefused, TlsFailed

WITHIN_S = 10.0
MOST_ADDRESSES = 4


@dataclass(frozen=True, slots=True)
class Certificate:
    """Names as the certificate gives them (organisation, else common name), `ends` an
    ISO date. "" for what it does not say."""

    issuer: str = ""
    subject: str = ""
    ends: str = ""


@dataclass(frozen=True, slots=True)
class Knock:
    """What was found at the door. `protocol` is "" without TLS; `clock_off_s` the server's
    time minus ours in seconds, None when it tells none; `status` 0 when nothing was answered."""

    protocol: str = ""
    certificate: Certificate = Certificate()
    clock_off_s: float | None = None
    status: int = 0


async def look_up(host: str, port: int, within_s: float = WITHIN_S) -> tuple[str, ...]:
    """The addresses of a host, the first few. Raises HostUnknown."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(within_s):
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:  # UnicodeError: a name IDNA cannot say
        if isinstance(error, TimeoutError):
            raise HostUnknown(host=host, detail=f"no answer in {within_s:.0f} s") from error
        raise HostUnknown(host=host, detail=getattr(error, "strerror", "") or str(error)) from error
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))[:MOST_ADDRESSES]


async def knock(
    url: str,
    tls: ssl.SSLContext | None,
    proxy: httpx.Proxy | None = None,
    within_s: float = WITHIN_S,
) -> Knock:
    """Connects as a request would and asks for nothing (HEAD, no credential).

    Raises Unreachable and its kinds: ProxyRefused when the proxy is at fault, TlsFailed
    with the issuer of the certificate that was shown.
    """
    met = _Meeting(proxied=proxy is not None)
    pace = Pace(connect_s=within_s, read_s=within_s)
    host = httpx.URL(url).netloc.decode("ascii")
    try:
        response = await _head(url, tls, proxy, pace, met)
    except HTTP_TROUBLE as error:
        if not met.connected:
            raise await _failure(error, url, host, proxy, pace) from error
        response = None
    protocol, certificate = await met.seen()
    if response is None:
        return Knock(protocol, certificate)
    return Knock(protocol, certificate, _clock_off_s(response.headers), response.status_code)


async def _head(
    url: str,
    tls: ssl.SSLContext | None,
    proxy: httpx.Proxy | None,
    pace: Pace,
    met: _Meeting,
) -> httpx.Response:
    context = tls or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # this one trusts nobody
    try:
        transport = httpx.AsyncHTTPTransport(verify=context, proxy=proxy)
    except (ImportError, ValueError) as error:
        raise httpx.ProxyError(str(error).partition(",")[0]) from error
    limits = httpx.Timeout(pace.read_s, connect=pace.connect_s)
    headers = {"Accept-Encoding": "identity", "Connection": "close"}
    async with httpx.AsyncClient(
        transport=transport, timeout=limits, trust_env=False, headers=headers
    ) as client:
        request = client.build_request("HEAD", url, extensions={"trace": met.trace})
        response = await client.send(request, stream=True)
        await response.aclose()
    return response


class _Meeting:
    """Follows a connection being made, to look at its certificate."""

    def __init__(self, *, proxied: bool, only_look: bool = False) -> None:
        self.connected = False
        self._proxied = proxied
        self._only_look = only_look
        self._protocol = ""
        self._shown: bytes | None = None

    async def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """httpcore's trace extension; with `only_look` it ends here, before a byte is sent."""
        # Through a proxy the first exchange is with the proxy, and so may be a handshake.
        if not self._proxied and event.startswith("http11."):
            self.connected = True
        name = "proxy.start_tls.complete" if self._proxied else "connection.start_tls.complete"
        if event != name:
            return
        stream = info["return_value"]
        if (secured := stream.get_extra_info("ssl_object")) is not None:
            self._protocol = str(secured.version() or "")
            self._shown = secured.getpeercert(binary_form=True)
        self.connected = True
        if self._only_look:
            await stream.aclose()
            raise httpx.ProtocolError("seen enough")

    async def seen(self) -> tuple[str, Certificate]:
        """The protocol and the certificate of the other side."""
        if not self._shown:
            return self._protocol, Certificate()
        return self._protocol, await asyncio.to_thread(_read, self._shown)


async def _failure(
    error: Exception, url: str, host: str, proxy: httpx.Proxy | None, pace: Pace
) -> AppError:
    failure = told(error, host, pace)
    if isinstance(failure, ProxyRefused):
        return failure
    if isinstance(failure, TlsFailed):
        return await _with_issuer(failure, url, proxy, pace)
    if proxy is None:
        return failure
    # What could not be reached is the proxy: the service's name is looked up behind it.
    said = str(failure.facts.get("detail", ""))
    status = int(said[:3]) if isinstance(error, httpx.ProxyError) and said[:3].isdigit() else 0
    where = proxy.url.netloc.decode("ascii")
    return ProxyRefused(host=host, proxy=where, status=status, detail="" if status else said)


async def _with_issuer(
    failure: TlsFailed, url: str, proxy: httpx.Proxy | None, pace: Pace
) -> TlsFailed:
    """Adds who issued the certificate that was refused: on a company network, the company.

    The one handshake that believes anything, since a refused certificate is never
    handed out: it is made only to look at it, and ended before a byte is sent.
    """
    blind = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    blind.check_hostname = False
    blind.verify_mode = ssl.CERT_NONE
    met = _Meeting(proxied=proxy is not None, only_look=True)
    try:
        await _head(url, blind, proxy, pace, met)
    except HTTP_TROUBLE:
        _, certificate = await met.seen()
        if certificate.issuer:
            failure.facts |= {"issuer": certificate.issuer, "subject": certificate.subject}
    return failure


def _read(der: bytes) -> Certificate:
    from cryptography import x509

    try:
        shown = x509.load_der_x509_certificate(der)
        return Certificate(
            _name(shown.issuer), _name(shown.subject), shown.not_valid_after_utc.date().isoformat()
        )
    except ValueError:  # a certificate OpenSSL takes and a stricter reader does not
        return Certificate()


def _name(name: Any) -> str:
    from cryptography.x509.oid import NameOID

    texts = [
        str(found[0].value)[:100]
        for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME)
        if (found := name.get_attributes_for_oid(oid))
    ]
    return ", ".join(dict.fromkeys(texts))


def _clock_off_s(headers: httpx.Headers) -> float | None:
    try:
        date = parsedate_to_datetime(headers.get("date", ""))
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return round((date - datetime.now(UTC)).total_seconds(), 1)
