"""What of a chat that comes in is here already: no message twice, nothing changed that is here.

Pure, so that the dry run and the writing decide the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from oriel.domain.imports.values import Incoming, Source, derived
from oriel.domain.messages import Message


@dataclass(frozen=True, slots=True)
class Seen:
    """As much of a message that is here as tells whether it is the same."""

    id: str
    parent_id: str | None
    role: str
    created_at: float
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """`added` is not here yet, parents first, with ids and parents as they will be.
    `ids` tells under which id each message that came in is here then."""

    added: tuple[Message, ...]
    ids: Mapping[str, str]


def settled(incoming: Incoming, chat_id: str) -> tuple[Message, ...]:
    """The messages with ids of their own: a source may use an id in two chats."""
    if incoming.source is Source.ORIEL and incoming.chat.id == chat_id:
        return incoming.messages
    names = {message.id: derived(chat_id, message.id) for message in incoming.messages}
    return renamed(incoming.messages, names, chat_id)


def renamed(
    messages: Iterable[Message], names: Mapping[str, str], chat_id: str
) -> tuple[Message, ...]:
    """The messages under other ids; those not named keep theirs."""
    return tuple(
        replace(
            message,
            id=names.get(message.id, message.id),
            parent_id=names.get(message.parent_id, message.parent_id)
            if message.parent_id
            else None,
            chat_id=chat_id,
        )
        for message in messages
    )


def compare(here: Sequence[Seen], messages: Iterable[Message]) -> Difference:
    """A message is here when one of its id says the same, or one of its author, time and
    words stands in its place. One that says something else now becomes a version beside it."""
    by_id = {seen.id: seen for seen in here}
    by_words = {(s.parent_id, s.role, s.created_at, s.text): s.id for s in here}
    ids: dict[str, str] = {}
    added: list[Message] = []
    for message in messages:
        parent = ids.get(message.parent_id) if message.parent_id else None
        own = _own_id(message, parent, by_id, by_words)
        ids[message.id] = own
        if own not in by_id:
            added.append(replace(message, id=own, parent_id=parent))
            by_id[own] = Seen(own, parent, message.role, message.created_at, message.text)
    return Difference(tuple(added), ids)


def _own_id(
    message: Message,
    parent: str | None,
    by_id: Mapping[str, Seen],
    by_words: Mapping[tuple[str | None, str, float, str], str],
) -> str:
    seen = by_id.get(message.id)
    if seen is not None and (seen.role, seen.text) == (message.role, message.text):
        return message.id
    twin = by_words.get((parent, message.role, message.created_at, message.text))
    if twin is not None:
        return twin
    return message.id if seen is None else derived(message.id, message.role, message.text)
