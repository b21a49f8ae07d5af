"""What happens below HTTP, told as AppErrors: names, sockets, certificates, time-outs."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import httpx

from oriel.api.pace import Pace
from oriel.domain.errors import (
    AddressInvalid,
    AnswerUnreadable,
    AppError,
    ConnectionRefused,
    HostUnknown,
    ProxyRefused,
    ServiceSlow,
    StreamInterrupted,
    TlsFailed,
    Unreachable,
)

# Everything httpx raises for reasons outside this program.
HTTP_TROUBLE = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError)
_PHASES = (
    (httpx.ConnectTimeout, "connect"),
    (httpx.PoolTimeout, "connect"),
    (httpx.WriteTimeout, "write"),
    (httpx.ReadTimeout, "read"),
)


def causes(error: BaseException) -> Iterator[BaseException]:
    """An error and all that led to it, groups opened: the system's own word is among them."""
    waiting: list[BaseException | None] = [error]
    seen: set[int] = set()
    while waiting:
        found = waiting.pop()
        if found is None or id(found) in seen:
            continue
        seen.add(id(found))
        yield found
        waiting += [found.__cause__, found.__context__]
        if isinstance(found, BaseExceptionGroup):
            waiting += found.exceptions


def told(
    error: Exception,
    host: str,
    pace: Pace,
    events: int | None = None,
    proxy: httpx.Proxy | None = None,
) -> AppError:
    """The AppError for what httpx raised; `events` says how many came when a stream had
    begun, `proxy` through what the request went."""
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return AddressInvalid(address=host, reason=str(error))
    if isinstance(error, httpx.TimeoutException):
        return _slow(error, host, pace)
    if isinstance(error, httpx.DecodingError):
        return AnswerUnreadable(host=host, detail=str(error))
    if events is not None:
        return StreamInterrupted(host=host, events=events, detail=str(error))
    if isinstance(error, httpx.ProxyError):
        return _not_let_through(error, host, proxy)
    if isinstance(error, httpx.ConnectError):
        found = _not_connected(error, host)
        at_proxy = proxy is not None and not isinstance(found, TlsFailed)
        return _proxy_gone(found, host, proxy) if at_proxy else found
    if isinstance(error, httpx.RemoteProtocolError) and "disconnected" not in str(error):
        return AnswerUnreadable(host=host, detail=str(error))
    return Unreachable(host=host, detail=str(error))


def _not_let_through(error: httpx.ProxyError, host: str, proxy: httpx.Proxy | None) -> ProxyRefused:
    said = str(error)
    status = int(said[:3]) if said[:3].isdecimal() else 0
    return ProxyRefused(host=host, proxy=_name(proxy), status=status, detail=said[:200])


def _proxy_gone(found: Unreachable, host: str, proxy: httpx.Proxy | None) -> ProxyRefused:
    # What could not be reached is the proxy; the service has not been asked.
    return ProxyRefused(host=host, proxy=_name(proxy), detail=str(found.facts.get("detail", "")))


def _name(proxy: httpx.Proxy | None) -> str:
    return proxy.url.netloc.decode("ascii") if proxy is not None else ""


def _slow(error: httpx.TimeoutException, host: str, pace: Pace) -> ServiceSlow:
    phase = next((name for kind, name in _PHASES if isinstance(error, kind)), "read")
    after_s = pace.connect_s if phase == "connect" else pace.read_s
    return ServiceSlow(host=host, phase=phase, after_s=after_s)


def _not_connected(error: httpx.ConnectError, host: str) -> Unreachable:
    for cause in causes(error):
        detail = str(cause)
        if isinstance(cause, ssl.SSLCertVerificationError):
            return TlsFailed(host=host, detail=cause.verify_message or detail)
        if isinstance(cause, ssl.SSLError):
            return TlsFailed(host=host, detail=detail)
        if isinstance(cause, socket.gaierror):
            return HostUnknown(host=host, detail=cause.strerror or detail)
        if isinstance(cause, ConnectionRefusedError):
            return ConnectionRefused(host=host, detail=cause.strerror or detail)
    return Unreachable(host=host, detail=str(error))
