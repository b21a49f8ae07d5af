"""Rows that were read out of a damaged history, put into a whole one.

What both have is taken from the one where it is later, and from the whole one where that
cannot be told: its words are certain.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from typing import Any

from oriel.domain.json_values import read_json
from oriel.domain.messages import Message
from oriel.domain.words import folded
from oriel.store.message_rows import put_message
from oriel.store.paths import newest_leaf_of
from oriel.store.rows import MESSAGE_COLUMNS, message_from_row

Row = dict[str, Any]
# By what two rows are the same one.
_KEYS = {
    "folder": ("id",),
    "chat": ("id",),
    "piece": ("message_id", "seq"),
    "draft": ("chat_id",),
    "connection": ("id",),
    "tool_server": ("id",),
    "prompt": ("id",),
    "question_set": ("id",),
    "saved_search": ("id",),
    "price": ("id",),
    "import_run": ("id",),
    "remote_deletion": ("id",),
    "remote": ("connection_id", "id"),
    "waiting": ("id",),
    "approval": ("tool", "server", "origin", "chat_id"),
    "removal": ("id",),
    "spent": ("message_id",),
    "transfer": ("id",),
    "uploaded": ("connection_id", "sha256", "purpose"),
    "synced_folder": ("id",),
    "synced_file": ("folder_id", "path"),
}
_NO_CHAT = """SELECT chat_id, min(created_at), max(created_at) FROM message
    WHERE chat_id NOT IN (SELECT id FROM chat) GROUP BY chat_id"""
_NO_PARENT = """SELECT id, chat_id, n FROM message
    WHERE parent_id IS NOT NULL AND parent_id NOT IN (SELECT id FROM message) ORDER BY n"""
_BEFORE = "SELECT id FROM message WHERE chat_id = ? AND n < ? ORDER BY n DESC LIMIT 1"
_NO_LEAF = """SELECT id FROM chat WHERE leaf_id IS NULL
    OR leaf_id NOT IN (SELECT id FROM message WHERE chat_id = chat.id)"""
_LOOSE = (
    "DELETE FROM piece WHERE message_id NOT IN (SELECT id FROM message)",
    "DELETE FROM remote WHERE chat_id NOT IN (SELECT id FROM chat)",
    "DELETE FROM removal WHERE chat_id NOT IN (SELECT id FROM chat)",
    "DELETE FROM chat_tag WHERE chat_id NOT IN (SELECT id FROM chat)",
    "DELETE FROM synced_file WHERE folder_id NOT IN (SELECT id FROM synced_folder)",
    """UPDATE chat SET folder_id = '' WHERE folder_id <> ''
        AND folder_id NOT IN (SELECT id FROM folder)""",
)
_REFUSED = (
    sqlite3.IntegrityError,
    sqlite3.InterfaceError,
    sqlite3.ProgrammingError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)


class Merge:
    """In a transaction of the one who calls, with foreign keys off until `finish`. `taken`
    counts by table what the whole history did not have."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self.taken: Counter[str] = Counter()
        self._columns: dict[str, frozenset[str]] = {}

    def take(self, table: str, row: Row) -> None:
        """Whatever the row is: what cannot be a row of that table is left out."""
        try:
            if table == "message":
                self._take_message(row)
            elif self._is_wanted(table, row):
                self._put(table, row)
        except _REFUSED:
            self.taken["refused"] += 1

    def finish(self) -> None:
        """Makes what is there hang together: no message without a chat or behind a gap."""
        for chat_id, first, last in self._db.execute(_NO_CHAT).fetchall():
            self._add_chat(chat_id, first, last)
        for message_id, chat_id, number in self._db.execute(_NO_PARENT).fetchall():
            before = self._db.execute(_BEFORE, (chat_id, number)).fetchone()
            self._db.execute(
                "UPDATE message SET parent_id = ? WHERE id = ?",
                (before[0] if before else None, message_id),
            )
        for statement in _LOOSE:
            self._db.execute(statement)
        for (chat_id,) in self._db.execute(_NO_LEAF).fetchall():
            leaf = newest_leaf_of(self._db, chat_id)
            self._db.execute("UPDATE chat SET leaf_id = ? WHERE id = ?", (leaf, chat_id))
        self._db.execute("INSERT INTO message_words(message_words) VALUES ('rebuild')")

    def _take_message(self, row: Row) -> None:
        message = message_from_row(tuple(row[name] for name in MESSAGE_COLUMNS))
        found = self._db.execute(
            "SELECT role, stop_reason FROM message WHERE id = ?", (message.id,)
        ).fetchone()
        if found is not None and (found[0] != "assistant" or found[1] is not None):
            return
        put_message(self._db, _bounded(message))
        self.taken["message"] += found is None

    def _is_wanted(self, table: str, row: Row) -> bool:
        if "json" in row:
            read_json(row["json"])  # raises ValueError: what is kept already is better
        if table != "chat":
            return True
        kept = self._db.execute("SELECT updated_at FROM chat WHERE id = ?", (row["id"],)).fetchone()
        row["folded"] = folded(row["title"])
        return kept is None or float(row["updated_at"]) > kept[0]

    def _put(self, table: str, row: Row) -> None:
        keys = _KEYS[table]
        names = [name for name in row if name in self._known(table) and name != "n"]
        where = " AND ".join(f'"{name}" = ?' for name in keys)
        asked = f'SELECT 1 FROM "{table}" WHERE {where}'  # noqa: S608 - names of our own
        new = self._db.execute(asked, [row[name] for name in keys]).fetchone() is None
        quoted = ", ".join(f'"{name}"' for name in names)
        change = ", ".join(f'"{name}" = excluded."{name}"' for name in names)
        self._db.execute(
            f'INSERT INTO "{table}" ({quoted}) VALUES ({", ".join("?" * len(names))})'  # noqa: S608
            f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {change}",
            [row[name] for name in names],
        )
        self.taken[table] += new

    def _known(self, table: str) -> frozenset[str]:
        if table not in self._columns:
            rows = self._db.execute(f"PRAGMA table_info('{table}')")
            self._columns[table] = frozenset(row[1] for row in rows)
        return self._columns[table]

    def _add_chat(self, chat_id: str, first: float, last: float) -> None:
        text = self._db.execute(
            "SELECT text FROM message WHERE chat_id = ? ORDER BY n LIMIT 1", (chat_id,)
        ).fetchone()[0]
        title = " ".join(text.split())[:60]
        row = (chat_id, title, folded(title), "first_turn", "", "", first, last, 0)
        self._db.execute(
            "INSERT INTO chat (id, title, folded, titled_by, connection_id, model,"
            " created_at, updated_at, pinned) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            row,
        )
        self.taken["chat"] += 1


def _bounded(message: Message) -> Message:
    if not isinstance(message.created_at, float | int) or not isinstance(message.id, str):
        raise TypeError("not a message")
    return message
