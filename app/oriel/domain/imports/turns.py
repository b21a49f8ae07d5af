"""A chat while it is read: turns that grow, put in order, made into messages at the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from oriel.domain.chats import Chat, title_from
from oriel.domain.imports.values import Incoming, Source
from oriel.domain.messages import Message, Role
from oriel.domain.parts import FilePart, ImagePart, Part, TextPart
from oriel.domain.stopping import StopReason
from oriel.domain.tree import newest_leaf
from oriel.domain.usage import Usage

_NO_TITLES = ("new chat", "new conversation", "untitled")  # what programs call a new chat
_LATER_S = 0.001  # a turn without a time comes after the one it answers


@dataclass(slots=True)
class Turn:
    """One message in the making. `rest` is what was said beside it and has no place."""

    id: str
    parent_id: str | None
    role: Role
    parts: list[Part] = field(default_factory=list)
    created_at: float | None = None
    model: str = ""
    stop_reason: StopReason | None = None
    usage: Usage | None = None
    first_token_s: float | None = None
    rest: list[dict[str, Any]] = field(default_factory=list)

    def say(self, words: str) -> None:
        """Adds text, apart from text before it."""
        if not words:
            return
        if self.parts and isinstance(last := self.parts[-1], TextPart):
            self.parts[-1] = TextPart(f"{last.text}\n\n{words}")
        else:
            self.parts.append(TextPart(words))

    @property
    def is_empty(self) -> bool:
        return not self.parts and not self.rest


def in_order(parents: Mapping[str, str | None]) -> list[str]:
    """The ids, parents first, else as they came. A parent that is not there counts as none,
    and a circle is cut where it is met."""
    children: dict[str | None, list[str]] = {}
    for node, parent in parents.items():
        known = parent if parent in parents and parent != node else None
        children.setdefault(known, []).append(node)
    found: dict[str, None] = {}
    waiting = [children.get(None, []), list(parents)]  # what lies in circles comes last
    for roots in waiting:
        stack = [root for root in reversed(roots) if root not in found]
        while stack:
            node = stack.pop()
            if node in found:
                continue
            found[node] = None
            stack += reversed(children.get(node, []))
    return list(found)


def timed(turns: Iterable[Turn], begun_at: float) -> None:
    """Gives turns without a time that of the turn before them; parents come first."""
    times: dict[str | None, float] = {}
    for turn in turns:
        if turn.created_at is None:
            turn.created_at = times.get(turn.parent_id, begun_at - _LATER_S) + _LATER_S
        times[turn.id] = turn.created_at


def incoming(
    source: Source,
    chat: Chat,
    turns: Iterable[Turn],
    leaf_id: str | None,
    folder: tuple[str, ...] = (),
) -> Incoming:
    """The chat with its turns (parents first) as messages. `leaf_id` is the turn that was
    read last, None or one that is not there for the newest."""
    listed = list(turns)
    _cut_loose(listed)
    timed(listed, chat.created_at)
    messages = tuple(_message(source, chat.id, turn) for turn in listed)
    if leaf_id not in {message.id for message in messages}:
        leaf_id = newest_leaf(messages)
    files = [p for m in messages for p in m.parts if isinstance(p, ImagePart | FilePart)]
    missing = sum(isinstance(p, FilePart) and not p.data_uri for p in files)
    return Incoming(
        source=source,
        chat=_titled(replace(chat, leaf_id=leaf_id), messages),
        messages=messages,
        folder=folder,
        attachments=len(files) - missing,
        missing=missing,
    )


def _cut_loose(turns: Iterable[Turn]) -> None:
    """A turn whose parent does not come before it (not there, or in a circle) is a beginning."""
    known: set[str] = set()
    for turn in turns:
        if turn.parent_id not in known:
            turn.parent_id = None
        known.add(turn.id)


def _message(source: Source, chat_id: str, turn: Turn) -> Message:
    answered = turn.role is Role.ASSISTANT
    kept = {"imported": {"source": str(source), "rest": turn.rest}} if turn.rest else {}
    return Message(
        id=turn.id,
        chat_id=chat_id,
        parent_id=turn.parent_id,
        role=turn.role,
        parts=tuple(turn.parts),
        created_at=turn.created_at or 0.0,
        model=turn.model,
        # Without one it would count as an answer that still streams.
        stop_reason=turn.stop_reason or (StopReason.FINISHED if answered else None),
        usage=turn.usage,
        first_token_s=turn.first_token_s,
        provider=kept,
    )


def _titled(chat: Chat, messages: Iterable[Message]) -> Chat:
    if chat.title and chat.title.casefold() not in _NO_TITLES:
        return replace(chat, titled_by="user")
    said = next((m.text for m in messages if m.role is Role.USER and m.text.strip()), "")
    if chat.title and not said:
        return replace(chat, titled_by="user")
    return replace(chat, title=title_from(said), titled_by="first_turn" if said else "")
