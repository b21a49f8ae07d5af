"""Reading a chat's message tree: the path to a leaf, siblings, the newest leaf."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar

from oriel.domain.messages import Message


class Linked(Protocol):
    """A message, or no more of it than its place in the tree."""

    @property
    def id(self) -> str: ...
    @property
    def parent_id(self) -> str | None: ...
    @property
    def role(self) -> str: ...
    @property
    def created_at(self) -> float: ...


L = TypeVar("L", bound=Linked)


def path_to(messages: Iterable[Message], leaf_id: str | None) -> list[Message]:
    """The messages from the root to `leaf_id`, [] when it is None or unknown.

    A broken or circular parent link (a damaged file) ends the path there.
    """
    by_id = {message.id: message for message in messages}
    parents = {message.id: message.parent_id for message in by_id.values()}
    return [by_id[message_id] for message_id in ids_to(parents, leaf_id)]


def ids_to(parents: Mapping[str, str | None], leaf_id: str | None) -> list[str]:
    """As `path_to`, where only each message's parent is known."""
    path: list[str] = []
    seen: set[str] = set()
    while leaf_id is not None and leaf_id in parents and leaf_id not in seen:
        seen.add(leaf_id)
        path.append(leaf_id)
        leaf_id = parents[leaf_id]
    return path[::-1]


def parents_first(messages: Iterable[L]) -> tuple[L, ...]:
    """The same, none before the one it answers; else in the order given. One whose parent is
    not among them comes as if it had none."""
    listed = list(messages)
    there = {message.id for message in listed}
    children: dict[str | None, list[L]] = {}
    for message in listed:
        parent = message.parent_id if message.parent_id in there else None
        children.setdefault(parent, []).append(message)
    ordered = list(children.get(None, []))
    for message in ordered:  # which grows meanwhile
        ordered += children.get(message.id, [])
    return tuple(ordered)


def siblings(messages: Iterable[L], message: L) -> list[L]:
    """The versions of one turn, oldest first, itself included."""
    same = [m for m in messages if m.parent_id == message.parent_id and m.role == message.role]
    return sorted(same, key=lambda m: (m.created_at, m.id))


def newest_leaf(messages: Iterable[Linked], below: str | None = None) -> str | None:
    """The leaf reached by always taking the newest child, from the root or from `below`."""
    children: dict[str | None, list[Linked]] = {}
    for message in messages:
        children.setdefault(message.parent_id, []).append(message)
    leaf, seen = below, set[str]()
    while found := [m for m in children.get(leaf, []) if m.id not in seen]:
        leaf = max(found, key=lambda m: (m.created_at, m.id)).id
        seen.add(leaf)
    return leaf
