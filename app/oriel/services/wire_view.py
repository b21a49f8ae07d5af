"""What went over the wire, made readable: requests, events, and what a call took.

Nothing in it is secret, and long binary data stands as its size. Plain functions that may
take a while: they belong into a thread.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from oriel.api.recording import HIDDEN, SentRequest
from oriel.domain.messages import Message
from oriel.services.exchange_record import Asked

KEY_VARIABLE = "OPENAI_API_KEY"
_LONG = 400  # characters of binary data that are shown as they are
_BINARY = frozenset(
    {"b64_json", "data", "encrypted_content", "file_data", "partial_image_b64", "result"}
)
_DEEPEST = 60
# These last as long as the model writes their arguments: what they take is not in the stream.
_RUN_HERE = ("function_call", "custom_tool_call", "message", "reasoning")


@dataclass(frozen=True, slots=True)
class RawRequest:
    """`body` is indented JSON, "" where there is none or it is no longer kept."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: str
    curl: str
    kept: bool = True
    signed: bool = False


@dataclass(frozen=True, slots=True)
class RawEvent:
    """`at_s` is seconds after the first request, None when not known; `text` indented JSON,
    or the data as it came when that is none."""

    number: int
    kind: str
    text: str
    at_s: float | None = None


@dataclass(frozen=True, slots=True)
class Raw:
    """`left_out` events came before those here. `stored`: nothing was recorded, and the
    events are the items that the service's answer was kept with."""

    requests: tuple[RawRequest, ...] = ()
    events: tuple[RawEvent, ...] = ()
    left_out: int = 0
    stored: bool = False

    def as_json(self) -> str:
        """All of it as one JSON object."""
        requests = [
            {
                "method": r.method,
                "url": r.url,
                "headers": dict(r.headers),
                "body": _parsed(r.body) if r.body else None,
            }
            for r in self.requests
        ]
        events = [_parsed(event.text) for event in self.events]
        named = "stored_items" if self.stored else "events"
        return _pretty({"requests": requests, "events_left_out": self.left_out, named: events})


def recorded(requests: Sequence[Asked], events: Sequence[tuple[float, str]], count: int) -> Raw:
    """What a record holds; `count` events came in all."""
    began = requests[0].at_s if requests else (events[0][0] if events else 0.0)
    first = count - len(events)
    return Raw(
        tuple(_request(asked.request) for asked in requests),
        tuple(_event(first + n, data, at - began) for n, (at, data) in enumerate(events, 1)),
        first,
    )


def stored(message: Message) -> Raw:
    """What an answer was kept with, in the service's own words."""
    items: list[Any] = []
    for name, value in message.provider.items():
        if name == "output" and isinstance(value, list):
            items += value
        elif name != "asked":
            items.append({name: value})
    events = [RawEvent(n, _kind(item), _pretty(_shown(item))) for n, item in enumerate(items, 1)]
    return Raw(events=tuple(events), stored=True)


def durations(events: Iterable[tuple[float, str]]) -> dict[str, float]:
    """Seconds that each call at the service took, by its ids."""
    began: dict[str, float] = {}
    took: dict[str, float] = {}
    for at, data in events:
        if "response.output_item." not in data[:200]:
            continue
        event = _parsed(data)
        item = event.get("item") if isinstance(event, dict) else None
        if not isinstance(item, dict) or item.get("type") in _RUN_HERE:
            continue
        ids = [str(item[name]) for name in ("id", "call_id") if item.get(name)]
        for each in ids:
            if event.get("type") == "response.output_item.added":
                began[each] = at
            elif each in began:
                took[each] = at - began[each]
    return took


def _request(request: SentRequest) -> RawRequest:
    body = "" if request.body is None else _pretty(_shown(request.body))
    signed = request.credential == "signature"
    return RawRequest(
        request.method,
        request.url,
        request.headers,
        body,
        _curl(request, body),
        kept=request.body is not None or not request.size,
        signed=signed,
    )


def _event(number: int, data: str, at_s: float) -> RawEvent:
    event = _parsed(data)
    if not isinstance(event, dict):
        return RawEvent(number, data[:60], data, at_s)
    return RawEvent(number, _kind(event), _pretty(_shown(event)), at_s)


def _kind(item: Any) -> str:
    if not isinstance(item, dict):
        return type(item).__name__
    return str(item.get("type") or item.get("object") or next(iter(item), ""))


def _curl(request: SentRequest, body: str) -> str:
    """A command for a shell; it names the variable that holds the key, never the key."""
    lines = [f"curl -N -X {request.method} {shlex.quote(request.url)}"]
    notes = []
    for name, value in request.headers:
        if name.lower() in ("content-length", "accept-encoding"):
            continue
        if name.lower() == "authorization":
            if request.credential == "key":
                lines.append(f'-H "Authorization: Bearer ${KEY_VARIABLE}"')
            continue
        if value == HIDDEN:
            notes.append(f"# The header {name} was sent too; its value is not shown.")
        else:
            lines.append(f"-H {shlex.quote(f'{name}: {value}')}")
    if request.credential == "signature":
        notes.append("# Oriel signed this request with an OCI signing key, which curl cannot do.")
        notes.append("# Use `oci raw-request`, or an API key: -H 'Authorization: Bearer ...'.")
    if body:
        lines.append(f"--data {shlex.quote(body)}")
    return "\n".join([*notes, " \\\n  ".join(lines)]) + "\n"


def _shown(value: Any, name: str = "", depth: int = 0) -> Any:
    """A copy with long binary data as its size."""
    if isinstance(value, str):
        return _short(value, name)
    if depth > _DEEPEST:
        return "…"
    if isinstance(value, Mapping):
        return {str(key): _shown(each, str(key), depth + 1) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(each, name, depth + 1) for each in value]
    return value


def _short(text: str, name: str) -> str:
    if text.startswith("data:") and len(text) > _LONG:
        head, comma, data = text.partition(",")
        if comma and len(head) < 200:
            return f"{head},… ({_size(data)} bytes)"
    if name in _BINARY and len(text) > _LONG and " " not in text[:_LONG]:
        return f"{text[:24]}… ({len(text):,} characters)"
    return text


def _size(base64_text: str) -> str:
    return f"{len(base64_text.rstrip('=')) * 3 // 4:,}"


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _pretty(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, indent=2)
    except (TypeError, ValueError, RecursionError):
        return str(value)
