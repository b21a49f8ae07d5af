"""Reading a streamed answer: server-sent events in, one `feed` per event out.

Plain calls instead of an async generator per layer, which is cheaper per event.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from time import perf_counter
from typing import Any, Protocol, cast

import httpx
from httpx_sse import EventSource, ServerSentEvent

from oriel.api.reading import Reading, breath
from oriel.domain.errors import AnswerUnreadable

LONGEST_LINE = 32 * 1024 * 1024  # characters; an image travels in one line
SLICE_S = 0.004
# Servers send [DONE] right behind the last event. Reading up to the end lets the
# connection be used again; waiting longer would hold the answer back.
LINGER_S = 0.1

_loads = json.loads


class Translator(Protocol):
    """Turns wire events into TurnEvents; knows nothing of sockets."""

    def feed(self, event: dict[str, Any]) -> float | None:
        """Takes one event; a number says it is whole, and how many seconds more to read at most."""

    def done(self) -> None:
        """The service said [DONE]."""


class EventReader:
    """Plays one response into a translator. `events` counts what has been fed, `garbled`
    what was no JSON. `record` is given each event's data as it came."""

    def __init__(
        self,
        response: httpx.Response,
        translator: Translator,
        skipped: Callable[[str], None],
        silent_s: float | None = None,
        record: Callable[[str], None] | None = None,
    ) -> None:
        self._response = response
        self._record = record
        self._silent_s = silent_s
        self._translator = translator
        self._skipped = skipped
        self.events = 0
        self.garbled = 0

    async def play(self) -> None:
        """Returns at the end of the stream, or soon after the answer is whole.

        Raises httpx errors (ReadTimeout after `silent_s` seconds without a byte), and
        AnswerUnreadable when a line has no end.
        """
        whole = False
        async with Reading(self._silent_s) as reading:
            source = _Source(self._response, reading)
            slice_ends = perf_counter() + SLICE_S
            async for sse in EventSource(cast(httpx.Response, source)).aiter_sse():
                linger = self._take(sse)
                if linger is not None:
                    whole = True
                    reading.end_in(linger)
                # One read may hold hundreds of events, and parsing them never
                # returns to the event loop by itself.
                if perf_counter() > slice_ends:
                    await breath()
                    slice_ends = perf_counter() + SLICE_S
        if source.endless and not whole:
            host = self._response.url.netloc.decode()
            raise AnswerUnreadable(host=host, status=200, detail="a line without an end")

    def _take(self, sse: ServerSentEvent) -> float | None:
        data = sse.data
        if not data:
            return None
        if self._record is not None:
            self._record(data)
        try:
            event = _loads(data)
        except (ValueError, RecursionError):
            return self._not_json(data)
        if event.__class__ is not dict:
            self._skipped(f"not an object: {data[:80]}")
            return None
        if "type" not in event and sse.event != "message":
            event["type"] = sse.event
        self.events += 1
        return self._translator.feed(event)

    def _not_json(self, data: str) -> float | None:
        if data.strip() == "[DONE]":
            self._translator.done()
            return LINGER_S
        self.garbled += 1
        self._skipped(f"not JSON: {data[:80]}")
        return None


class _Source:
    """What httpx-sse asks of a response: always UTF-8, and no line without an end."""

    def __init__(self, response: httpx.Response, reading: Reading) -> None:
        self._response = response
        self._reading = reading
        self.endless = False
        self.headers = {"content-type": "text/event-stream"}

    async def aiter_text(self) -> AsyncIterator[str]:
        # Event streams are UTF-8 whatever the header says, with or without a mark.
        self._response.encoding = "utf-8-sig"
        line = 0
        async for text in self._response.aiter_text():
            self._reading.heard()
            end = max(text.rfind("\n"), text.rfind("\r"))
            line = line + len(text) if end < 0 else len(text) - end - 1
            if line > LONGEST_LINE:
                self.endless = True
                self._reading.end_in(0)
            if not self.endless:
                yield text
