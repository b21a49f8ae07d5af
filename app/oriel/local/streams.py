"""Answers that take their time: watched, so that they end with their reader.

uvicorn tells of a lost client through `receive` only; Starlette's own streaming
leaves no way to drop a connection on purpose, nor to end all streams at once.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

Emit = Callable[[bytes], Awaitable[None]]


class Cut(Exception):
    """The connection is to be dropped without a word."""


class OpenAnswers:
    """Every answer under way, so that stopping the service ends them."""

    def __init__(self) -> None:
        self._scopes: set[anyio.CancelScope] = set()
        self._closed = False

    def add(self, scope: anyio.CancelScope) -> None:
        self._scopes.add(scope)
        if self._closed:
            scope.cancel()

    def remove(self, scope: anyio.CancelScope) -> None:
        self._scopes.discard(scope)

    def end(self) -> None:
        """Ends them all, and those that come later."""
        self._closed = True
        for scope in self._scopes:
            scope.cancel()


class WatchedAnswer(Response):
    """Runs `play` until it is done, the client has gone, or the service stops.

    `play` gets an `emit` for a stream, or (streaming False) returns the body.
    """

    def __init__(
        self,
        answers: OpenAnswers,
        play: Callable[[Emit], Awaitable[dict[str, Any] | None]],
        *,
        streaming: bool,
    ) -> None:
        kind = "text/event-stream; charset=utf-8" if streaming else "application/json"
        super().__init__(media_type=kind, headers={"cache-control": "no-store"})
        del self.headers["content-length"]
        self._answers = answers
        self._play = play
        self._streaming = streaming

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with anyio.create_task_group() as group:
                self._answers.add(group.cancel_scope)
                try:
                    group.start_soon(self._watch, receive, group.cancel_scope)
                    await self._run(send)
                finally:
                    self._answers.remove(group.cancel_scope)
                group.cancel_scope.cancel()
        except ExceptionGroup as group_error:
            # A lone failure is clearer bare, and Starlette knows it by its type.
            if len(group_error.exceptions) == 1:
                raise group_error.exceptions[0] from None
            raise

    async def _watch(self, receive: Receive, scope: anyio.CancelScope) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        scope.cancel()

    async def _run(self, send: Send) -> None:
        async def emit(piece: bytes) -> None:
            await send({"type": "http.response.body", "body": piece, "more_body": True})

        try:
            if self._streaming:
                await self._start(send, self.raw_headers)
                await self._play(emit)
                await send({"type": "http.response.body", "body": b""})
            else:
                await self._send_whole(send, json_bytes(await self._play(emit)))
        except Cut:
            if not self._streaming:
                await self._send_half(send)

    async def _start(self, send: Send, headers: list[tuple[bytes, bytes]]) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": headers})

    async def _send_whole(self, send: Send, body: bytes) -> None:
        await self._start(send, [*self.raw_headers, (b"content-length", b"%d" % len(body))])
        await send({"type": "http.response.body", "body": body})

    async def _send_half(self, send: Send) -> None:
        await self._start(send, [*self.raw_headers, (b"content-length", b"1000")])
        await send({"type": "http.response.body", "body": b'{"id":', "more_body": True})


def json_bytes(value: Any) -> bytes:
    """Compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
