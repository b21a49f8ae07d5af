"""Reading a chat's tree by its links: pages, outlines, versions, and words counted.

Functions for the database thread. None builds more messages than it gives back,
so that a chat of 10,000 costs what is shown of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from oriel.domain.messages import Message, Role
from oriel.domain.outlines import TurnOutline, Versions
from oriel.domain.tree import newest_leaf, path_to, siblings
from oriel.store.rows import MESSAGE_COLUMNS, message_from_row

# As many messages as no path has, where all of it is read.
WHOLE = 10_000_000
_SELECT = "SELECT " + ", ".join(f"message.{name}" for name in MESSAGE_COLUMNS)
# UNION, not UNION ALL: a circle of parents (a damaged file) ends when it closes.
_LAST_OF_PATH = f"""WITH RECURSIVE path(n, parent_id) AS (
        SELECT n, parent_id FROM message WHERE id = :leaf AND chat_id = :chat
        UNION
        SELECT message.n, message.parent_id FROM path
        JOIN message ON message.id = path.parent_id AND message.chat_id = :chat
        LIMIT :count
    ) {_SELECT} FROM path CROSS JOIN message ON message.n = path.n"""  # noqa: S608
_OUTLINE = "SELECT id, parent_id, role, length(parts) FROM message WHERE chat_id = ?"
_LINKS = "SELECT id, parent_id, role, created_at FROM message WHERE chat_id = ?"
_VERSIONS_BELOW = """SELECT id, place, versions FROM (
        SELECT id, row_number() OVER (turn ORDER BY created_at, id) AS place,
            count(*) OVER turn AS versions
        FROM message WHERE {where} WINDOW turn AS (PARTITION BY parent_id, role)
    ) WHERE versions > 1"""
# What SQLite takes in one statement differs by how it was built; the least is 999.
_AT_ONCE = 500


class Link(NamedTuple):
    """A message reduced to its place in the tree."""

    id: str
    parent_id: str | None
    role: str
    created_at: float


def last_of_path(
    db: sqlite3.Connection, chat_id: str, leaf_id: str | None, count: int
) -> list[Message]:
    # A negative LIMIT would be none.
    asked = {"chat": chat_id, "leaf": leaf_id, "count": max(count, 0)}
    return path_to([message_from_row(row) for row in db.execute(_LAST_OF_PATH, asked)], leaf_id)


def outline_of_path(db: sqlite3.Connection, chat_id: str, leaf_id: str | None) -> list[TurnOutline]:
    found = {row[0]: row for row in db.execute(_OUTLINE, (chat_id,))}
    roles = {name: Role(name) for name in {row[2] for row in found.values()}}
    path = []
    # Taken out when met, so that a circle of parents ends.
    while (row := found.pop(leaf_id, None)) is not None:
        message_id, leaf_id, role, size = row
        path.append(TurnOutline(message_id, roles[role], size))
    return path[::-1]


def messages_with(db: sqlite3.Connection, ids: Sequence[str]) -> list[Message]:
    found: dict[str, Message] = {}
    for start in range(0, len(ids), _AT_ONCE):
        asked = ids[start : start + _AT_ONCE]
        select = f"{_SELECT} FROM message WHERE id IN ({', '.join('?' * len(asked))})"
        for message in map(message_from_row, db.execute(select, asked)):
            found[message.id] = message
    return [found[message_id] for message_id in ids if message_id in found]


def versions_below(
    db: sqlite3.Connection, chat_id: str, parents: Sequence[str | None]
) -> dict[str, Versions]:
    """The children of some messages (None: the first turns) that have siblings."""
    found: dict[str, Versions] = {}
    known = [parent for parent in parents if parent is not None]
    for begin in range(0, len(known), _AT_ONCE):
        some = known[begin : begin + _AT_ONCE]
        where = f"parent_id IN ({', '.join('?' * len(some))}) AND +chat_id = ?"
        rows = db.execute(_VERSIONS_BELOW.format(where=where), (*some, chat_id))
        found |= {row[0]: Versions(row[1], row[2]) for row in rows}
    if None in parents:
        rows = db.execute(
            _VERSIONS_BELOW.format(where="parent_id IS NULL AND chat_id = ?"), (chat_id,)
        )
        found |= {row[0]: Versions(row[1], row[2]) for row in rows}
    return found


def newest_leaf_of(db: sqlite3.Connection, chat_id: str) -> str | None:
    return newest_leaf(_links(db, chat_id))


def newest_below(db: sqlite3.Connection, chat_id: str, parent_id: str | None) -> str | None:
    return newest_leaf(_links(db, chat_id), parent_id)


def leaf_of_version(db: sqlite3.Connection, chat_id: str, message_id: str, step: int) -> str | None:
    links = _links(db, chat_id)
    link = next((found for found in links if found.id == message_id), None)
    if link is None:
        return None
    same = siblings(links, link)
    place = same.index(link) + step
    return newest_leaf(links, same[place].id) if 0 <= place < len(same) else None


def count_matches(db: sqlite3.Connection, chat_id: str, needle: str) -> dict[str, int]:
    # Counted here: what SQL calls equal but for case ends with ASCII.
    sought = needle.casefold()
    if not sought:
        return {}
    rows = db.execute("SELECT id, text FROM message WHERE chat_id = ?", (chat_id,))
    counts = ((message_id, text.casefold().count(sought)) for message_id, text in rows)
    return {message_id: count for message_id, count in counts if count}


def _links(db: sqlite3.Connection, chat_id: str) -> list[Link]:
    return list(map(Link._make, db.execute(_LINKS, (chat_id,))))
