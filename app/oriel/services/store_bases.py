"""Where the vector stores of a client's connection are asked for."""

from __future__ import annotations

from typing import Any

from oriel.api.client import ServiceClient
from oriel.api.vector_store_base import Ask
from oriel.services.connections import Connections


class StoreBases:
    """For all who make, change, list or delete stores. What one of them has found, or the
    doctor, all know (Connections.store_place)."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def run(self, client: ServiceClient, ask: Ask) -> Any:
        """What `ask(base_url)` answers at the first place that takes it. Raises what the
        likeliest place raises when none does (VectorStoreBase.run)."""
        return await self._connections.store_place(client.connection).run(ask)

    def current(self, client: ServiceClient) -> str:
        """The base URL that answered last, else the likeliest."""
        return self._connections.store_place(client.connection).current
