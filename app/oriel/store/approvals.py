"""The ledger of what the person has allowed tools to do."""

from __future__ import annotations

import sqlite3

from oriel.domain.approvals import Remembered
from oriel.store.database import Database
from oriel.store.rows import storable

_PUT = """INSERT INTO approval (tool, server, chat_id, allowed, decided_at)
    VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (tool, server, chat_id) DO UPDATE
    SET allowed = excluded.allowed, decided_at = excluded.decided_at"""
_FIND = """SELECT allowed FROM approval
    WHERE tool = ? AND server = ? AND chat_id IN ('', ?)
    ORDER BY chat_id DESC LIMIT 1"""


class ApprovalTable:
    """One line per tool, server and chat; the chat "" stands for all."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def put(self, line: Remembered) -> None:
        row = (
            storable(line.tool),
            storable(line.server),
            line.chat_id,
            int(line.allowed),
            line.decided_at,
        )
        await self._db.run(lambda db: db.execute(_PUT, row))

    async def find(self, tool: str, server: str, chat_id: str) -> bool | None:
        """What was said of a tool, in this chat before in all; None when nothing was."""

        def work(db: sqlite3.Connection) -> bool | None:
            row = db.execute(_FIND, (storable(tool), storable(server), chat_id)).fetchone()
            return None if row is None else bool(row[0])

        return await self._db.read(work)

    async def all(self) -> list[Remembered]:
        """The whole ledger, newest first."""

        def work(db: sqlite3.Connection) -> list[Remembered]:
            rows = db.execute(
                "SELECT tool, server, chat_id, allowed, decided_at FROM approval "
                "ORDER BY decided_at DESC, n DESC"
            )
            return [
                Remembered(tool=t, server=s, chat_id=c, allowed=bool(a), decided_at=at)
                for t, s, c, a, at in rows
            ]

        return await self._db.read(work)

    async def remove(self, line: Remembered) -> None:
        statement = "DELETE FROM approval WHERE tool = ? AND server = ? AND chat_id = ?"
        row = (storable(line.tool), storable(line.server), line.chat_id)
        await self._db.run(lambda db: db.execute(statement, row))
