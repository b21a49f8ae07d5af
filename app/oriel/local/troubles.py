"""Faults of the wire, played on purpose so that clients can be tried against them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import anyio

from oriel.local.streams import Cut, Emit, json_bytes
from oriel.local.talk import Trouble

_UNKNOWN: tuple[dict[str, Any], ...] = (
    {"type": "response.sparkle.twinkled", "brightness": 7, "nested": {"deep": [1, None, "two"]}},
    {"type": "response.aside.delta", "delta": "this is not part of the answer"},
    {"type": "keepalive"},
)


class EventLine:
    """A stream of Responses events, numbered as they go out."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._number = 0
        self.numbered = True
        self.ended = False

    async def send(self, event: dict[str, Any]) -> None:
        await self._emit(self._frame(event))

    async def send_all(self, events: Iterable[dict[str, Any]]) -> None:
        """In one write, so that a burst costs one packet; nothing follows an error event."""
        if self.ended:
            return
        if frames := b"".join(map(self._frame, events)):
            await self._emit(frames)

    async def send_raw(self, frame: bytes) -> None:
        await self._emit(frame)

    def _frame(self, event: dict[str, Any]) -> bytes:
        if self.numbered:
            event = {**event, "sequence_number": self._number}
            self._number += 1
        name = str(event["type"]).encode()
        return b"event: " + name + b"\ndata: " + json_bytes(event) + b"\n\n"


async def play_trouble(trouble: Trouble, line: EventLine | None) -> None:
    """Plays one; without a line (an answer that does not stream) only cut and stall."""
    if trouble.kind == "cut":
        raise Cut
    if trouble.kind == "stall":
        await anyio.sleep_forever()
    if line is None:
        return
    if trouble.kind == "unknown_events":
        await line.send_raw(b": a comment, and a field nobody knows\nfoo: bar\n\n")
        await line.send_all(_UNKNOWN)
    elif trouble.kind == "malformed":
        await line.send_raw(b'event: response.output_text.delta\ndata: {"type": "respon\n\n')
    elif trouble.kind == "unnumbered":
        line.numbered = False
    elif trouble.kind == "error_event":
        event = {"type": "error", "code": "server_error", "param": None}
        await line.send({**event, "message": "Rehearsed: the stream ends with an error event."})
        line.ended = True
