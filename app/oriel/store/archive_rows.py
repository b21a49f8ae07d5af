"""What an archive is made of, read row by row on one unchanging view of the history.

Functions for the database's threads: an archive of a million messages is never in memory
as a whole.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from oriel.domain.chats import Chat
from oriel.domain.imports.values import Removed
from oriel.domain.messages import Message
from oriel.domain.parts import Part
from oriel.domain.stopping import StopReason
from oriel.store import removals
from oriel.store.chats import chats_in
from oriel.store.recovery import parts_from_pieces
from oriel.store.rows import MESSAGE_COLUMNS, message_from_row, parts_from_json

_MESSAGES = (
    f"SELECT {', '.join(MESSAGE_COLUMNS)} FROM message"  # noqa: S608
    " WHERE chat_id = ? ORDER BY created_at, n"
)
_PIECES = "SELECT kind, text FROM piece WHERE message_id = ? ORDER BY seq"
_REMOVED = """SELECT leaf_id, deleted_at, messages FROM removal
    WHERE chat_id = ? ORDER BY deleted_at, id"""
_IDS = "SELECT id FROM chat WHERE deleted_at IS NULL ORDER BY created_at, id"
_IDS_WITH_BIN = "SELECT id FROM chat ORDER BY created_at, id"
# What a message cost that is here is counted again when it is brought in.
_SPENT = """SELECT * FROM spent WHERE NOT EXISTS
    (SELECT 1 FROM message WHERE message.id = spent.message_id)"""


def archived_ids(
    db: sqlite3.Connection, wanted: Sequence[str] | None, *, with_bin: bool
) -> list[str]:
    """The chats of an archive, oldest first; those `wanted`, None for all."""
    ids = [row[0] for row in db.execute(_IDS_WITH_BIN if with_bin or wanted else _IDS)]
    if wanted is None:
        return ids
    chosen = set(wanted)
    return [chat_id for chat_id in ids if chat_id in chosen]


def chat_in(db: sqlite3.Connection, chat_id: str) -> Chat | None:
    found = chats_in(db, "WHERE id = ?", chat_id)
    return found[0] if found else None


def messages_in(db: sqlite3.Connection, chat_id: str) -> Iterator[Message]:
    """The chat's messages, oldest first; an answer that still streams as far as it has come."""
    for row in db.execute(_MESSAGES, (chat_id,)):
        message = message_from_row(row)
        if message.stop_reason is None and message.role == "assistant":
            pieces = db.execute(_PIECES, (message.id,)).fetchall()
            parts = message.parts + parts_from_pieces(pieces)
            message = replace(message, parts=parts, stop_reason=StopReason.INTERRUPTED)
        yield message


def draft_in(db: sqlite3.Connection, chat_id: str) -> tuple[str, tuple[Part, ...]]:
    """What was typed and attached, and not sent yet."""
    row = db.execute("SELECT text, parts FROM draft WHERE chat_id = ?", (chat_id,)).fetchone()
    return (str(row[0]), parts_from_json(row[1])) if row else ("", ())


def removed_in(db: sqlite3.Connection, chat_id: str) -> list[Removed]:
    """What of the chat lies in the bin, first deleted first."""
    rows = db.execute(_REMOVED, (chat_id,)).fetchall()
    return [
        Removed(leaf_id, deleted_at, messages)
        for leaf_id, deleted_at, stored in rows
        if (messages := removals.messages_in(stored))
    ]


def json_rows(db: sqlite3.Connection, table: str) -> list[dict[str, Any]]:
    """The rows of a table of small values as {id, value}; one that cannot be read is left out."""
    statement = "SELECT id, json FROM $table ORDER BY n".replace("$table", table)
    return [row for row in map(_value, db.execute(statement)) if row is not None]


def spent_apart(db: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """What answers cost that are here no longer."""
    cursor = db.execute(_SPENT)
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))


def _value(row: tuple[str, str]) -> dict[str, Any] | None:
    try:
        return {"id": row[0], "value": json.loads(row[1])}
    except (ValueError, RecursionError):
        return None
