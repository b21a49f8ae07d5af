"""API keys as bearer tokens: one, or the two interchangeable secrets of a pair."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator, Sequence

import httpx


class KeyAuth(httpx.Auth):
    """Sends the secret that worked last; after a 401 the other one, once, for this request.

    Whichever is then accepted is the first for the next request.
    """

    def __init__(self, secrets: Sequence[str]) -> None:
        self._secrets = tuple(secrets)
        self._good = 0

    def __repr__(self) -> str:
        return f"KeyAuth({len(self._secrets)})"

    def sync_auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        raise RuntimeError("only for asynchronous clients")

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        first = self._good
        for step in range(len(self._secrets)):
            number = (first + step) % len(self._secrets)
            request.headers["Authorization"] = f"Bearer {self._secrets[number]}"
            response = yield request
            if response.status_code != 401:
                self._good = number
                return
