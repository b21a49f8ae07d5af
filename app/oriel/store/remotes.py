"""Conversations that services keep for our chats, and up to which answer each is certain."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field

from oriel.store.database import Database
from oriel.store.rows import to_json

_PUT = """INSERT INTO remote (id, chat_id, connection_id, leaf_id, made_at, json)
    VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (connection_id, id) DO UPDATE
    SET leaf_id = excluded.leaf_id, json = excluded.json"""
_NAMES = "id, chat_id, connection_id, leaf_id, made_at, json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """`leaf_id` is the last answer the conversation `id` holds, None while that is not
    certain (a turn is under way, or was cut off). `made_at` is epoch seconds; `metadata`
    is what was last told to the service about it."""

    id: str
    chat_id: str
    connection_id: str
    leaf_id: str | None
    made_at: float
    metadata: dict[str, str] = field(default_factory=dict)


class RemoteTable:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def put(self, remote: Remote) -> None:
        """Adds a conversation or moves its leaf. One whose chat is not kept is left out."""

        def work(db: sqlite3.Connection) -> None:
            known = db.execute("SELECT 1 FROM chat WHERE id = ?", (remote.chat_id,)).fetchone()
            if known is not None:
                row = (remote.id, remote.chat_id, remote.connection_id)
                kept = to_json(remote.metadata)
                db.execute(_PUT, (*row, remote.leaf_id, remote.made_at, kept))

        await self._db.run(work)

    async def at(self, chat_id: str, connection_id: str, leaf_id: str) -> Remote | None:
        """The conversation whose last answer is `leaf_id`, newest if there are several."""
        clause = "WHERE chat_id = ? AND connection_id = ? AND leaf_id = ? ORDER BY made_at DESC"
        found = await self._select(clause, chat_id, connection_id, leaf_id)
        return found[0] if found else None

    async def for_chat(self, chat_id: str) -> list[Remote]:
        """All of a chat's, oldest first."""
        return await self._select("WHERE chat_id = ? ORDER BY made_at, id", chat_id)

    async def forget(self, connection_id: str, remote_id: str) -> None:
        """The service no longer has it."""
        statement = "DELETE FROM remote WHERE connection_id = ? AND id = ?"
        await self._db.run(lambda db: db.execute(statement, (connection_id, remote_id)))

    async def _select(self, clause: str, *values: str) -> list[Remote]:
        def work(db: sqlite3.Connection) -> list[Remote]:
            rows = db.execute(f"SELECT {_NAMES} FROM remote {clause}", values)  # noqa: S608
            return [_remote(*row) for row in rows]

        return await self._db.read(work)


def _remote(
    remote_id: str, chat_id: str, connection_id: str, leaf_id: str | None, at: float, kept: str
) -> Remote:
    try:
        raw = json.loads(kept)
    except ValueError:
        raw = {}
    metadata = {str(k): str(v) for k, v in raw.items()} if isinstance(raw, dict) else {}
    return Remote(
        id=remote_id,
        chat_id=chat_id,
        connection_id=connection_id,
        leaf_id=leaf_id,
        made_at=at,
        metadata=metadata,
    )
