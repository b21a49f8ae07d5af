"""What was typed and not sent yet, per chat."""

from __future__ import annotations

import sqlite3

from oriel.store.database import Database
from oriel.store.rows import storable

_PUT = """INSERT INTO draft (chat_id, text) VALUES (?, ?)
    ON CONFLICT (chat_id) DO UPDATE SET text = excluded.text"""


class DraftTable:
    """One draft per chat; the chat "" is the one not begun yet."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def get(self, chat_id: str) -> str:
        """The draft, "" when there is none."""

        def work(db: sqlite3.Connection) -> str:
            row = db.execute("SELECT text FROM draft WHERE chat_id = ?", (chat_id,)).fetchone()
            return str(row[0]) if row else ""

        return await self._db.read(work)

    async def put(self, chat_id: str, text: str) -> None:
        """Keeps the draft; "" removes it."""

        def work(db: sqlite3.Connection) -> None:
            if text:
                db.execute(_PUT, (chat_id, storable(text)))
            else:
                db.execute("DELETE FROM draft WHERE chat_id = ?", (chat_id,))

        await self._db.run(work)
