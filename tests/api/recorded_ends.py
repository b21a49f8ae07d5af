"""Recorded turns by how they end: every status, every reason, every shape of an error."""

from __future__ import annotations

from typing import Any

from oriel.domain.parts import TextPart
from oriel.domain.stopping import StopReason
from oriel.domain.usage import Usage

from .recorded_items import (
    HEAD,
    USAGE,
    Json,
    Recorded,
    Told,
    message,
    numbered,
    said,
    spoken,
    spoken_in_chat,
    text_piece,
    turn,
)

_SO_FAR = message("msg_1", text_piece("so far"))
_CUT_ITEM: Json = {**_SO_FAR, "status": "incomplete"}
_TEXT: Any = {
    "parts": (TextPart("so far"),),
    "told": Told(text="so far"),
    "again": (spoken("so far"),),
    "elsewhere": (spoken("so far"),),
    "in_chat": (spoken_in_chat("so far"),),
}


def _response(status: str, **more: Any) -> Json:
    return {"type": f"response.{status}", "response": {**HEAD, "status": status, **more}}


QUEUED = Recorded(
    name="queued, in progress, completed",
    events=numbered(
        _response("queued", output=[]),
        _response("in_progress", output=[]),
        *said(0, "so far"),
        _response("completed", output=[_SO_FAR], usage=USAGE),
    ),
    **_TEXT,
)


def _incomplete(reason: str, ended: StopReason) -> Recorded:
    steps = said(0, "so far")[:-1]
    details = {"reason": reason}
    return Recorded(
        name=f"incomplete: {reason}",
        events=turn(*steps, output=[_CUT_ITEM], status="incomplete", incomplete_details=details),
        reason=ended,
        odd=reason == "steps",
        **_TEXT,
    )


INCOMPLETE = (
    _incomplete("max_output_tokens", StopReason.LENGTH),
    _incomplete("content_filter", StopReason.FILTERED),
    _incomplete("steps", StopReason.INTERRUPTED),
)
# Some servers send one kind of end, and the rest is in the status.
ONE_END = tuple(
    Recorded(
        name=f"completed, but {status}",
        events=numbered(
            _response("in_progress", output=[]),
            *said(0, "so far")[:-1],
            {
                "type": "response.completed",
                "response": {
                    **HEAD,
                    "status": status,
                    "output": [_CUT_ITEM],
                    "usage": USAGE,
                    "incomplete_details": {"reason": "max_output_tokens"},
                },
            },
        ),
        reason=ended,
        odd=True,
        **_TEXT,
    )
    for status, ended in (("incomplete", StopReason.LENGTH), ("cancelled", StopReason.STOPPED))
)
CANCELLED = Recorded(
    name="cancelled",
    events=turn(*said(0, "so far")[:-1], output=[_CUT_ITEM], status="cancelled"),
    reason=StopReason.STOPPED,
    odd=True,
    **_TEXT,
)
_USED = {"input_tokens": 3, "output_tokens": 5, "total_tokens": 8}
BARE_USAGE = Recorded(
    name="usage without details",
    events=turn(*said(0, "so far"), output=[_SO_FAR], usage=_USED),
    usage=Usage(3, 5, 8),
    odd=True,
    **_TEXT,
)
NO_USAGE = Recorded(
    name="no usage at all",
    events=turn(*said(0, "so far"), output=[_SO_FAR], usage=None),
    usage=None,
    **_TEXT,
)
# Some servers send the end without the output: what was streamed is all there is, and
# with no items to send again it goes in words.
NO_OUTPUT = Recorded(
    name="an end without output",
    events=turn(*said(0, "so far"), output=[]),
    **_TEXT,
)


def _fails(name: str, *events: Json, **more: Any) -> Recorded:
    return Recorded(
        name=name,
        events=numbered(*turn(*said(0, "so far")[:-1], output=[])[:-1], *events),
        told=Told(text="so far"),
        reason=None,
        usage=None,
        failure=("no more", "server_error"),
        **more,
    )


_ERROR = {"code": "server_error", "message": "no more"}
FAILURES = (
    _fails("failed", _response("failed", output=[_CUT_ITEM], error=_ERROR)),
    _fails("error event", {"type": "error", **_ERROR, "param": None}),
    _fails("error event, nested", {"type": "error", "error": {**_ERROR, "type": "x"}}, odd=True),
)
CUT = Recorded(
    name="cut before its end",
    events=numbered(*turn(*said(0, "so far")[:-1], output=[])[:-1]),
    told=Told(text="so far"),
    reason=None,
    usage=None,
    done=(False,),
)

RECORDED = (
    QUEUED,
    *INCOMPLETE,
    *ONE_END,
    CANCELLED,
    BARE_USAGE,
    NO_USAGE,
    NO_OUTPUT,
    *FAILURES,
    CUT,
)
