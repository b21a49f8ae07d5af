"""The Containers tab on a real service: its view-models, transfers and intake are real."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from tests.services.rooms import Rooms, local_connection, rooms

from oriel.api.client import ServiceClient
from oriel.domain.connections import Capabilities, Connection
from oriel.services.library_containers import LibraryContainers
from oriel.services.library_store_names import FileNames
from oriel.services.library_stores import LibraryStores
from oriel.services.lying_there import LyingThere
from oriel.services.store_bases import StoreBases
from oriel.services.transfers import Transfers
from oriel.store.transfers import TransferTable
from oriel.store.uploaded import UploadedTable
from oriel.ui.library.containers.tab import ContainersTab
from oriel.ui.library.intake.intake import Intake
from oriel.ui.view_models.file_offers import FileOffersViewModel
from oriel.ui.view_models.intake import IntakeViewModel
from oriel.ui.view_models.library_containers import ContainersViewModel
from oriel.ui.view_models.transfers import TransfersViewModel
from waiting import emitted

W = TypeVar("W", bound=QWidget)


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
        found = [w for w in self.tab.window().findChildren(kind, name) if w.isVisible()]
        assert len(found) == 1, f"{name}: {len(found)} are seen"
        return found[0]

    def press(self, name: str) -> None:
        button = self.find(QAbstractButton, name)
        assert button.isEnabled(), f"{name} is not enabled"
        button.click()

    def words(self, inside: QWidget | None = None) -> str:
        labels = (inside or self.tab).findChildren(QLabel)
        return " ".join(each.text() for each in labels if each.isVisible()).replace("\u200b", "")


@asynccontextmanager
async def containers_tab(
    folder: Path, *, size: tuple[int, int] = (1100, 700)
) -> AsyncIterator[Opened]:
    async with rooms(folder) as made:
        connections, database = made.connections, made.database
        stores = LibraryStores(connections, StoreBases(connections))
        transfers = TransfersViewModel(
            Transfers(connections, TransferTable(database), UploadedTable(database))
        )
        model = ContainersViewModel(LibraryContainers(connections), transfers)
        intake_model = IntakeViewModel(LyingThere(stores, FileNames(connections)))
        intake = Intake(intake_model, transfers, is_warned=True)
        offers = FileOffersViewModel(FileNames(connections))
        tab = ContainersTab(model, offers, transfers, intake)
        client = await connections.client("local")
        opened = Opened(made, client, folder, model, offers, transfers, tab)
        tab.said.connect(opened.said.append)
        model.ending_soon.connect(lambda name, seconds: opened.warned.append((name, seconds)))
        tab.resize(*size)
        tab.show()
        try:
            yield opened
        finally:
            tab.hide()
            intake.close()
            await model.aclose()
            await offers.aclose()
            await intake_model.aclose()
            await transfers.aclose()
            tab.deleteLater()
            QCoreApplication.sendPostedEvents(tab, QEvent.Type.DeferredDelete)
