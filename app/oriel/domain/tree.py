"""Reading a chat's message tree: the path to a leaf, siblings, the newest leaf."""

from __future__ import annotations

from collections.abc import Iterable

from oriel.domain.messages import Message


def path_to(messages: Iterable[Message], leaf_id: str | None) -> list[Message]:
    """The messages from the root to `leaf_id`, [] when it is None or unknown.

    A broken or circular parent link (a damaged file) ends the path there.
    """
    by_id = {message.id: message for message in messages}
    path: list[Message] = []
    seen: set[str] = set()
    while leaf_id is not None and leaf_id in by_id and leaf_id not in seen:
        seen.add(leaf_id)
        path.append(by_id[leaf_id])
        leaf_id = by_id[leaf_id].parent_id
    return path[::-1]


def siblings(messages: Iterable[Message], message: Message) -> list[Message]:
    """The versions of one turn, oldest first, itself included."""
    same = [m for m in messages if m.parent_id == message.parent_id and m.role == message.role]
    return sorted(same, key=lambda m: (m.created_at, m.id))


def newest_leaf(messages: Iterable[Message], below: str | None = None) -> str | None:
    """The leaf reached by always taking the newest child, from the root or from `below`."""
    children: dict[str | None, list[Message]] = {}
    for message in messages:
        children.setdefault(message.parent_id, []).append(message)
    leaf, seen = below, set[str]()
    while found := [m for m in children.get(leaf, []) if m.id not in seen]:
        leaf = max(found, key=lambda m: (m.created_at, m.id)).id
        seen.add(leaf)
    return leaf
