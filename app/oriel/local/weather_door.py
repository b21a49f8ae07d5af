"""Where requests meet the weather: pure ASGI, behind the guard and before all routes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from oriel.local.faults import ApiFault
from oriel.local.rehearsal_faults import refusal
from oriel.local.weather import Drop, Gate, Late, Refuse, Slow, Weather

Hang = Callable[[Scope], None]
_PIECE = 16 * 1024  # bytes of a slow answer at once
_TURN_S = 0.005  # between two looks at a closed gate


class WeatherDoor:
    """Lets requests through as the weather has it. `hang_up` breaks a request's connection."""

    def __init__(self, app: ASGIApp, weather: Weather, hang_up: Hang) -> None:
        self._app = app
        self._weather = weather
        self._hang_up = hang_up

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = f"{scope['method']} {scope['path'].removeprefix('/v1')}"
        match self._weather.now(asked):
            case Refuse() as refuse:
                await _read(receive)
                await answer_to(refuse)(scope, receive, send)
            case Drop(after_bytes, "request"):
                await _read(receive, after_bytes)
                self._hang_up(scope)
                await _ended(receive)
            case Drop(after_bytes, _):
                await self._lose_answer(after_bytes, scope, receive, send)
            case Slow(rate):
                await self._app(scope, _slowly(receive, rate), _slow_answer(send, rate))
            case Late(seconds):
                await asyncio.sleep(seconds)
                await self._app(scope, receive, send)
            case Gate() as gate:
                if not gate.after_bytes:  # what has no body stands still too
                    await opened(gate)
                await self._app(scope, _gated(receive, gate), send)
            case _:
                await self._app(scope, receive, send)

    async def _lose_answer(
        self, after_bytes: int, scope: Scope, receive: Receive, send: Send
    ) -> None:
        left, gone = after_bytes, False

        async def losing(message: Message) -> None:
            nonlocal left, gone
            if gone or (message["type"] == "http.response.start" and after_bytes):
                await (_nothing() if gone else send(message))
                return
            body = message.get("body", b"")
            if len(body) < left:
                left -= len(body)
                await send(message)
                return
            if left:
                await send({**message, "body": body[:left], "more_body": True})
            gone = True
            self._hang_up(scope)

        await self._app(scope, receive, losing)
        await _ended(receive)


def answer_to(refuse: Refuse) -> Response:
    """The answer a refusal gives."""
    fault = refusal(refuse.status, refuse.shape, refuse.message, refuse.code)
    if refuse.retry_after_s is not None:
        fault.headers["retry-after"] = f"{refuse.retry_after_s:g}"
    return response_of(fault)


def response_of(fault: ApiFault) -> Response:
    """A fault as HTTP."""
    if fault.raw:
        kind, text = fault.raw
        return Response(text, fault.status, fault.headers, media_type=kind)
    return JSONResponse(fault.body(), fault.status, fault.headers)


async def opened(gate: Gate) -> None:
    """Waits at a gate, which another thread may open."""
    gate.reach()
    while not gate.opened:  # noqa: ASYNC110 - a thread's event, and only tests come here
        await asyncio.sleep(_TURN_S)


async def _ended(receive: Receive) -> None:
    """Waits until the server knows that the connection broke, or it tells of a failure of ours."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _nothing() -> None:
    return None


async def _read(receive: Receive, most: int | None = None) -> None:
    """Takes the body, or its first bytes."""
    size = 0
    while most is None or size < most:
        message = await receive()
        size += len(message.get("body", b""))
        if not message.get("more_body"):
            return


def _slowly(receive: Receive, rate: int) -> Receive:
    async def slow() -> Message:
        message = await receive()
        await asyncio.sleep(len(message.get("body", b"")) / rate)
        return message

    return slow


def _slow_answer(send: Send, rate: int) -> Send:
    async def slow(message: Message) -> None:
        body = message.get("body", b"")
        while len(body) > _PIECE:
            await asyncio.sleep(_PIECE / rate)
            await send({**message, "body": body[:_PIECE], "more_body": True})
            body = body[_PIECE:]
        await asyncio.sleep(len(body) / rate)
        await send({**message, "body": body} if "body" in message else message)

    return slow


def _gated(receive: Receive, gate: Gate) -> Receive:
    size = 0

    async def held() -> Message:
        nonlocal size
        if size >= gate.after_bytes and not gate.opened:
            await opened(gate)
        message = await receive()
        size += len(message.get("body", b""))
        return message

    return held
