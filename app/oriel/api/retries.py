"""When a request is sent again by itself: httpx-retries' rules, announced and bounded.

Only what happens before a response begins is tried again, and never a read
error: a generation that was paid for must not be sent twice.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
from httpx_retries import Retry, RetryTransport

from oriel.api.errors import retry_after_s
from oriel.api.failures import causes
from oriel.api.pace import Pace
from oriel.domain.turns import RetryScheduled

Announce = Callable[[RetryScheduled], None]
BUSY = (429, 500, 502, 503, 504)


def retrying(transport: httpx.AsyncBaseTransport) -> RetryTransport:
    """Wraps a transport; each request brings its own `Patience` as extension "retry"."""
    return RetryTransport(_WaitReader(transport), Retry(total=0))


@dataclass(slots=True)
class _Wait:
    """What the service asked for, seen by all copies of one Patience."""

    too_long: bool = False


class Patience(Retry):
    """How patient one request is. `announce` hears of every wait before it begins."""

    def __init__(
        self,
        pace: Pace,
        announce: Announce | None = None,
        wait: _Wait | None = None,
        attempts_made: int = 0,
    ) -> None:
        super().__init__(
            total=pace.retries,
            allowed_methods=("GET", "POST", "DELETE"),
            status_forcelist=BUSY,
            retry_on_exceptions=(httpx.ConnectError, httpx.ConnectTimeout),
            # httpx-retries doubles once before the first wait.
            backoff_factor=pace.first_delay_s / 2,
            max_backoff_wait=pace.longest_delay_s,
            backoff_jitter=0.25,
            attempts_made=attempts_made,
        )
        self._pace = pace
        self._announce = announce
        self._wait = wait or _Wait()

    def increment(self) -> Patience:
        return Patience(self._pace, self._announce, self._wait, self.attempts_made + 1)

    def heard(self, response: httpx.Response) -> None:
        """Gives up when the service asks for a wait that a person should decide about."""
        asked = retry_after_s(response.headers)
        self._wait.too_long = asked is not None and asked > self._pace.longest_wait_s

    def is_exhausted(self) -> bool:
        return self._wait.too_long or super().is_exhausted()

    def is_retryable_exception(self, exception: Exception) -> bool:
        if not super().is_retryable_exception(exception):
            return False
        return not any(_lasting(cause) for cause in causes(exception))

    async def asleep(self, response: httpx.Response | Exception) -> None:
        status, asked = 0, None
        if isinstance(response, httpx.Response):
            status, asked = response.status_code, retry_after_s(response.headers)
        delay = asked or self.backoff_strategy()
        if self._announce is not None:
            self._announce(RetryScheduled(self.attempts_made, delay, status))
        await asyncio.sleep(delay)


def _lasting(error: BaseException) -> bool:
    unknown = isinstance(error, socket.gaierror) and error.errno == socket.EAI_NONAME
    return unknown or isinstance(error, ssl.SSLError)


class _WaitReader(httpx.AsyncBaseTransport):
    """Shows each answer to its Patience, which httpx-retries asks by status alone."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        patience: Any = request.extensions.get("retry")
        if isinstance(patience, Patience):
            patience.heard(response)
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()
