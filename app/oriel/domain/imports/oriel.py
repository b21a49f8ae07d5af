"""Oriel's own chats as JSON, alone or out of an archive, whose attachments lie in files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from oriel.domain.archives import put_together
from oriel.domain.export_json import KIND, ChatUnreadable, chat_from_json
from oriel.domain.imports.turns import in_order
from oriel.domain.imports.values import (
    Assets,
    Incoming,
    NotUnderstood,
    Source,
    listed,
    mapping,
    text,
)
from oriel.domain.messages import Message, Role
from oriel.domain.parts import FilePart, ImagePart, part_from_json
from oriel.domain.stopping import StopReason


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
    parts = tuple(part_from_json(part) for part in listed(draft.get("parts")))
    files = [p for m in messages for p in m.parts if isinstance(p, ImagePart | FilePart)]
    return Incoming(
        source=Source.ORIEL,
        chat=chat,
        messages=tuple(_ended(message) for message in _parents_first(messages)),
        draft=(text(draft.get("text")), parts),
        attachments=sum(bool(part.data_uri) for part in files),
    )


def _parents_first(messages: list[Message]) -> list[Message]:
    """In the order they have, where that is one; a parent that is not there is none."""
    by_id = {message.id: message for message in messages}
    found: list[Message] = []
    known: set[str | None] = {None}
    for name in in_order({message.id: message.parent_id for message in messages}):
        message = by_id[name]
        found.append(message if message.parent_id in known else replace(message, parent_id=None))
        known.add(name)
    return found


def _ended(message: Message) -> Message:
    """An answer without an end would count as one that still streams."""
    if message.role is Role.ASSISTANT and message.stop_reason is None:
        return replace(message, stop_reason=StopReason.INTERRUPTED)
    return message
