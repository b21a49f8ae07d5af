"""The door: who may speak to the service. Pure ASGI, before everything else.

The Host check keeps out web pages that point a name of their own at 127.0.0.1
(DNS rebinding); without CORS headers no page can read an answer anyway.
"""

from __future__ import annotations

from secrets import compare_digest

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from oriel.local.faults import ApiFault
from oriel.local.ids import new_id

_HOSTS = ("127.0.0.1", "localhost", "[::1]")


class Guard:
    """Lets requests with the token through, and gives every answer an x-request-id."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._expected = f"Bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request_id = new_id("req")

        async def signed(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["x-request-id"] = request_id
            await send(message)

        if fault := self._objection(Headers(scope=scope)):
            answer = JSONResponse(fault.body(), fault.status, fault.headers)
            await answer(scope, receive, signed)
        else:
            await self._app(scope, receive, signed)

    def _objection(self, headers: Headers) -> ApiFault | None:
        host = headers.get("host", "")
        if host.rsplit(":", 1)[0] not in _HOSTS and host not in _HOSTS:
            return ApiFault(403, f"This service does not answer for host '{host}'.")
        given = headers.get("authorization", "").encode()
        if compare_digest(given, self._expected):
            return None
        return ApiFault(
            401,
            "No valid token was sent. Send the one the service printed when it started.",
            code="invalid_api_key",
            headers={"www-authenticate": "Bearer"},
        )
