"""The places answers come from, without their keys (those lie in the keyring)."""

from __future__ import annotations

import logging
import sqlite3
from typing import Any

from oriel.domain.connections import Connection, connection_from_json, connection_to_json
from oriel.domain.json_values import read_json
from oriel.store.database import Database
from oriel.store.rows import to_json

_PUT = """INSERT INTO connection (id, json) VALUES (?, ?)
    ON CONFLICT (id) DO UPDATE SET json = excluded.json"""
_Connections = list[Connection]  # `list` means something else inside the class
_log = logging.getLogger(__name__)


class ConnectionTable:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def put(self, connection: Connection) -> None:
        """Adds the connection or replaces the one of that id; a temporary one is kept nowhere."""
        if connection.temporary:
            return
        row = (connection.id, to_json(connection_to_json(connection)))
        await self._db.run(lambda db: db.execute(_PUT, row))

    async def delete(self, connection_id: str) -> None:
        statement = "DELETE FROM connection WHERE id = ?"
        await self._db.run(lambda db: db.execute(statement, (connection_id,)))

    async def list(self) -> _Connections:
        """All of them, in the order they were added; one that cannot be read is left out."""

        def work(db: sqlite3.Connection) -> _Connections:
            rows = db.execute("SELECT id, json FROM connection ORDER BY n")
            return [found for row in rows if (found := _connection(*row))]

        return await self._db.read(work)


def _connection(connection_id: str, stored: str) -> Connection | None:
    try:
        raw: Any = read_json(stored)
        return connection_from_json(raw)
    except (ValueError, TypeError, KeyError, AttributeError):
        # One unreadable row must not take the history with it.
        _log.warning("connection %s cannot be read", connection_id)
        return None
