"""What was typed and not sent yet, per chat."""

from __future__ import annotations

import sqlite3

from oriel.domain.parts import Part
from oriel.store.database import Database
from oriel.store.rows import parts_from_json, parts_to_json, storable

_PUT = """INSERT INTO draft (chat_id, text) VALUES (?, ?)
    ON CONFLICT (chat_id) DO UPDATE SET text = excluded.text"""
_PUT_PARTS = """INSERT INTO draft (chat_id, text, parts) VALUES (?, '', ?)
    ON CONFLICT (chat_id) DO UPDATE SET parts = excluded.parts"""
_TIDY = "DELETE FROM draft WHERE chat_id = ? AND text = '' AND parts = '[]'"


class DraftTable:
    """One draft per chat, its text and its attachments apart from each other; the chat ""
    is the one not begun yet. What a full disk refuses is held in memory until it is not."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def get(self, chat_id: str) -> str:
        """The text, "" when there is none."""

        def work(db: sqlite3.Connection) -> str:
            row = db.execute("SELECT text FROM draft WHERE chat_id = ?", (chat_id,)).fetchone()
            return str(row[0]) if row else ""

        held = self._db.unkept.held(("draft", chat_id))
        return str(held) if held is not None else await self._db.read(work)

    async def put(self, chat_id: str, text: str) -> None:
        """Keeps the text; "" removes it."""

        def work(db: sqlite3.Connection) -> None:
            db.execute(_PUT, (chat_id, storable(text)))
            db.execute(_TIDY, (chat_id,))

        await self._db.unkept.keep(("draft", chat_id), text, lambda: self._db.run(work))

    async def parts(self, chat_id: str) -> tuple[Part, ...]:
        """What is attached, () when nothing is."""

        def work(db: sqlite3.Connection) -> tuple[Part, ...]:
            row = db.execute("SELECT parts FROM draft WHERE chat_id = ?", (chat_id,)).fetchone()
            return parts_from_json(row[0]) if row else ()

        held = self._db.unkept.held(("files", chat_id))
        return held if isinstance(held, tuple) else await self._db.read(work)

    async def put_parts(self, chat_id: str, parts: tuple[Part, ...]) -> None:
        """Keeps what is attached; () removes it."""

        def work(db: sqlite3.Connection) -> None:
            # Here and not before: pictures make long texts, and this is another thread.
            db.execute(_PUT_PARTS, (chat_id, parts_to_json(parts)))
            db.execute(_TIDY, (chat_id,))

        await self._db.unkept.keep(("files", chat_id), parts, lambda: self._db.run(work))
