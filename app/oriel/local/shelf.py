"""The thread on which everything that blocks runs: the state file, folders, the guide.

A second one moves bytes of files, which can be many and concern nobody else.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from oriel.local.containers import Containers, NewContainer
from oriel.local.database import open_database
from oriel.local.faults import DataUnusable
from oriel.local.hosted import Hit
from oriel.local.passages import Guide
from oriel.local.state import State
from oriel.local.store_files import StoreFiles
from oriel.local.store_index import StoreIndex
from oriel.local.store_search import Search, StoreSearch
from oriel.local.stored_files import StoredFiles
from oriel.local.text_reader import TextReader
from oriel.local.vector_stores import VectorStores

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Shelf:
    """Owns the thread and all that stands on it; `await shelf.run(state.method, ...)`."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="oriel-local-shelf")
        self._second = ThreadPoolExecutor(1, thread_name_prefix="oriel-local-aside")
        self.reader = TextReader()
        self._db: sqlite3.Connection
        self.incoming: Path  # for bytes on their way in
        self.state: State
        self.guide: Guide
        self.files: StoredFiles
        self.stores: VectorStores
        self.store_files: StoreFiles
        self.index: StoreIndex
        self._search: StoreSearch
        self.containers: Containers

    @classmethod
    def open(cls, data: Path, guide: Path) -> Shelf:
        """Blocks while files are read. Raises StartFailure."""
        shelf = cls()
        try:
            shelf._thread.submit(shelf._open, data, guide).result()
            # Threads come with their first work; this one is to be there from the start.
            shelf._second.submit(bool).result()
        except BaseException:
            shelf._thread.shutdown()
            shelf._second.shutdown()
            shelf.reader.close()
            raise
        return shelf

    def _open(self, data: Path, guide: Path) -> None:
        self.guide = Guide.read(guide)
        self._db = open_database(data / "local.db")
        self.state = State(self._db)
        self.stores = VectorStores(self._db)
        try:
            self.incoming = _emptied(data / "incoming")
            self.files = StoredFiles(self._db, data / "files", self.stores.forget_file)
        except OSError as error:
            self._db.close()
            raise DataUnusable(data, error.strerror or str(error)) from error
        self.store_files = StoreFiles(self._db, self.stores)
        self.index = StoreIndex(self._db)
        self._search = StoreSearch(self._db)
        self.containers = Containers(self._db, data / "containers")

    async def run(self, work: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """The result of blocking work done on the thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, partial(work, *args, **kwargs))

    async def aside(self, work: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """The result of work that takes long and needs nothing of the shelf: bytes of files."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._second, partial(work, *args, **kwargs))

    def new_container(self, new: NewContainer, file_ids: Sequence[str]) -> dict[str, Any]:
        """A container with copies of uploaded files in it; on the thread."""
        for file_id in file_ids:
            self.files.get(file_id, "file_ids")
        made = self.containers.add(new)
        try:
            for file_id in file_ids:
                self.copy_to_container(made["id"], file_id)
        except BaseException:
            self.containers.delete(made["id"])
            raise
        return made

    def copy_to_container(self, container_id: str, file_id: str) -> dict[str, Any]:
        """The container's own copy of an uploaded file; on the thread."""
        file = self.files.get(file_id, "file_id")
        self.containers.living(container_id)
        place = self.containers.room(container_id)
        try:
            # A second name for the same bytes: neither side ever writes into them.
            place.hardlink_to(self.files.path(file_id))
        except OSError:
            shutil.copyfile(self.files.path(file_id), place)
        return self.containers.take_file(container_id, file["filename"], place)

    def search(
        self, store_ids: Sequence[str], search: Search, param: str | None = None
    ) -> list[Hit]:
        """Searches stores, which counts as a use of each; on the thread.

        Raises ApiFault 404 for a store that is not here, 400 for one that has expired.
        """
        self.files.drop_expired()
        for store_id in store_ids:
            self.stores.touch(store_id, param)
        return self._search.find(store_ids, search)

    def tidy(self) -> None:
        """What has come to its end goes; on the thread."""
        self.files.drop_expired()
        self.containers.clear_ended()

    def check_tools(self, tools: Sequence[Mapping[str, Any]]) -> None:
        """What tools name has to be here before any answer begins. Raises ApiFault 404."""
        for tool in tools:
            match tool:
                case {"type": "code_interpreter", "container": str(container_id)}:
                    self.containers.living(container_id)
                case {"type": "file_search", "vector_store_ids": store_ids}:
                    for store_id in store_ids:
                        self.stores.touch(str(store_id), "tools")

    def close(self) -> None:
        """Blocks until what runs is done."""
        self.reader.close()
        self._second.shutdown()
        self._thread.submit(self._close).result()
        self._thread.shutdown()

    def _close(self) -> None:
        self._db.close()
        self.guide.close()


def _emptied(folder: Path) -> Path:
    """A folder without what a service that was killed left in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
