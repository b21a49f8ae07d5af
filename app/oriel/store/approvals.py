"""The ledger of what the person has allowed tools to do."""

from __future__ import annotations

import sqlite3

from oriel.domain.approvals import Approval, Remembered
from oriel.store.database import Database
from oriel.store.rows import storable

_PUT = """INSERT INTO approval (tool, server, origin, chat_id, allowed, decided_at)
    VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (tool, server, origin, chat_id) DO UPDATE
    SET allowed = excluded.allowed, decided_at = excluded.decided_at"""
_FIND = """SELECT allowed FROM approval
    WHERE tool = ? AND server = ? AND origin = ? AND chat_id IN ('', ?)
    ORDER BY chat_id DESC LIMIT 1"""


class ApprovalTable:
    """One line per tool, server, origin and chat; the chat "" stands for all."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def put(self, line: Remembered) -> None:
        row = (
            storable(line.tool),
            storable(line.server),
            storable(line.origin),
            line.chat_id,
            int(line.allowed),
            line.decided_at,
        )
        await self._db.run(lambda db: db.execute(_PUT, row))

    async def find(self, asked: Approval) -> bool | None:
        """What was said of a tool, in this chat before in all; None when nothing was."""
        names = (storable(asked.tool), storable(asked.server), storable(asked.origin))

        def work(db: sqlite3.Connection) -> bool | None:
            row = db.execute(_FIND, (*names, asked.chat_id)).fetchone()
            return None if row is None else bool(row[0])

        return await self._db.read(work)

    async def all(self) -> list[Remembered]:
        """The whole ledger, newest first."""

        def work(db: sqlite3.Connection) -> list[Remembered]:
            rows = db.execute(
                "SELECT tool, server, origin, chat_id, allowed, decided_at FROM approval "
                "ORDER BY decided_at DESC, n DESC"
            )
            return [
                Remembered(tool=t, server=s, origin=o, chat_id=c, allowed=bool(a), decided_at=at)
                for t, s, o, c, a, at in rows
            ]

        return await self._db.read(work)

    async def remove(self, line: Remembered) -> None:
        where = "tool = ? AND server = ? AND origin = ? AND chat_id = ?"
        row = (storable(line.tool), storable(line.server), storable(line.origin), line.chat_id)
        statement = f"DELETE FROM approval WHERE {where}"  # noqa: S608
        await self._db.run(lambda db: db.execute(statement, row))
