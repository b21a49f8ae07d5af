"""The rooms transfers are tried in: a real queue over a real service, quick about its waits."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.services.rooms import Rooms, rooms

from oriel.domain.transfers import DownloadFrom, Stage, Transfer, UploadTo
from oriel.local.weather import Weather
from oriel.services.connections import Connections
from oriel.services.transfer_book import Listener
from oriel.services.transfer_pace import TransferPace
from oriel.services.transfers import Transfers
from oriel.store.database import Database
from oriel.store.transfers import TransferTable
from oriel.store.uploaded import UploadedTable
from waiting import until

QUICK = TransferPace(
    first_delay_s=0.02,
    longest_delay_s=0.2,
    poll_s=0.02,
    late_s=0.4,
    longest_poll_s=0.1,
    gather_s=0.05,
    longest_gather_s=0.2,
)


@dataclass
class Yard:
    """A queue under way, and what it has told."""

    transfers: Transfers
    rooms: Rooms
    changes: list[tuple[Transfer, ...]] = field(default_factory=list)
    ended: list[Transfer] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    @property
    def weather(self) -> Weather:
        return self.rooms.server.weather

    def up(self, paths: Iterable[Path], **to: Any) -> list[str]:
        """Adds uploads; their ids."""
        files = [(str(path), path.name, 0) for path in paths]
        return [t.id for t in self.transfers.add_uploads("local", files, UploadTo(**to))]

    def down(self, *wanted: tuple[str, Path]) -> list[str]:
        files = [(DownloadFrom(file_id), path.name, 0, str(path)) for file_id, path in wanted]
        return [t.id for t in self.transfers.add_downloads("local", files)]

    def stages(self) -> Counter[Stage]:
        return Counter(t.stage for t in self.transfers.all())

    def one(self, transfer_id: str) -> Transfer:
        found = self.transfers.get(transfer_id)
        assert found is not None
        return found

    async def over(self, ids: Iterable[str] | None = None, timeout: float = 20.0) -> list[Transfer]:
        """Waits until all of them have ended."""
        asked = list(ids) if ids is not None else [t.id for t in self.transfers.all()]
        await until(lambda: all(self.one(i).stage.has_ended for i in asked), timeout)
        return [self.one(i) for i in asked]

    async def files(self) -> list[dict[str, Any]]:
        """What the service has."""
        return await (await self.rooms.connections.client("local")).files.all()

    async def names(self) -> list[str]:
        return sorted(file["filename"] for file in await self.files())

    async def store(self) -> str:
        """A new vector store's id."""
        client = await self.rooms.connections.client("local")
        return str((await client.vector_stores.create("Tried"))["id"])

    async def in_store(self, store_id: str) -> list[dict[str, Any]]:
        return await (await self.rooms.connections.client("local")).store_files.all(store_id)


def queue(connections: Connections, database: Database, pace: TransferPace = QUICK) -> Transfers:
    return Transfers(connections, TransferTable(database), UploadedTable(database), pace)


@asynccontextmanager
async def yard_in(rooms: Rooms, pace: TransferPace = QUICK) -> AsyncIterator[Yard]:
    """A queue in rooms that are there; closing it is what closing the program does."""
    yard = Yard(queue(rooms.connections, rooms.database, pace), rooms)
    yard.transfers.listen(
        Listener(changed=yard.changes.append, ended=yard.ended.extend, removed=yard.removed.extend)
    )
    bugs: list[BaseException] = []
    yard.transfers.on_bug = bugs.append
    try:
        yield yard
    finally:
        rooms.server.weather.clear()
        await yard.transfers.aclose()
    assert not bugs


@asynccontextmanager
async def yard(folder: Path, pace: TransferPace = QUICK) -> AsyncIterator[Yard]:
    async with rooms(folder) as found, yard_in(found, pace) as made:
        yield made


def written(folder: Path, name: str, content: bytes | str | int) -> Path:
    """A file with this content, or with so many bytes that no other file has."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, int):
        content = os.urandom(content)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
