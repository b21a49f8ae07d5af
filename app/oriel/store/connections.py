"""The places answers come from, without their keys (those lie in the keyring)."""

from __future__ import annotations

from oriel.domain.connections import Connection, connection_from_json, connection_to_json
from oriel.store.database import Database
from oriel.store.json_rows import JsonRows

_Connections = list[Connection]  # `list` means something else inside the class


class ConnectionTable:
    def __init__(self, db: Database) -> None:
        self._rows = JsonRows(db, "connection", connection_to_json, connection_from_json)

    async def put(self, connection: Connection) -> None:
        """Adds the connection or replaces the one of that id; a temporary one is kept nowhere."""
        if not connection.temporary:
            await self._rows.put((connection.id, connection))

    async def delete(self, connection_id: str) -> None:
        await self._rows.delete(connection_id)

    async def list(self) -> _Connections:
        """All of them, in the order they were added; one that cannot be read is left out."""
        return await self._rows.all()
