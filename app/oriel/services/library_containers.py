"""The containers of a connection: listed, made, looked into, replaced once they have ended.

Being listed is no use of a container; looking into one may count as use, at some services.
So nothing here is asked about a single container unless a person wants to see it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from oriel.domain.container_rescue import NewContainer, Rescue, name_of, rescue_of
from oriel.domain.errors import AnswerUnreadable, AppError, NotFound
from oriel.domain.library import Container, ContainerFile
from oriel.domain.library_reading import container_file_of, container_of
from oriel.services.connections import Connections
from oriel.services.deleting import Deletion, delete_each


class LibraryContainers:
    """Every method raises AppErrors: what a connection's client raises, and what a service
    refuses. Of containers that were looked into it remembers what was in them."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._seen: dict[str, list[ContainerFile]] = {}
        self._given: dict[str, dict[str, str]] = {}  # ids at the service by name

    async def all(self, connection_id: str) -> list[Container]:
        """The newest first, those that ended not long ago among them, each once."""
        client = await self._connections.client(connection_id)
        found = [container_of(raw) for raw in await client.containers.all()]
        kept = [each for each in found if each is not None and each.status != "deleted"]
        return list({each.id: each for each in kept}.values())

    async def create(self, connection_id: str, new: NewContainer) -> Container:
        client = await self._connections.client(connection_id)
        made = container_of(
            await client.containers.create(new.name, new.memory, new.file_ids, new.idle_minutes)
        )
        if made is None:
            raise AnswerUnreadable(
                host=client.connection.host, status=200, detail="no container id"
            )
        if new.file_ids:
            self._given[made.id] = await self._names(connection_id, new.file_ids)
        return made

    async def delete(self, connection_id: str, container_id: str) -> None:
        """Gone is also what the service does not know."""
        client = await self._connections.client(connection_id)
        with suppress(NotFound):
            await client.containers.delete(container_id)

    async def files(self, connection_id: str, container_id: str) -> list[ContainerFile]:
        """Raises NotFound when the container has ended."""
        client = await self._connections.client(connection_id)
        raw = await client.container_files.all(container_id)
        found = [container_file_of(each) for each in raw]
        files = list({each.id: each for each in found if each is not None}.values())
        self._seen[container_id] = files
        return files

    async def attach(self, connection_id: str, container_id: str, file_id: str) -> None:
        """Puts a file of the service into a container."""
        client = await self._connections.client(connection_id)
        made = container_file_of(await client.container_files.attach(container_id, file_id))
        if made is not None:
            self._given.setdefault(container_id, {})[name_of(made.path)] = file_id

    async def content(
        self, connection_id: str, container_id: str, file_id: str, most: int
    ) -> bytes:
        """What is in a file. Raises AnswerUnreadable when it is more than `most` bytes."""
        client = await self._connections.client(connection_id)
        return await client.container_files.content(container_id, file_id, most)

    async def delete_files(
        self,
        connection_id: str,
        container_id: str,
        file_ids: Iterable[str],
        told: Callable[[Deletion], None],
    ) -> None:
        """Deletes each, a few at a time; `told` hears of every one as it is done."""
        client = await self._connections.client(connection_id)

        async def delete(file_id: str) -> None:
            with suppress(NotFound):  # gone already is as good
                await client.container_files.delete(container_id, file_id)

        await delete_each(file_ids, delete, told)

    # Once it has ended

    def known_count(self, container_id: str) -> int | None:
        """How many files were in it when somebody last looked; None when nobody did."""
        seen = self._seen.get(container_id)
        return None if seen is None else len(seen)

    async def rescue(self, container_id: str, sent: Mapping[str, str]) -> Rescue:
        """What can still be had of one that has ended. `sent` are files of this computer that
        were sent into it or saved from it, by their names in it."""
        local = await asyncio.to_thread(_there, dict(sent))
        seen, given = self._seen.get(container_id), self._given.get(container_id, {})
        return rescue_of(seen, given, local)

    # Inside

    async def _names(self, connection_id: str, file_ids: Iterable[str]) -> dict[str, str]:
        """The ids by the files' names; those whose name cannot be asked are left out."""
        client = await self._connections.client(connection_id)
        found: dict[str, str] = {}
        for file_id in file_ids:
            try:
                raw = await client.files.retrieve(file_id)
            except AppError:
                continue
            if isinstance(name := raw.get("filename"), str):
                found[name_of(name)] = file_id
        return found


def _there(paths: dict[str, str]) -> dict[str, tuple[str, int]]:
    """Those that still are on the disk, with their sizes in bytes."""
    found: dict[str, tuple[str, int]] = {}
    for name, path in paths.items():
        try:
            if Path(path).is_file():
                found[name] = (path, Path(path).stat().st_size)
        except OSError:
            continue
    return found
