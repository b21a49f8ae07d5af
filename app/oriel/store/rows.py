"""Values as table rows and back. A row that is not understood loses nothing."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, fields
from typing import Any

from oriel.domain.holdings import held_by, names_in
from oriel.domain.json_values import read_json
from oriel.domain.messages import Message, Role
from oriel.domain.parts import Part, UnknownPart, part_from_json, part_to_json
from oriel.domain.stopping import StopReason
from oriel.domain.usage import MOST_COUNTED, Usage
from oriel.domain.words import apart, named

MESSAGE_COLUMNS = (
    "id",
    "chat_id",
    "parent_id",
    "role",
    "parts",
    "text",
    "created_at",
    "model",
    "connection_id",
    "response_id",
    "request_id",
    "stop_reason",
    "usage",
    "duration_s",
    "first_token_s",
    "provider",
)
# Derived from the parts, for searching; written with the others and never read as a message.
DERIVED_COLUMNS = ("words", "holds", "names")


def storable(text: str) -> str:
    """Text that UTF-8 can hold. A service may cut an emoji into two halves: halves
    that meet are joined, a lone one becomes U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def to_json(value: object) -> str:
    return storable(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def parts_to_json(parts: tuple[Part, ...]) -> str:
    return to_json([part_to_json(part) for part in parts])


def parts_from_json(text: str) -> tuple[Part, ...]:
    """The parts; anything unreadable is kept in an UnknownPart."""
    try:
        raw = read_json(text)
    except ValueError:
        return (UnknownPart({"type": "unreadable", "json": text}),)
    if not isinstance(raw, list):
        return (UnknownPart({"type": "unreadable", "json": text}),)
    return tuple(part_from_json(part) for part in raw)


def message_to_row(message: Message) -> tuple[Any, ...]:
    """In the order of MESSAGE_COLUMNS, then DERIVED_COLUMNS."""
    text = storable(message.text)
    return (
        message.id,
        message.chat_id,
        message.parent_id,
        str(message.role),
        parts_to_json(message.parts),
        text,
        message.created_at,
        message.model,
        message.connection_id,
        message.response_id,
        message.request_id,
        None if message.stop_reason is None else str(message.stop_reason),
        None if message.usage is None else to_json(asdict(message.usage)),
        message.duration_s,
        message.first_token_s,
        to_json(message.provider),
        apart(text),
        int(held_by(message.parts)),
        storable(named(names_in(message.parts))),
    )


def message_from_row(row: sqlite3.Row | tuple[Any, ...]) -> Message:
    """From a row in the order of MESSAGE_COLUMNS."""
    values: dict[str, Any] = dict(zip(MESSAGE_COLUMNS, row, strict=True))
    del values["text"]  # derived from the parts, there for searching
    values["role"] = Role(values["role"])
    values["parts"] = parts_from_json(values["parts"])
    values["stop_reason"] = _stop_reason(values["stop_reason"])
    values["usage"] = _usage(values["usage"])
    values["provider"] = stored_object(values["provider"])
    return Message(**values)


def _stop_reason(stored: str | None) -> StopReason | None:
    if stored is None:
        return None
    # A reason only a newer Oriel knows is at least an end.
    return StopReason(stored) if stored in set(StopReason) else StopReason.INTERRUPTED


def _usage(stored: str | None) -> Usage | None:
    if stored is None:
        return None
    raw, known = stored_object(stored), {f.name for f in fields(Usage)}
    return Usage(**{k: v for k, v in raw.items() if k in known and _counts(v)})


def _counts(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MOST_COUNTED


def stored_object(stored: str) -> dict[str, Any]:
    """A JSON object as it was written; {} for what is none any more."""
    try:
        raw = read_json(stored)
    except ValueError:
        return {}
    return raw if isinstance(raw, dict) else {}
