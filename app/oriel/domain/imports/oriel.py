"""Oriel's own chats as JSON, alone or out of an archive, whose attachments lie in files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from oriel.domain.archives import PLACED, put_together
from oriel.domain.export_json import (
    KIND,
    ChatUnreadable,
    chat_from_json,
    is_deep,
    message_from_json,
)
from oriel.domain.imports.turns import in_order
from oriel.domain.imports.values import (
    Assets,
    Incoming,
    KeptAt,
    NotUnderstood,
    Place,
    Removed,
    Source,
    identifier,
    listed,
    mapping,
    seconds,
    text,
)
from oriel.domain.messages import Message, Role
from oriel.domain.parts import FilePart, ImagePart, Part, part_from_json
from oriel.domain.stopping import StopReason

_MOST_BESIDE = 10_000


def is_oriel(raw: Any) -> bool:
    return isinstance(raw, dict) and raw.get("kind") == KIND


def oriel_chat(raw: Any, assets: Assets) -> Incoming:
    """Raises NotUnderstood."""

    def give(name: str) -> bytes | None:
        asset = assets.find(name)
        return None if asset is None else asset.content

    try:
        whole = put_together(raw, give)
        chat, messages = chat_from_json(whole)
    except ChatUnreadable as error:
        raise NotUnderstood(error.reason, error.where) from None
    draft = mapping(whole.get("draft"))
    drafted = tuple(part_from_json(part) for part in listed(draft.get("parts")))
    files = [p for m in messages for p in m.parts if isinstance(p, ImagePart | FilePart)]
    missing = sum(part.data_uri.startswith(PLACED) for part in files)
    return Incoming(
        source=Source.ORIEL,
        chat=chat,
        messages=tuple(_whole(message) for message in _parents_first(messages)),
        draft=(text(draft.get("text")), tuple(map(_named, drafted))),
        removed=tuple(_removed(whole, chat.id)),
        kept_at=tuple(_kept_at(whole)),
        places=_places(whole),
        attachments=sum(bool(part.data_uri) for part in files) - missing,
        missing=missing,
    )


def _removed(whole: dict[str, Any], chat_id: str) -> Iterator[Removed]:
    """What of the chat lay in the bin; what cannot be read of that is left there."""
    for raw in map(mapping, listed(whole.get("removed"))[:_MOST_BESIDE]):
        given, leaf = listed(raw.get("messages")), identifier(raw.get("leaf_id"))
        try:
            messages = [replace(message_from_json(each), chat_id=chat_id) for each in given]
        except ChatUnreadable:
            continue
        if not messages:
            continue
        first, *rest = map(_whole, _parents_first(messages))
        # What stood above the first of them is in the chat, or lies in the bin too.
        first = replace(first, parent_id=messages[0].parent_id)
        yield Removed(leaf or None, seconds(raw.get("deleted_at")) or 1.0, (first, *rest))


def _kept_at(whole: dict[str, Any]) -> Iterator[KeptAt]:
    for raw in map(mapping, listed(whole.get("kept_at"))[:_MOST_BESIDE]):
        connection_id = text(raw.get("connection_id"))
        if connection_id and not is_deep(raw):
            value = {k: text(v) if isinstance(v, str) else v for k, v in raw.items()}
            yield KeptAt(connection_id, value)


def _places(whole: dict[str, Any]) -> dict[str, Place]:
    named = list(mapping(whole.get("places")).items())[:_MOST_BESIDE]
    return {
        name: Place(text(mapping(raw).get("name")), text(mapping(raw).get("host")))
        for name, raw in named
    }


def _named(part: Part) -> Part:
    """An attachment that is not in the archive is no more than its name."""
    match part:
        case FilePart(data_uri=uri) if uri.startswith(PLACED):
            return replace(part, data_uri="")
        case ImagePart(data_uri=uri) if uri.startswith(PLACED):
            return FilePart(part.alt or "image")
    return part


def _parents_first(messages: list[Message]) -> list[Message]:
    """In the order they have, where that is one; a parent that is not there is none."""
    by_id = {message.id: message for message in messages}
    places = {message.id: at for at, message in enumerate(messages)}
    ordered = all(
        places.get(message.parent_id or "", -1) < at for at, message in enumerate(messages)
    )
    names = [*by_id] if ordered else in_order({m.id: m.parent_id for m in messages})
    found: list[Message] = []
    known: set[str | None] = {None}
    for name in names:
        message = by_id[name]
        found.append(message if message.parent_id in known else replace(message, parent_id=None))
        known.add(name)
    return found


def _whole(message: Message) -> Message:
    """An answer without an end would count as one that still streams."""
    message = replace(message, parts=tuple(map(_named, message.parts)))
    if message.role is Role.ASSISTANT and message.stop_reason is None:
        return replace(message, stop_reason=StopReason.INTERRUPTED)
    return message
