"""The doctor: what stands between a connection and an answer, tried one thing after another.

Asks for real: the way to the service, a small list, and one question whose answer
streams. What each refusal proves is reasoned in domain/doctor.py.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable

import httpx

from oriel.api.client import ServiceClient
from oriel.api.probes import Knock, knock, look_up
from oriel.domain.connections import Connection, is_this_computer
from oriel.domain.doctor import (
    Check,
    CheckName,
    Pieces,
    Verdict,
    clock_verdict,
    failing_check,
    judged,
    known_of,
    streaming_verdict,
)
from oriel.domain.errors import AppError, HostUnknown, ProxyRefused, ServiceSlow, TlsFailed
from oriel.services.doctor_questions import ask, list_some
from oriel.services.doctor_rows import Rows, Show

WITHIN_S = 60.0
TlsFor = Callable[[Connection], Awaitable[ssl.SSLContext | None]]
ProxyFor = Callable[[str], Awaitable[httpx.Proxy | None]]
OpenClient = Callable[[], Awaitable[ServiceClient]]
ListStores = Callable[[ServiceClient], Awaitable[None]]
_ASKED = (CheckName.PROJECT, CheckName.POLICY, CheckName.MODEL, CheckName.STREAMING)


async def _list_stores(client: ServiceClient) -> None:
    """On the connection's own base, where its files lie."""
    await client.probe("/vector_stores")


class Doctor:
    """`tls_for(connection)` gives the TLS context real requests use (None: plain http),
    `proxy_for(url)` the proxy they take, `list_stores(client)` asks for one vector store wherever
    a connection keeps them, `within_s` (seconds) bounds a whole examination."""

    def __init__(
        self,
        tls_for: TlsFor,
        proxy_for: ProxyFor,
        *,
        list_stores: ListStores = _list_stores,
        within_s: float = WITHIN_S,
    ) -> None:
        self._tls_for = tls_for
        self._proxy_for = proxy_for
        self._list_stores = list_stores
        self._within_s = within_s

    async def examine(
        self, connection: Connection, open_client: OpenClient, emit: Show
    ) -> list[Check]:
        """Every check that concerns `connection`, emitted while it runs and when it is made.

        Never raises an AppError: it becomes the finding. What `open_client` opens
        stays its opener's to close.
        """
        rows = Rows(connection, emit)
        try:
            async with asyncio.timeout(self._within_s):
                if await self._way(connection, rows):
                    await self._service(connection, open_client, rows)
        except TimeoutError:
            slow = ServiceSlow(host=connection.host, phase="read", after_s=self._within_s)
            stuck = rows.running() or CheckName.MODEL
            rows.put(Check(stuck, Verdict.FAILED, slow.code, slow.facts))
            rows.skip_rest(stuck)
        return rows.all()

    async def _way(self, connection: Connection, rows: Rows) -> bool:
        """Name, proxy, certificate and clock; False when nothing can be asked."""
        rows.begin(CheckName.NAME_LOOKUP)
        proxy: httpx.Proxy | None = None
        try:
            proxy = await self._proxy_for(connection.base_url)
            await _look_up(connection, proxy, rows)
            rows.begin(CheckName.PROXY, CheckName.TLS, CheckName.CLOCK)
            if proxy is None:
                rows.end(CheckName.PROXY, Verdict.OK, "direct")
            tls = await self._tls_for(connection)
            found = await knock(connection.base_url, tls, proxy)
        except AppError as error:
            if proxy is not None and isinstance(error, TlsFailed):
                _tell_proxy(proxy, rows)  # it did let the request through
            rows.fail(error, CheckName.TLS)
            return False
        _tell_way(connection, proxy, found, rows)
        return True

    async def _service(self, connection: Connection, open_client: OpenClient, rows: Rows) -> None:
        rows.begin(CheckName.CREDENTIAL)
        try:
            client = await open_client()
        except AppError as error:
            rows.fail(error, CheckName.CREDENTIAL)
            return
        listed, model = await list_some(connection, client)
        asked: AppError | Pieces | None = None
        if isinstance(listed, AppError) and failing_check(listed) not in _ASKED:
            asked = listed  # a question would meet the same
        elif model:
            rows.begin(*_ASKED)
            asked = await ask(client, model)
        checks = judged(connection, listed, asked)
        for check in checks:
            rows.put(_with_model(check, model))
        failed = next((c.name for c in checks if c.verdict is Verdict.FAILED), None)
        _tell_streaming(asked, failed, rows)
        if failed is not None and failed not in _ASKED:
            rows.skip_rest(failed)
            return
        await self._shelves(connection, client, listed, rows)

    async def _shelves(
        self,
        connection: Connection,
        client: ServiceClient,
        listed: AppError | bool | None,
        rows: Rows,
    ) -> None:
        """Files and vector stores: a chat works without them, so that a refusal only warns."""
        for name in (CheckName.FILES, CheckName.VECTOR_STORES):
            if not rows.wants(name):
                continue
            rows.begin(name)
            # Where no models are listed, files were what was asked for first.
            known = name is CheckName.FILES and not connection.capabilities.models_list
            try:
                if known and isinstance(listed, AppError):
                    raise listed
                if name is CheckName.VECTOR_STORES:
                    await self._list_stores(client)
                elif not known:
                    await client.probe("/files")
            except AppError as error:
                facts = {**known_of(connection), **error.facts}
                rows.put(Check(name, Verdict.WARNING, error.code, facts))
            else:
                rows.end(name, Verdict.OK)


async def _look_up(connection: Connection, proxy: httpx.Proxy | None, rows: Rows) -> None:
    """Behind a proxy nobody asks for the service's name: the proxy's own is looked up."""
    url = proxy.url if proxy else httpx.URL(connection.base_url)
    host = url.host
    try:
        found = await look_up(host, url.port or (443 if url.scheme == "https" else 80))
    except HostUnknown as error:
        if proxy is None:
            raise
        where = proxy.url.netloc.decode("ascii")
        detail = str(error.facts.get("detail", ""))
        rows.end(CheckName.NAME_LOOKUP, Verdict.FAILED, error.code, host=host, detail=detail)
        raise ProxyRefused(host=connection.host, proxy=where, detail=detail) from error
    here = is_this_computer(host)
    code = "this_computer" if here else "by_proxy" if proxy else ""
    rows.end(CheckName.NAME_LOOKUP, Verdict.OK, code, host=host, addresses=", ".join(found))


def _tell_proxy(proxy: httpx.Proxy, rows: Rows) -> None:
    rows.end(CheckName.PROXY, Verdict.OK, "", proxy=proxy.url.netloc.decode("ascii"))


def _tell_way(connection: Connection, proxy: httpx.Proxy | None, found: Knock, rows: Rows) -> None:
    if proxy is not None:
        _tell_proxy(proxy, rows)
    shown = found.certificate
    rows.end(
        CheckName.TLS,
        Verdict.OK,
        "" if found.protocol else "plain",
        protocol=found.protocol,
        issuer=shown.issuer,
        subject=shown.subject,
        ends=shown.ends,
    )
    if found.clock_off_s is None:
        rows.end(CheckName.CLOCK, Verdict.SKIPPED, "no_date")
        return
    verdict = clock_verdict(connection.kind, found.clock_off_s)
    rows.end(CheckName.CLOCK, verdict, "", clock_off_s=found.clock_off_s)


def _with_model(check: Check, model: str) -> Check:
    if check.name is not CheckName.MODEL or check.verdict is Verdict.SKIPPED:
        return check
    return Check(check.name, check.verdict, check.code, {**check.facts, "model": model})


def _tell_streaming(asked: AppError | Pieces | None, failed: CheckName | None, rows: Rows) -> None:
    if isinstance(asked, Pieces):
        verdict, code = streaming_verdict(asked)
        rows.end(
            CheckName.STREAMING,
            verdict,
            code,
            pieces=asked.count,
            waited_s=round(asked.waited_s, 2),
            spread_s=round(asked.spread_s, 2),
        )
    elif failed is None:
        rows.end(CheckName.STREAMING, Verdict.SKIPPED, "no_model")
    elif failed is not CheckName.STREAMING:
        rows.end(CheckName.STREAMING, Verdict.SKIPPED, "after", after=failed.value)
