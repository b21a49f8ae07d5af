"""What every part of the transfers has before it: the list, the connections with their
gates, the pace, and what was sent before."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
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


async def for_each(
    ask: Callable[[str], Awaitable[T]], keys: Iterable[str], at_once: int = 5
) -> list[T]:
    """What `ask` answers for each, a few at a time. Raises the first failure, once none is
    under way any more."""
    places = asyncio.Semaphore(at_once)

    async def one(key: str) -> T:
        async with places:
            return await ask(key)

    found = await asyncio.gather(*map(one, keys), return_exceptions=True)
    for each in found:
        if isinstance(each, BaseException):
            raise each
    return [each for each in found if not isinstance(each, BaseException)]
