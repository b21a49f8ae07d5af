"""What a service has already of what somebody wants to send: by name and size."""

from __future__ import annotations

from oriel.domain.library import LibraryFile
from oriel.domain.transfers import UploadTo
from oriel.domain.upload_plan import There
from oriel.services.library_store_names import FileNames
from oriel.services.library_stores import LibraryStores


class LyingThere:
    """Raises what LibraryStores raises."""

    def __init__(self, stores: LibraryStores, names: FileNames) -> None:
        self._stores = stores
        self._names = names

    async def at(self, connection_id: str, to: UploadTo) -> list[There]:
        """The files in the store that `to` names, else those of the service with its
        purpose. Of a container nothing is asked: there, a path is replaced by itself."""
        if to.container_id:
            return []
        if to.store_id:
            return await self._in_store(connection_id, to.store_id)
        found = []
        async for page in self._names.pages(connection_id):
            found += [_there(file) for file in page if file.purpose == to.purpose]
        return found

    async def _in_store(self, connection_id: str, store_id: str) -> list[There]:
        ids = [file.id for file in await self._stores.files(connection_id, store_id)]
        async for _ in self._names.learn(connection_id, ids):
            pass
        known = [self._names.of(connection_id, file_id) for file_id in ids]
        return [_there(file) for file in known if file is not None]


def _there(file: LibraryFile) -> There:
    return There(file.id, file.name, file.size)
