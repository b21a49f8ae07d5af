"""Recorded events as bytes in every form a service may choose, and played without a socket."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import httpx

from oriel.api.chat_completions import ChatTranslator
from oriel.api.responses import ResponsesTranslator
from oriel.api.stream import EventReader
from oriel.domain.connections import WireApi
from oriel.domain.turns import EventSkipped, TurnResult

from .played_service import Heard

Json = dict[str, Any]
MAKERS = {WireApi.RESPONSES: ResponsesTranslator, WireApi.CHAT: ChatTranslator}
DONE = "data: [DONE]\n\n"


class _Pieces(httpx.AsyncByteStream):
    def __init__(self, pieces: Sequence[bytes]) -> None:
        self._pieces = pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece


async def play(api: WireApi, *pieces: bytes) -> tuple[Heard, TurnResult | None, Any]:
    """What is heard, the result and the failure of a stream that comes in these pieces."""
    heard = Heard()
    translator = MAKERS[api](heard, "REQ")
    response = httpx.Response(200, stream=_Pieces(pieces), request=_REQUEST)
    await EventReader(response, translator, lambda said: heard(EventSkipped(said))).play()
    return heard, translator.result, translator.failure


_REQUEST = httpx.Request("POST", "http://127.0.0.1/v1/responses")


def plain(events: Sequence[Json]) -> str:
    """One line of data for each event, and no names."""
    return "".join(f"data: {_dumped(event)}\n\n" for event in events)


def named(events: Sequence[Json]) -> str:
    """As OpenAI sends it: the type is the event's name too."""
    return "".join(f"{_name(event)}data: {_dumped(event)}\n\n" for event in events)


def only_named(events: Sequence[Json]) -> str:
    """The type is nowhere but in the event's name."""
    bare = [{k: v for k, v in event.items() if k != "type"} for event in events]
    lines = zip(events, bare, strict=True)
    return "".join(f"{_name(event)}data: {_dumped(rest)}\n\n" for event, rest in lines)


def with_comments(events: Sequence[Json]) -> str:
    """Comments, blank lines and fields nobody asked for, in and between the events."""
    noise = ": keep-alive\n\n\n:\n"
    lines = (f"id: 7\n: in\n{_name(event)}retry: 9\ndata:{_dumped(event)}\n\n" for event in events)
    return noise + "".join(line + noise for line in lines)


def in_many_lines(events: Sequence[Json]) -> str:
    """Each event's data in as many lines as JSON allows."""
    laid_out = (json.dumps(event, ensure_ascii=False, indent=1) for event in events)
    return "".join(
        "".join(f"data: {line}\n" for line in data.split("\n")) + "\n" for data in laid_out
    )


def escaped(events: Sequence[Json]) -> str:
    """Nothing but ASCII in the bytes."""
    return "".join(f"data: {json.dumps(event)}\n\n" for event in events)


def without_numbers(events: Sequence[Json]) -> str:
    return named([{k: v for k, v in e.items() if k != "sequence_number"} for e in events])


FORMS = (named, only_named, with_comments, in_many_lines, escaped, without_numbers)


def _name(event: Json) -> str:
    return f"event: {event['type']}\n" if "type" in event else ""


def _dumped(event: Json) -> str:
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"))
