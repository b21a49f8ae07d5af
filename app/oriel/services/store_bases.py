"""Where each connection's vector stores are asked for, remembered while the program runs."""

from __future__ import annotations

from typing import Any

from oriel.api.client import ServiceClient
from oriel.api.vector_store_base import Ask, VectorStoreBase, store_bases
from oriel.services.connections import Connections


class StoreBases:
    """One for all who make, change, list or delete stores: what one has found, all know."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._known: dict[str, tuple[tuple[str, ...], VectorStoreBase]] = {}

    async def run(self, client: ServiceClient, ask: Ask) -> Any:
        """What `ask(base_url)` answers at the first place that takes it. Raises what the
        likeliest place raises when none does (VectorStoreBase.run)."""
        return await self._of(client).run(ask)

    def current(self, client: ServiceClient) -> str:
        """The base URL that answered last, else the likeliest."""
        return self._of(client).current

    def _of(self, client: ServiceClient) -> VectorStoreBase:
        connection = client.connection
        endpoints = self._connections.sessions.endpoints(connection.region)
        bases = store_bases(connection, endpoints)
        known = self._known.get(connection.id)
        if known is None or known[0] != bases:
            known = self._known[connection.id] = (bases, VectorStoreBase(bases))
        return known[1]
