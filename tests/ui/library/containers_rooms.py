"""The Containers tab on a real service: its view-models, transfers and intake are real."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtWidgets import QWidget
from tests.services.rooms import Rooms, local_connection, rooms
from tests.ui.library.tab_rooms import W, on_screen, press, seen, way_in, words

from oriel.api.client import ServiceClient
from oriel.domain.connections import Capabilities, Connection
from oriel.services.library_containers import LibraryContainers
from oriel.services.library_store_names import FileNames
from oriel.services.library_stores import LibraryStores
from oriel.services.store_bases import StoreBases
from oriel.ui.library.containers.tab import ContainersTab
from oriel.ui.view_models.file_offers import FileOffersViewModel
from oriel.ui.view_models.library_containers import ContainersViewModel
from oriel.ui.view_models.transfers import TransfersViewModel
from waiting import emitted


@dataclass
class Opened:
    rooms: Rooms
    client: ServiceClient
    folder: Path
    model: ContainersViewModel
    offers: FileOffersViewModel
    transfers: TransfersViewModel
    tab: ContainersTab
    said: list[str] = field(default_factory=list)
    warned: list[tuple[str, int]] = field(default_factory=list)

    @property
    def connection(self) -> Connection:
        return local_connection(self.rooms.server)

    @property
    def poor_connection(self) -> Connection:
        """One that has no containers."""
        return replace(self.connection, id="poor", capabilities=Capabilities())

    def file(self, name: str, words: str = "Herons wait at the pond.") -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words)
        return path

    async def upload(self, name: str) -> str:
        """A file of the service."""
        return str((await self.client.files.upload(self.file(name)))["id"])

    async def container(self, name: str, *files: str, minutes: int = 20, memory: str = "1g") -> str:
        """One with files in it, sent from this computer."""
        made = await self.client.containers.create(name, memory, (), minutes)
        for each in files:
            await self.client.container_files.upload(str(made["id"]), self.file(each))
        return str(made["id"])

    def alter(self, sql: str, *values: object) -> None:
        """Changes the state of the service behind its back, as time and code would."""
        with closing(sqlite3.connect(self.folder / "service" / "local.db")) as db, db:
            db.execute(sql, values)

    def end(self, container_id: str) -> None:
        """It has been idle for too long."""
        self.leave_s(container_id, -1)

    def leave_s(self, container_id: str, seconds: float) -> None:
        """It ends in so many seconds, unless it is used."""
        sql = "update container set last_active_at = ? - minutes * 60 where id = ?"
        self.alter(sql, int(time.time() + seconds), container_id)

    def move(self, name: str, path: str) -> None:
        """Code has put a file elsewhere."""
        sql = "update container_file set path = ?, source = 'assistant' where path = ?"
        self.alter(sql, path, f"/mnt/data/{name}")

    async def show(self) -> None:
        listed = emitted(self.model.listed)
        self.tab.show_connection(self.connection)
        await listed

    async def open(self, container_id: str) -> None:
        """Looks into one, as far as it goes."""
        listed = emitted(self.model.files_listed)
        self.tab.open_container(container_id)
        await listed

    @property
    def names(self) -> list[str]:
        """The containers that the table shows, from top to bottom."""
        return [each.name for each in self.tab.list_page.table.shown_records()]

    def find(self, kind: type[W], name: str) -> W:
        """The one that is seen."""
        return seen(self.tab.window(), kind, name)

    def press(self, name: str) -> None:
        press(self.tab.window(), name)

    def words(self, inside: QWidget | None = None) -> str:
        return words(inside or self.tab)


@asynccontextmanager
async def containers_tab(
    folder: Path, *, size: tuple[int, int] = (1100, 700)
) -> AsyncIterator[Opened]:
    async with AsyncExitStack() as stack:
        made = await stack.enter_async_context(rooms(folder))
        connections = made.connections
        stores, names = LibraryStores(connections, StoreBases(connections)), FileNames(connections)
        transfers, intake = await stack.enter_async_context(way_in(made, stores, names))
        model = ContainersViewModel(LibraryContainers(connections), transfers)
        offers = FileOffersViewModel(names)
        for each in (model, offers):
            stack.push_async_callback(each.aclose)
        tab = ContainersTab(model, offers, transfers, intake)
        client = await connections.client("local")
        opened = Opened(made, client, folder, model, offers, transfers, tab)
        tab.said.connect(opened.said.append)
        model.ending_soon.connect(lambda name, seconds: opened.warned.append((name, seconds)))
        await stack.enter_async_context(on_screen(tab, size))
        yield opened
