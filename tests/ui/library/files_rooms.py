"""The Files tab on a real service: its view-models, transfers and intake are the real ones."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.services.library_rooms import Library, library
from tests.services.rooms import local_connection
from tests.ui.library.tab_rooms import W, on_screen, way_in

from oriel.domain.connections import Connection
from oriel.services.library_store_names import FileNames
from oriel.services.library_stores import LibraryStores
from oriel.services.store_bases import StoreBases
from oriel.ui.library.files.files_tab import FilesTab
from oriel.ui.view_models.library_files import LibraryFilesViewModel
from oriel.ui.view_models.transfers import TransfersViewModel
from waiting import emitted


@dataclass
class Opened:
    library: Library
    files: LibraryFilesViewModel
    transfers: TransfersViewModel
    tab: FilesTab

    @property
    def connection(self) -> Connection:
        return local_connection(self.library.rooms.server)

    async def show(self) -> None:
        """Shows the connection's files, until it is known where they are used."""
        ended = emitted(self.files.uses_ended)
        self.tab.show_connection(self.connection)
        await ended

    @property
    def names(self) -> list[str]:
        """What the table shows, from top to bottom."""
        return [file.name for file in self.tab.table.shown_records()]

    def select(self, *names: str) -> None:
        chosen = [file.id for file in self.tab.table.all_records() if file.name in names]
        self.tab.table.select_keys(chosen)

    def find(self, kind: type[W], name: str) -> W:
        found = self.tab.window().findChild(kind, name)
        assert found is not None, f"no {kind.__name__} named {name}"
        return found


@asynccontextmanager
async def files_tab(folder: Path, *, size: tuple[int, int] = (1100, 700)) -> AsyncIterator[Opened]:
    async with AsyncExitStack() as stack:
        here = await stack.enter_async_context(library(folder))
        connections = here.rooms.connections
        stores, names = LibraryStores(connections, StoreBases(connections)), FileNames(connections)
        transfers, intake = await stack.enter_async_context(way_in(here.rooms, stores, names))
        files = LibraryFilesViewModel(here.files)
        stack.push_async_callback(files.aclose)
        tab = FilesTab(files, transfers, intake)
        await stack.enter_async_context(on_screen(tab, size))
        yield Opened(here, files, transfers, tab)
