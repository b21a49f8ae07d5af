"""Faults of the wire, played on purpose so that clients can be tried against them."""

from __future__ import annotations

from typing import Any

import anyio

from oriel.local.event_log import EventLog
from oriel.local.streams import Cut
from oriel.local.talk import Trouble

_UNKNOWN: tuple[dict[str, Any], ...] = (
    {"type": "response.sparkle.twinkled", "brightness": 7, "nested": {"deep": [1, None, "two"]}},
    {"type": "response.aside.delta", "delta": "this is not part of the answer"},
    {"type": "keepalive"},
)
OF_THE_LINE = ("cut", "drop", "stall")


async def tell_trouble(trouble: Trouble, log: EventLog) -> None:
    """Puts one into what a stream of Responses events tells."""
    match trouble.kind:
        case kind if kind in OF_THE_LINE:
            log.tell_raw(trouble)
        case "unknown_events":
            log.tell_raw(b": a comment, and a field nobody knows\nfoo: bar\n\n")
            await log.tell(_UNKNOWN)
        case "malformed":
            log.tell_raw(b'event: response.output_text.delta\ndata: {"type": "respon\n\n')
        case "unnumbered":
            log.numbered = False
        case "error_event":
            event = {"type": "error", "code": "server_error", "param": None}
            said = "Rehearsed: the stream ends with an error event."
            await log.tell([{**event, "message": said}])
            log.end()


async def break_line(trouble: Trouble) -> None:
    """Plays a fault of the connection itself: it is dropped, or nothing comes any more."""
    if trouble.kind in ("cut", "drop"):
        raise Cut
    if trouble.kind == "stall":
        await anyio.sleep_forever()
