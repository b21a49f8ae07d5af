"""What the files in a vector store are called: a store knows only their ids.

Few are asked for one by one; for many the list of all files is read. What is known is kept
as long as the program runs: a file never changes its name.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from contextlib import aclosing
from dataclasses import replace

from oriel.api.client import ServiceClient
from oriel.domain.errors import NotFound
from oriel.domain.library import LibraryFile
from oriel.domain.library_reading import file_of
from oriel.services.connections import Connections
from oriel.services.few_at_once import for_each

FEW = 30
GONE = "deleted"  # the status of a file that the service no longer has


class FileNames:
    """Raises as LibraryStores. A file that is gone has no name and the status GONE."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._known: dict[tuple[str, str], LibraryFile] = {}

    def of(self, connection_id: str, file_id: str) -> LibraryFile | None:
        """What is known of a file already."""
        return self._known.get((connection_id, file_id))

    def note(self, connection_id: str, files: Iterable[LibraryFile]) -> None:
        """Files that somebody has met."""
        for file in files:
            self._known[connection_id, file.id] = file

    async def pages(self, connection_id: str) -> AsyncGenerator[list[LibraryFile], None]:
        """All files of a connection, newest first, page after page as they come."""
        client = await self._connections.client(connection_id)
        async for page in client.files.pages():
            found = [file for raw in page if (file := file_of(raw))]
            self.note(connection_id, found)
            yield found

    async def learn(
        self, connection_id: str, file_ids: Iterable[str]
    ) -> AsyncIterator[list[LibraryFile]]:
        """The files of these ids that are not known yet, some at a time as they are found."""
        missing = {each for each in file_ids if (connection_id, each) not in self._known}
        if not missing:
            return
        client = await self._connections.client(connection_id)
        if len(missing) > FEW:
            async with aclosing(self.pages(connection_id)) as pages:
                async for page in pages:
                    if wanted := [file for file in page if file.id in missing]:
                        missing.difference_update(file.id for file in wanted)
                        yield wanted
                    if len(missing) <= FEW:
                        break
        rest = list(missing)
        for start in range(0, len(rest), FEW):
            yield await self._ask(client, rest[start : start + FEW])

    async def _ask(self, client: ServiceClient, file_ids: Sequence[str]) -> list[LibraryFile]:
        async def one(file_id: str) -> LibraryFile:
            try:
                found = file_of(await client.files.retrieve(file_id))
            except NotFound:
                found = None
            if found is None:
                return LibraryFile(id=file_id, name="", status=GONE)
            return replace(found, id=file_id)

        found = await for_each(file_ids, one)
        self.note(client.connection.id, found)
        return found
