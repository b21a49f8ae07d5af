"""The tool servers a person has set up, without their secrets (those lie in the keyring)."""

from __future__ import annotations

import logging
import sqlite3
from typing import Any

from oriel.domain.json_values import read_json
from oriel.domain.tools import ToolServer, tool_server_from_json, tool_server_to_json
from oriel.store.database import Database
from oriel.store.rows import to_json

_PUT = """INSERT INTO tool_server (id, json) VALUES (?, ?)
    ON CONFLICT (id) DO UPDATE SET json = excluded.json"""
_Servers = list[ToolServer]  # `list` means something else inside the class
_log = logging.getLogger(__name__)


class ToolServerTable:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def put(self, server: ToolServer) -> None:
        """Adds the server or replaces the one of that id."""
        row = (server.id, to_json(tool_server_to_json(server)))
        await self._db.run(lambda db: db.execute(_PUT, row))

    async def delete(self, server_id: str) -> None:
        """Forgets a server; one that is not there is no error."""
        statement = "DELETE FROM tool_server WHERE id = ?"
        await self._db.run(lambda db: db.execute(statement, (server_id,)))

    async def list(self) -> _Servers:
        """All of them, in the order they were added; one that cannot be read is left out."""

        def work(db: sqlite3.Connection) -> _Servers:
            rows = db.execute("SELECT id, json FROM tool_server ORDER BY n")
            return [found for row in rows if (found := _server(*row))]

        return await self._db.read(work)


def _server(server_id: str, stored: str) -> ToolServer | None:
    try:
        raw: Any = read_json(stored)
        return tool_server_from_json(raw)
    except (ValueError, TypeError, KeyError, AttributeError):
        # One unreadable row must not take the others with it.
        _log.warning("tool server %s cannot be read", server_id)
        return None
