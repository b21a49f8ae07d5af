"""What every part of the transfers has before it: the list, the connections with their
gates, the pace, and what was sent before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from oriel.api.client import ServiceClient
from oriel.domain.transfer_errors import ConnectionGone
from oriel.services.connections import Connections
from oriel.services.transfer_book import TransferBook
from oriel.services.transfer_gates import Gate, Held, patiently
from oriel.services.transfer_pace import TransferPace
from oriel.store.uploaded import UploadedTable

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TransferDesk:
    """`gate` gives a connection's, made on first use."""

    book: TransferBook
    connections: Connections
    uploaded: UploadedTable
    pace: TransferPace
    gate: Callable[[str], Gate]

    async def client(self, connection_id: str) -> ServiceClient:
        """Ask for it right before it is used: the network or the key may be others since.
        Raises ConnectionGone, and as Connections.client."""
        if self.connections.get(connection_id) is None:
            raise ConnectionGone(connection=connection_id)
        return await self.connections.client(connection_id)

    def check(self, connection_id: str) -> None:
        """Raises Held while a connection's gate is closed."""
        if not self.gate(connection_id).is_open:
            raise Held

    async def ask(
        self,
        connection_id: str,
        question: Callable[[ServiceClient], Awaitable[T]],
        *,
        spreading: bool = False,
    ) -> T:
        """What a service answers, asked as patiently as `patiently` is."""

        async def once() -> T:
            return await question(await self.client(connection_id))

        return await patiently(self.gate(connection_id), self.pace, once, spreading=spreading)
