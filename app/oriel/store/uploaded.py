"""Which file at a service has which content: what need not be sent again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from oriel.domain.transfers import Transfer
from oriel.store.database import Database
from oriel.store.rows import storable

_PUT = """INSERT INTO uploaded
    (connection_id, sha256, purpose, file_id, name, size, uploaded_at)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (connection_id, sha256, purpose) DO UPDATE SET file_id = excluded.file_id,
    name = excluded.name, size = excluded.size, uploaded_at = excluded.uploaded_at"""
_FIND = "SELECT file_id FROM uploaded WHERE connection_id = ? AND sha256 = ? AND purpose = ?"
_FORGET = "DELETE FROM uploaded WHERE connection_id = ? AND file_id = ?"
_KNOWN = "SELECT 1 FROM uploaded WHERE connection_id = ? AND file_id = ?"


@dataclass(frozen=True, slots=True)
class Content:
    """What is looked for: the same bytes, sent for the same purpose to the same place."""

    connection_id: str
    sha256: str
    purpose: str


class UploadedTable:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def put(self, content: Content, file_id: str, transfer: Transfer, at: float) -> None:
        """From now on this file stands for this content. `at` is epoch seconds."""
        where = (content.connection_id, content.sha256, content.purpose)
        row = (*where, file_id, storable(transfer.name), transfer.size, at)
        await self._db.run(lambda db: db.execute(_PUT, row))

    async def find(self, content: Content) -> str:
        """The id of the file with this content, "" when none is known."""
        where = (content.connection_id, content.sha256, content.purpose)
        row = await self._db.read(lambda db: db.execute(_FIND, where).fetchone())
        return str(row[0]) if row else ""

    async def forget(self, connection_id: str, file_id: str) -> None:
        """The file is not there any more, or not what it was taken for."""
        await self._db.run(lambda db: db.execute(_FORGET, (connection_id, file_id)))

    async def known(self, connection_id: str, file_ids: Iterable[str]) -> frozenset[str]:
        """Those of the files that were sent from here."""
        asked = tuple(file_ids)

        def work(db: sqlite3.Connection) -> frozenset[str]:
            return frozenset(i for i in asked if db.execute(_KNOWN, (connection_id, i)).fetchone())

        return await self._db.read(work)
