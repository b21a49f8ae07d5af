"""The tool servers a person has set up, without their secrets (those lie in the keyring)."""

from __future__ import annotations

from oriel.domain.tools import ToolServer, tool_server_from_json, tool_server_to_json
from oriel.store.database import Database
from oriel.store.json_rows import JsonRows

_Servers = list[ToolServer]  # `list` means something else inside the class


class ToolServerTable:
    def __init__(self, db: Database) -> None:
        self._rows = JsonRows(db, "tool_server", tool_server_to_json, tool_server_from_json)

    async def put(self, server: ToolServer) -> None:
        """Adds the server or replaces the one of that id."""
        await self._rows.put((server.id, server))

    async def delete(self, server_id: str) -> None:
        """Forgets a server; one that is not there is no error."""
        await self._rows.delete(server_id)

    async def list(self) -> _Servers:
        """All of them, in the order they were added; one that cannot be read is left out."""
        return await self._rows.all()
