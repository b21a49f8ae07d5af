"""Turns on their way out of a chat into the bin, and back: each in one transaction, so that
whatever ends the program leaves them in one of the two places, whole.

Functions for the database thread. A row of `removal` holds the rows of the messages as they
were, by the names of their columns; its id is that of the first of them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from oriel.domain.bin import Taken, TurnsBack, first_words
from oriel.domain.json_values import read_json
from oriel.domain.messages import Message
from oriel.store import paths
from oriel.store.message_rows import add_message
from oriel.store.rows import MESSAGE_COLUMNS, message_from_row, storable, to_json

_BELOW = f"""WITH RECURSIVE below(id, depth) AS (
        SELECT ?, 0 UNION
        SELECT message.id, depth + 1 FROM message JOIN below ON message.parent_id = below.id
    ) SELECT {", ".join(f"message.{name}" for name in MESSAGE_COLUMNS)}
    FROM message JOIN below USING (id) ORDER BY depth, message.n"""  # noqa: S608
DELETE_BELOW = """WITH RECURSIVE below(id) AS (
        SELECT ? UNION SELECT message.id FROM message JOIN below ON message.parent_id = below.id
    ) DELETE FROM message WHERE id IN (SELECT id FROM below)"""
_KEEP = """INSERT OR REPLACE INTO removal (id, chat_id, leaf_id, deleted_at, excerpt, messages)
    VALUES (?, ?, ?, ?, ?, ?)"""
_ROW = dict.fromkeys(MESSAGE_COLUMNS)
_Plain = dict[str, Any]


def take_out(
    db: sqlite3.Connection, chat_id: str, message_id: str, binned_at: float | None
) -> Taken | None:
    """Removes a turn with all that follows it; None when it is not there. They go to the bin,
    or nowhere when `binned_at` is None. The branch being read then ends at another version
    of the turn, or at the turn before it."""
    head = db.execute("SELECT leaf_id FROM chat WHERE id = ?", (chat_id,)).fetchone()
    rows = db.execute(_BELOW, (message_id,)).fetchall()
    if head is None or not rows or rows[0][MESSAGE_COLUMNS.index("chat_id")] != chat_id:
        return None
    taken = Taken(head[0], tuple(map(message_from_row, rows)))
    db.execute(DELETE_BELOW, (message_id,))
    if binned_at is not None:
        keep(db, chat_id, taken.leaf_id, binned_at, [_row(row) for row in rows])
    if taken.leaf_id in {message.id for message in taken.messages}:
        read_at(db, chat_id, paths.newest_below(db, chat_id, taken.messages[0].parent_id))
    return taken


def keep(
    db: sqlite3.Connection,
    chat_id: str,
    leaf_id: str | None,
    deleted_at: float,
    plain: Sequence[_Plain],
) -> None:
    """Puts the rows of messages, parents first, into the bin."""
    stored = to_json(plain)
    first = messages_in(stored)[:1]
    excerpt = storable(first_words(first[0].text)) if first else ""
    db.execute(_KEEP, (plain[0]["id"], chat_id, leaf_id, deleted_at, excerpt, stored))


def put_back(
    db: sqlite3.Connection, chat_id: str, messages: Sequence[Message], leaf_id: str | None
) -> None:
    """The inverse of `take_out`; nothing is written twice. Raises sqlite3.IntegrityError
    when the chat is not there."""
    _add(db, chat_id, messages)
    db.execute("DELETE FROM removal WHERE id = ?", (messages[0].id,))
    read_at(db, chat_id, leaf_id)


def restore(db: sqlite3.Connection, removal_id: str) -> TurnsBack | None:
    """Puts turns back out of the bin, below the nearest message above them that is still in
    the chat, and reads on there. None when they are not in the bin, or cannot be read."""
    found = db.execute(
        "SELECT chat_id, leaf_id, deleted_at, messages FROM removal WHERE id = ?", (removal_id,)
    ).fetchone()
    messages = messages_in(found[3]) if found else ()
    if not messages:
        return None
    chat_id, leaf_id, deleted_at, _ = found
    before = db.execute("SELECT leaf_id FROM chat WHERE id = ?", (chat_id,)).fetchone()[0]
    _add(db, chat_id, messages)
    db.execute("DELETE FROM removal WHERE id = ?", (removal_id,))
    came = {message.id for message in messages}
    shown = leaf_id if leaf_id in came else paths.newest_below(db, chat_id, messages[0].id)
    read_at(db, chat_id, shown)
    return TurnsBack(removal_id, chat_id, messages[0].parent_id, leaf_id, deleted_at, before)


def bin_again(db: sqlite3.Connection, back: TurnsBack) -> None:
    """Undoes `restore`; what was said below them meanwhile goes along."""
    if take_out(db, back.chat_id, back.id, back.deleted_at) is None:
        return
    stored = db.execute("SELECT messages FROM removal WHERE id = ?", (back.id,)).fetchone()[0]
    plain = _plain(stored)
    plain[0]["parent_id"] = back.parent_id
    keep(db, back.chat_id, back.leaf_id, back.deleted_at, plain)
    if back.read_before is not None and _is_there(db, back.chat_id, back.read_before):
        read_at(db, back.chat_id, back.read_before)


def forget(db: sqlite3.Connection, removal_id: str) -> None:
    """Removes turns from the bin for good. What lies there too and stood below them stands
    below what they stood below from now on, so that its place is not lost with them."""
    found = db.execute(
        "SELECT chat_id, messages FROM removal WHERE id = ?", (removal_id,)
    ).fetchone()
    if found is None:
        return
    chat_id, gone = found[0], _plain(found[1])
    db.execute("DELETE FROM removal WHERE id = ?", (removal_id,))
    if not gone:
        return
    ids, above = {row["id"] for row in gone}, gone[0]["parent_id"]
    rest = db.execute("SELECT id, messages FROM removal WHERE chat_id = ?", (chat_id,)).fetchall()
    for other_id, stored in rest:
        plain = _plain(stored)
        if plain and plain[0]["parent_id"] in ids:
            plain[0]["parent_id"] = above
            db.execute("UPDATE removal SET messages = ? WHERE id = ?", (to_json(plain), other_id))


def messages_in(stored: str) -> tuple[Message, ...]:
    """The messages of a row of `removal`, parents first; () when it cannot be read."""
    rows = [tuple(row[name] for name in MESSAGE_COLUMNS) for row in _plain(stored)]
    try:
        return tuple(map(message_from_row, rows))
    except (ValueError, TypeError):
        return ()


def read_at(db: sqlite3.Connection, chat_id: str, leaf_id: str | None) -> None:
    db.execute("UPDATE chat SET leaf_id = ? WHERE id = ?", (leaf_id, chat_id))


def _row(row: tuple[Any, ...]) -> _Plain:
    """Without the text, which is in the parts too."""
    return {name: value for name, value in zip(MESSAGE_COLUMNS, row, strict=True) if name != "text"}


def _plain(stored: str) -> list[_Plain]:
    """The rows, each with every column: one that a later Oriel left out is None."""
    try:
        raw = read_json(stored)
    except ValueError:
        return []
    rows = raw if isinstance(raw, list) else []
    return [{**_ROW, **row} for row in rows if isinstance(row, dict)]


def _add(db: sqlite3.Connection, chat_id: str, messages: Sequence[Message]) -> None:
    first = messages[0]
    above = _alive(db, chat_id, first.parent_id)
    for message in (replace(first, parent_id=above), *messages[1:]):
        if not _is_there(db, chat_id, message.id):
            add_message(db, message)


def _alive(db: sqlite3.Connection, chat_id: str, parent_id: str | None) -> str | None:
    """The nearest of a message's ancestors that is in the chat; where nobody knows any more
    who they were, the end of what is being read."""
    if parent_id is None or _is_there(db, chat_id, parent_id):
        return parent_id
    above = _parents_in_bin(db, chat_id)
    while parent_id in above:
        parent_id = above.pop(parent_id)
        if parent_id is None or _is_there(db, chat_id, parent_id):
            return parent_id
    leaf = db.execute("SELECT leaf_id FROM chat WHERE id = ?", (chat_id,)).fetchone()[0]
    return str(leaf) if leaf and _is_there(db, chat_id, leaf) else None


def _parents_in_bin(db: sqlite3.Connection, chat_id: str) -> dict[str, str | None]:
    rows = db.execute("SELECT messages FROM removal WHERE chat_id = ?", (chat_id,))
    return {row["id"]: row["parent_id"] for (stored,) in rows for row in _plain(stored)}


def _is_there(db: sqlite3.Connection, chat_id: str, message_id: str) -> bool:
    there = "SELECT 1 FROM message WHERE id = ? AND chat_id = ?"
    return db.execute(there, (message_id, chat_id)).fetchone() is not None
