"""A window to upload from, over a real service with a real queue."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QAbstractButton, QWidget
from tests.services.rooms import Rooms, local_connection, rooms
from tests.services.transferring import queue

from oriel.api.client import ServiceClient
from oriel.domain.connections import Connection
from oriel.services.folder_sync import FolderSync
from oriel.services.library_store_names import FileNames
from oriel.services.library_stores import LibraryStores
from oriel.services.lying_there import LyingThere
from oriel.services.store_bases import StoreBases
from oriel.store.synced_folders import SyncedFolderTable
from oriel.store.uploaded import UploadedTable
from oriel.ui.library.intake.choice_list import ChoiceList
from oriel.ui.library.intake.intake import Intake
from oriel.ui.view_models.folder_sync import FolderSyncViewModel
from oriel.ui.view_models.intake import IntakeViewModel
from oriel.ui.view_models.transfers import TransfersViewModel
from waiting import until

Kind = TypeVar("Kind", bound=QWidget)


@dataclass
class Hall:
    """`folder` is a folder of the person's, `parent` the window."""

    rooms: Rooms
    client: ServiceClient
    folder: Path
    parent: QWidget
    transfers: TransfersViewModel
    view_model: IntakeViewModel
    intake: Intake
    sync: FolderSyncViewModel

    @property
    def connection(self) -> Connection:
        return local_connection(self.rooms.server)

    def write(self, name: str, text: str = "words") -> str:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return str(path)

    async def names(self, count: int) -> list[str]:
        """What the service has once so many transfers were added, and all have ended."""
        await until(lambda: len(self.transfers.all()) >= count)
        await until(lambda: all(each.stage.has_ended for each in self.transfers.all()), 20)
        return sorted(file["filename"] for file in await self.client.files.all())

    async def store(self, name: str = "Manuals") -> str:
        return str((await self.client.vector_stores.create(name))["id"])

    def seen(self, kind: type[Kind], name: str) -> Kind | None:
        found = [each for each in self.parent.findChildren(kind, name) if each.isVisible()]
        return found[0] if found else None

    async def wait_for(self, kind: type[Kind], name: str) -> Kind:
        await until(lambda: self.seen(kind, name) is not None)
        found = self.seen(kind, name)
        assert found is not None
        return found

    async def press(self, name: str) -> None:
        """Presses a button, once it may be pressed."""
        button = await self.wait_for(QAbstractButton, name)
        await until(button.isEnabled)
        button.click()


def rows(shown: ChoiceList) -> list[str]:
    """What a list shows, from top to bottom."""
    return [shown.rows.data(shown.rows.index(row)) for row in range(shown.rows.rowCount())]


def row_of(shown: ChoiceList, text: str) -> int:
    return rows(shown).index(text)


@asynccontextmanager
async def hall(tmp_path: Path, **more: Any) -> AsyncIterator[Hall]:
    folder = tmp_path / "notes"
    folder.mkdir()
    async with rooms(tmp_path / "house") as made:
        connections, database = made.connections, made.database
        stores = LibraryStores(connections, StoreBases(connections), new_waits_s=(0.01,))
        transfers = TransfersViewModel(queue(connections, database))
        view_model = IntakeViewModel(LyingThere(stores, FileNames(connections)))
        parent = QWidget()
        parent.resize(900, 700)
        parent.show()
        intake = Intake(view_model, transfers, is_warned=more.get("is_warned", True))
        service = FolderSync(SyncedFolderTable(database), UploadedTable(database), stores)
        sync = FolderSyncViewModel(service, transfers)
        bugs: list[BaseException] = []
        for each in (transfers, view_model, sync):
            each.failed.connect(bugs.append)
        client = await connections.client("local")
        try:
            yield Hall(made, client, folder, parent, transfers, view_model, intake, sync)
        finally:
            intake.close()
            await sync.aclose()
            await view_model.aclose()
            await transfers.aclose()
            parent.close()
            parent.deleteLater()
            QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete))
        assert not bugs
