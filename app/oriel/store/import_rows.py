"""Chats that come in, written and taken out again. Functions for the database's threads.

What an import changed in chats that were here before is noted in rows of its own beside the
run (`part_of`), in the same transaction, so that it can be undone after any kill.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from oriel.domain.imports.comparing import Difference, Seen, compare, renamed, settled
from oriel.domain.imports.values import Incoming, Source, derived
from oriel.domain.messages import Message, new_id
from oriel.domain.tree import ids_to
from oriel.store.chats import add_chat
from oriel.store.import_beside import connection_here, put_beside
from oriel.store.message_rows import add_messages
from oriel.store.rows import parts_to_json, storable

_HERE = "SELECT id, parent_id, role, created_at, text FROM message WHERE chat_id = ?"
_BY_ID = "SELECT id, import_id FROM chat WHERE id = ? AND deleted_at IS NULL"
_BY_ID_OR_IN_BIN = "SELECT id, import_id FROM chat WHERE id = ?"
_BY_ORIGIN = "SELECT id, import_id FROM chat WHERE origin = ? AND deleted_at IS NULL"
_ELSEWHERE = """SELECT id FROM message WHERE chat_id <> ?
    AND id IN (SELECT value FROM json_each(?))"""
_UNUSED = {
    "folder": """ AND NOT EXISTS (SELECT 1 FROM chat WHERE folder_id = folder.id)
        AND NOT EXISTS (SELECT 1 FROM folder AS f
            WHERE json_valid(f.json) AND f.json ->> '$.parent_id' = folder.id)""",
    "connection": " AND NOT EXISTS (SELECT 1 FROM chat WHERE connection_id = connection.id)",
    "tool_server": " AND NOT (json_valid(json) AND coalesce(json ->> '$.enabled', 0))",
}


@dataclass(frozen=True, slots=True)
class Twin:
    """The chat that is here already; `import_id` with which import it came."""

    chat_id: str
    import_id: str


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one chat. `added` are its new messages; `leaf_id` and `updated_at` what
    an updated chat had before, `created` says that it is new. `rest` is still to be added
    (`add_rest`), and then the branch that was read goes on at `end`, "" where none does."""

    chat_id: str
    created: bool
    added: tuple[str, ...]
    leaf_id: str | None = None
    updated_at: float = 0.0
    completes: bool = False
    rest: tuple[Message, ...] = ()
    end: str = ""
    end_at: float = 0.0


def twin_of(db: sqlite3.Connection, incoming: Incoming, run_id: str = "") -> Twin | None:
    """The same chat, found by its id or where it comes from; not one in the bin, unless it
    lies in the bin of the archive too. Of an archive that is brought in (`run_id`) two chats
    may come from one and the same."""
    chat = incoming.chat
    if incoming.source is not Source.ORIEL:
        return _twin(db, _BY_ORIGIN, incoming.key)
    by_id = _BY_ID if chat.deleted_at is None else _BY_ID_OR_IN_BIN
    if found := _twin(db, by_id, chat.id) or _twin(db, _BY_ORIGIN, incoming.key):
        return found
    same = _twin(db, _BY_ORIGIN, chat.origin) if chat.origin else None
    return None if same is None or (run_id and same.import_id == run_id) else same


def _twin(db: sqlite3.Connection, statement: str, value: str) -> Twin | None:
    row = db.execute(statement, (value,)).fetchone()
    return Twin(*row) if row else None


def difference(db: sqlite3.Connection, incoming: Incoming, chat_id: str) -> Difference:
    """What of the chat is not in the one that is here."""
    here = [Seen(*row) for row in db.execute(_HERE, (chat_id,))]
    return compare(here, settled(incoming, chat_id))


def write_chat(
    db: sqlite3.Connection, incoming: Incoming, run_id: str, folder_id: str, most: int
) -> Written:
    """Adds the chat, or to the one that is here what it lacks; at most `most` messages."""
    twin = twin_of(db, incoming, run_id)
    if twin is not None:
        return _complete(db, incoming, twin, run_id, most)
    chat_id = _free_id(db, incoming)
    messages = _apart(db, settled(incoming, chat_id), chat_id)
    names = dict(zip((m.id for m in incoming.messages), (m.id for m in messages), strict=True))
    chat = incoming.chat
    named = chat_id != chat.id and incoming.source is Source.ORIEL
    add_chat(
        db,
        replace(
            chat,
            id=chat_id,
            leaf_id=names.get(chat.leaf_id) if chat.leaf_id else None,
            connection_id=connection_here(db, incoming, chat.connection_id) or chat.connection_id,
            folder_id=folder_id,
            import_id=run_id,
            origin=chat.origin or (f"{Source.ORIEL}:{chat.id}" if named else ""),
        ),
    )
    add_messages(db, messages[:most])
    _put_draft(db, chat_id, incoming)
    put_beside(db, incoming, chat_id, names)
    added = tuple(message.id for message in messages[:most])
    return Written(chat_id, created=True, added=added, completes=True, rest=messages[most:])


def _complete(
    db: sqlite3.Connection, incoming: Incoming, twin: Twin, run_id: str, most: int
) -> Written:
    found = difference(db, incoming, twin.chat_id)
    missing = _apart(db, found.added, twin.chat_id)
    leaf_id, updated_at = db.execute(
        "SELECT leaf_id, updated_at FROM chat WHERE id = ?", (twin.chat_id,)
    ).fetchone()
    own = twin.import_id == run_id
    read_on = bool(missing) and not own and incoming.chat.leaf_id is not None
    begun = Written(
        twin.chat_id,
        created=False,
        added=(),
        leaf_id=leaf_id,
        updated_at=updated_at,
        completes=own,
        rest=missing,
        end=found.ids.get(_settled_leaf(incoming, twin.chat_id), "") if read_on else "",
        end_at=incoming.chat.updated_at,
    )
    return add_rest(db, begun, most)


def add_rest(db: sqlite3.Connection, written: Written, most: int) -> Written:
    """Adds at most `most` of what is still to be added; `added` are those."""
    messages, rest = written.rest[:most], written.rest[most:]
    here = "SELECT id FROM message WHERE id IN (SELECT value FROM json_each(?))"
    above = {message.parent_id for message in messages} - {message.id for message in messages}
    known = {row[0] for row in db.execute(here, (json.dumps(list(above)),))}
    lost = above - known  # taken away while the rest was on its way
    if db.execute("SELECT 1 FROM chat WHERE id = ?", (written.chat_id,)).fetchone() is None:
        return replace(written, added=(), rest=())
    add_messages(db, (replace(m, parent_id=None) if m.parent_id in lost else m for m in messages))
    if written.end and not rest:
        _go_on(db, written)
    return replace(written, added=tuple(message.id for message in messages), rest=rest)


def _go_on(db: sqlite3.Connection, written: Written) -> None:
    """Where the person read the branch that has become longer, they read on at its end."""
    links = "SELECT id, parent_id FROM message WHERE chat_id = ?"
    parents = dict(db.execute(links, (written.chat_id,)).fetchall())
    if written.leaf_id in ids_to(parents, written.end) and written.end != written.leaf_id:
        db.execute(
            """UPDATE chat SET leaf_id = ?, updated_at = max(updated_at, ?)
            WHERE id = ? AND leaf_id IS ?""",
            (written.end, written.end_at, written.chat_id, written.leaf_id),
        )


def _settled_leaf(incoming: Incoming, chat_id: str) -> str:
    leaf = incoming.chat.leaf_id or ""
    same = incoming.source is Source.ORIEL and incoming.chat.id == chat_id
    return leaf if same else derived(chat_id, leaf)


def _free_id(db: sqlite3.Connection, incoming: Incoming) -> str:
    """An archived chat keeps its id, unless one of that id lies in the bin."""
    own = incoming.chat.id
    wanted = own if incoming.source is Source.ORIEL else derived("chat", incoming.key)
    taken = db.execute("SELECT 1 FROM chat WHERE id = ?", (wanted,)).fetchone()
    return new_id() if taken else wanted


def _apart(
    db: sqlite3.Connection, messages: Sequence[Message], chat_id: str
) -> tuple[Message, ...]:
    """Under other ids where another chat has them, and with parents that are there."""
    ids = json.dumps([message.id for message in messages])
    taken = {row[0] for row in db.execute(_ELSEWHERE, (chat_id, ids))}
    return renamed(messages, {name: derived(chat_id, name) for name in taken}, chat_id)


def _put_draft(db: sqlite3.Connection, chat_id: str, incoming: Incoming) -> None:
    said, parts = incoming.draft
    if said or parts:
        db.execute(
            "INSERT OR IGNORE INTO draft (chat_id, text, parts) VALUES (?, ?, ?)",
            (chat_id, storable(said), parts_to_json(parts)),
        )


def add_rows(db: sqlite3.Connection, table: str, rows: Iterable[dict[str, Any]]) -> list[str]:
    """Adds small values whose ids are free; the ids that were added."""
    statement = "INSERT OR IGNORE INTO $table (id, json) VALUES (?, ?)".replace("$table", table)
    added = []
    for row in rows:
        value = storable(json.dumps(row["value"], ensure_ascii=False, separators=(",", ":")))
        if db.execute(statement, (storable(row["id"]), value)).rowcount:
            added.append(row["id"])
    return added


def add_spent(db: sqlite3.Connection, rows: Iterable[dict[str, Any]]) -> list[str]:
    """Adds what answers cost that are here no longer; the ids of those that were added."""
    names = [column[1] for column in db.execute("PRAGMA table_info(spent)")]
    places = ", ".join("?" * len(names))
    statement = f"INSERT OR IGNORE INTO spent ({', '.join(names)}) VALUES ({places})"  # noqa: S608
    return [
        str(row["message_id"])
        for row in rows
        if db.execute(statement, [row.get(name) for name in names]).rowcount
    ]


def undone_chats(db: sqlite3.Connection, run_id: str, most: int) -> list[tuple[str, bool]]:
    """Some of the chats an import brought that are here still, and whether the person has
    gone on with each: has asked, or typed something (chats of other programs bring no draft)."""
    begun = db.execute("SELECT json ->> '$.started_at' FROM import_run WHERE id = ?", (run_id,))
    at = (begun.fetchone() or (0.0,))[0]
    return [
        (row[0], bool(row[1]))
        for row in db.execute(
            """SELECT id, EXISTS (SELECT 1 FROM message WHERE chat_id = chat.id
                AND created_at >= ?) OR (
                    origin <> '' AND origin NOT LIKE 'oriel:%' AND EXISTS (
                        SELECT 1 FROM draft WHERE chat_id = chat.id
                        AND (text <> '' OR parts <> '[]')
                    )
                ) FROM chat WHERE import_id <> '' AND import_id = ? LIMIT ?""",
            (at, run_id, most),
        )
    ]


def remove_chat(db: sqlite3.Connection, chat_id: str) -> None:
    """For good, with what its answers cost: it was counted where it was asked."""
    db.execute(
        "DELETE FROM spent WHERE message_id IN (SELECT id FROM message WHERE chat_id = ?)",
        (chat_id,),
    )
    for table in ("waiting", "approval"):
        db.execute("DELETE FROM $table WHERE chat_id = ?".replace("$table", table), (chat_id,))
    db.execute("DELETE FROM chat WHERE id = ?", (chat_id,))


def bin_chat(db: sqlite3.Connection, chat_id: str, at: float) -> None:
    """What the person has gone on with goes into the bin, and is no longer the import's."""
    db.execute(
        "UPDATE chat SET deleted_at = coalesce(deleted_at, ?), import_id = '' WHERE id = ?",
        (at, chat_id),
    )


def take_back(db: sqlite3.Connection, updated: dict[str, Any]) -> int:
    """Takes the messages an import added to a chat out of it, but those that were answered
    here since: how many those are."""
    kept = 0
    for message_id in reversed(list(_texts(updated.get("added")))):
        used = "SELECT 1 FROM message WHERE parent_id = ?"
        if db.execute(used, (message_id,)).fetchone() is None:
            db.execute("DELETE FROM spent WHERE message_id = ?", (message_id,))
            db.execute("DELETE FROM message WHERE id = ?", (message_id,))
        else:
            kept += 1
    db.execute(
        """UPDATE chat SET leaf_id = ?, updated_at = ? WHERE id = ? AND (leaf_id IS NULL
            OR NOT EXISTS (SELECT 1 FROM message WHERE message.id = chat.leaf_id))""",
        (updated.get("leaf_id"), updated.get("updated_at"), updated.get("chat_id")),
    )
    return kept


def remove_rows(db: sqlite3.Connection, table: str, ids: Iterable[str]) -> int:
    """Takes small values out again, but what is in use by now: how many those are."""
    here = f"SELECT count(*) FROM {table} WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608
    wanted = list(ids)
    statement = f"DELETE FROM {table} WHERE id = ?{_UNUSED.get(table, '')}"  # noqa: S608
    for row_id in reversed(wanted):  # inner folders after the outer: they go first
        db.execute(statement, (row_id,))
    kept: int = db.execute(here, (json.dumps(wanted),)).fetchone()[0]
    return kept


def _texts(raw: Any) -> Iterator[str]:
    for value in raw if isinstance(raw, list) else ():
        if isinstance(value, str):
            yield value
