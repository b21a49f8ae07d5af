"""The imports that were made: what each has brought, so that it can be taken back whole.

A run is one row; what it changed beside new chats lies in further rows that name it, each
written in the transaction that made the change.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from oriel.domain.folders import Folder
from oriel.domain.imports.runs import Found, ImportRun, State, Undone
from oriel.domain.imports.values import Incoming
from oriel.domain.json_values import Unfit, from_plain, read_json, to_plain
from oriel.domain.messages import new_id
from oriel.store import import_rows
from oriel.store.database import Database
from oriel.store.import_rows import Written
from oriel.store.rows import storable, to_json

MOST_AT_ONCE = 300  # messages of one chat in a transaction: a streaming answer waits for it
_LANE = "imports"
_CHATS_AT_ONCE = 20
_PUT = """INSERT INTO import_run (id, json) VALUES (?, ?)
    ON CONFLICT (id) DO UPDATE SET json = excluded.json"""
_RUNS = """SELECT json FROM import_run
    WHERE json_valid(json) AND json ->> '$.part_of' IS NULL ORDER BY n DESC"""
_PARTS = """SELECT n, json FROM import_run
    WHERE json_valid(json) AND json ->> '$.part_of' = ? ORDER BY n DESC LIMIT ?"""
_IDS = "SELECT id FROM $table WHERE id IN (SELECT value FROM json_each(?))"


@dataclass(slots=True)
class Batch:
    """What is written in one transaction: chats with the folder each goes into, and besides
    them folders, rows of tables of small values, what answers cost."""

    chats: list[tuple[Incoming, str]] = field(default_factory=list)
    folders: list[Folder] = field(default_factory=list)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    spent: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Brought:
    """What a batch added: new chats, chats that have more now, messages, other rows."""

    chats: int = 0
    updated: int = 0
    messages: int = 0
    others: int = 0


class ImportRuns:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def all(self) -> list[ImportRun]:
        """Newest first; one that cannot be read is left out."""

        def work(db: sqlite3.Connection) -> list[ImportRun]:
            return [run for row in db.execute(_RUNS) if (run := _run(row[0])) is not None]

        return await self._db.read(work)

    async def put(self, run: ImportRun, *, durably: bool = False) -> None:
        write = self._db.run_durably if durably else self._db.run
        await write(lambda db: db.execute(_PUT, (run.id, to_json(to_plain(run)))))

    async def looked_up(self, incoming: Sequence[Incoming]) -> list[Found]:
        """What of these chats is here. Reads only."""
        return await self._db.read_beside(lambda db: [_found(db, each) for each in incoming], _LANE)

    async def not_here(self, table: str, ids: Sequence[str]) -> set[str]:
        """Which of these ids a table of small values does not have."""
        statement = _IDS.replace("$table", table)

        def work(db: sqlite3.Connection) -> set[str]:
            return set(ids) - {row[0] for row in db.execute(statement, (json.dumps(list(ids)),))}

        return await self._db.read(work)

    async def chat_ids(self, run_id: str) -> list[str]:
        """The chats an import has brought that are here, or in the bin."""
        statement = "SELECT id FROM chat WHERE import_id <> '' AND import_id = ?"
        return await self._db.read(lambda db: [row[0] for row in db.execute(statement, (run_id,))])

    async def newest_chat(self, run_id: str) -> str | None:
        """The chat of an import that was changed last, None when none is here."""
        statement = """SELECT id FROM chat WHERE import_id <> '' AND import_id = ?
            AND deleted_at IS NULL ORDER BY updated_at DESC LIMIT 1"""

        def work(db: sqlite3.Connection) -> str | None:
            row = db.execute(statement, (run_id,)).fetchone()
            return str(row[0]) if row else None

        return await self._db.read(work)

    async def write(self, run_id: str, batch: Batch) -> Brought:
        """Writes all of the batch, or nothing; of a chat longer than MOST_AT_ONCE the rest in
        further transactions."""
        brought, begun = await self._db.run(lambda db: _write(db, run_id, batch))
        for written in begun:
            messages = await self._write_rest(run_id, written)
            brought = replace(brought, messages=brought.messages + messages)
        return brought

    async def undo_some(self, run_id: str) -> Undone | None:
        """Takes back a part of an import; None when nothing is left of it."""
        return await self._db.run(lambda db: _undo_some(db, run_id))

    async def _write_rest(self, run_id: str, written: Written) -> int:
        """How many messages that were."""
        count = 0
        while written.rest:
            written = await self._db.run(partial(_write_more, run_id=run_id, written=written))
            count += len(written.added)
        return count


def _found(db: sqlite3.Connection, incoming: Incoming) -> Found:
    twin = import_rows.twin_of(db, incoming)
    added = len(incoming.messages)
    state = State.NEW
    if twin is not None:
        added = len(import_rows.difference(db, incoming, twin.chat_id).added)
        state = State.CHANGED if added else State.HERE
    chat = incoming.chat
    return Found(
        key=incoming.key,
        source=incoming.source,
        title=chat.title,
        messages=len(incoming.messages),
        added=added,
        created_at=chat.created_at,
        updated_at=chat.updated_at,
        state=state,
        attachments=incoming.attachments,
        missing=incoming.missing,
    )


def _write(db: sqlite3.Connection, run_id: str, batch: Batch) -> tuple[Brought, list[Written]]:
    """What was added, and the chats of which there is more to add."""
    rows: dict[str, list[str]] = {}
    folders = [{"id": folder.id, "value": to_plain(folder)} for folder in batch.folders]
    for table, values in {"folder": folders, **batch.rows}.items():
        if added := import_rows.add_rows(db, table, values):
            rows[table] = added
    spent = import_rows.add_spent(db, batch.spent)
    # The word index starts anew wherever the numbers of rows, which are times, go back.
    in_time = sorted(batch.chats, key=lambda chat: chat[0].chat.created_at)
    written = [
        import_rows.write_chat(db, incoming, run_id, folder_id, MOST_AT_ONCE)
        for incoming, folder_id in in_time
    ]
    changed = [w for w in written if not w.completes and w.added]
    if rows or spent or changed:
        _note(db, run_id, rows=rows, spent=spent, updated=changed)
    brought = Brought(
        chats=sum(w.created for w in written),
        updated=len(changed),
        messages=sum(len(w.added) for w in written),
        others=sum(map(len, rows.values())),
    )
    return brought, [w for w in written if w.rest]


def _write_more(db: sqlite3.Connection, run_id: str, written: Written) -> Written:
    more = import_rows.add_rest(db, written, MOST_AT_ONCE)
    if more.added and not more.completes:
        _note(db, run_id, rows={}, spent=[], updated=[more], more=True)
    return more


def _note(
    db: sqlite3.Connection,
    run_id: str,
    *,
    rows: dict[str, list[str]],
    spent: list[str],
    updated: list[Written],
    more: bool = False,
) -> None:
    """What was changed beside new chats, for undoing it; `more` of the same chats."""
    part = {
        "part_of": run_id,
        "rows": rows,
        "spent": spent,
        "updated": [
            {
                "chat_id": each.chat_id,
                "added": each.added,
                "leaf_id": each.leaf_id,
                "updated_at": each.updated_at,
                "more": more,
            }
            for each in updated
        ],
    }
    db.execute(_PUT, (new_id(), to_json(part)))


def _undo_some(db: sqlite3.Connection, run_id: str) -> Undone | None:
    """Chats first, then what else was brought: a folder goes once it is empty."""
    if chats := import_rows.undone_chats(db, run_id, _CHATS_AT_ONCE):
        for chat_id, continued in chats:
            if continued:
                import_rows.bin_chat(db, chat_id, time.time())
            else:
                import_rows.remove_chat(db, chat_id)
        binned = sum(continued for _, continued in chats)
        return Undone(len(chats) - binned, binned)
    part = db.execute(_PARTS, (run_id, 1)).fetchone()
    if part is not None:
        undone = _undo_part(db, _object(part[1]))
        db.execute("DELETE FROM import_run WHERE n = ?", (part[0],))
        return undone
    db.execute("DELETE FROM import_run WHERE id = ?", (run_id,))
    return None


def _undo_part(db: sqlite3.Connection, part: dict[str, Any]) -> Undone:
    updated = [each for each in part.get("updated", []) if isinstance(each, dict)]
    kept = sum(import_rows.take_back(db, each) for each in reversed(updated))
    for table, ids in _mapping(part.get("rows")).items():
        if table in _TABLES:
            kept += import_rows.remove_rows(db, table, _texts(ids))
    for message_id in part.get("spent", []):
        db.execute("DELETE FROM spent WHERE message_id = ?", (message_id,))
    restored = sum(each.get("more") is not True for each in updated)
    return Undone(restored=restored, kept=kept)


_TABLES = ("folder", "prompt", "saved_search", "price", "question_set", "connection", "tool_server")


def _texts(raw: Any) -> list[str]:
    return [each for each in raw if isinstance(each, str)] if isinstance(raw, list) else []


def _run(stored: str) -> ImportRun | None:
    try:
        return from_plain(ImportRun, read_json(storable(stored)))
    except (ValueError, Unfit):
        return None


def _object(stored: str) -> dict[str, Any]:
    try:
        return _mapping(read_json(stored))
    except ValueError:
        return {}


def _mapping(raw: Any) -> dict[str, Any]:
    return raw if isinstance(raw, dict) else {}
