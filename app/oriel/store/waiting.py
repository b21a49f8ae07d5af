"""Turns that wait to be sent: behind a streaming answer, or for the network."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from oriel.domain.waiting import WaitingTurn
from oriel.store.database import Database
from oriel.store.rows import parts_from_json, parts_to_json

_ADD = """INSERT INTO waiting (id, chat_id, place, parts, why, created_at)
    SELECT ?, ?, 1 + coalesce(max(place), 0), ?, ?, ? FROM waiting WHERE chat_id = ?"""


class WaitingTable:
    """Per chat in the order in which they will be sent."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, turn: WaitingTurn) -> None:
        """At the end of its chat's queue."""
        await self._db.run(lambda db: add_waiting(db, turn))

    async def update(self, turn: WaitingTurn) -> None:
        """New parts and a new reason for one that is still there."""
        statement = "UPDATE waiting SET parts = ?, why = ? WHERE id = ?"
        row = (parts_to_json(turn.parts), turn.why, turn.id)
        await self._db.run(lambda db: db.execute(statement, row))

    async def reorder(self, chat_id: str, ids: Sequence[str]) -> None:
        """Puts a chat's queue into the order of `ids`."""

        def work(db: sqlite3.Connection) -> None:
            for place, turn_id in enumerate(ids, 1):
                statement = "UPDATE waiting SET place = ? WHERE id = ? AND chat_id = ?"
                db.execute(statement, (place, turn_id, chat_id))

        await self._db.run(work)

    async def remove(self, turn_id: str) -> bool:
        """Whether it was still there: two senders of one turn must not both win."""
        statement = "DELETE FROM waiting WHERE id = ?"
        return await self._db.run(lambda db: db.execute(statement, (turn_id,)).rowcount) > 0

    async def for_chat(self, chat_id: str) -> list[WaitingTurn]:
        def work(db: sqlite3.Connection) -> list[WaitingTurn]:
            rows = db.execute(
                "SELECT id, chat_id, parts, why, created_at FROM waiting "
                "WHERE chat_id = ? ORDER BY place, created_at",
                (chat_id,),
            )
            return [
                WaitingTurn(id=i, chat_id=c, parts=parts_from_json(p), why=w, created_at=at)
                for i, c, p, w, at in rows
            ]

        return await self._db.read(work)

    async def chats(self, why: str) -> list[str]:
        """The chats that have a turn waiting for this reason."""

        def work(db: sqlite3.Connection) -> list[str]:
            rows = db.execute("SELECT DISTINCT chat_id FROM waiting WHERE why = ?", (why,))
            return [row[0] for row in rows]

        return await self._db.read(work)


def add_waiting(db: sqlite3.Connection, turn: WaitingTurn) -> None:
    """At the end of its chat's queue, in a transaction."""
    row = (turn.id, turn.chat_id, parts_to_json(turn.parts), turn.why, turn.created_at)
    db.execute(_ADD, (*row, turn.chat_id))
