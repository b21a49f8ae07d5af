"""The Files tab on a real service: its view-models, transfers and intake are the real ones."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget
from tests.services.library_rooms import Library, library
from tests.services.rooms import local_connection

from oriel.domain.connections import Connection
from oriel.services.library_store_names import FileNames
from oriel.services.library_stores import LibraryStores
from oriel.services.lying_there import LyingThere
from oriel.services.store_bases import StoreBases
from oriel.services.transfers import Transfers
from oriel.store.transfers import TransferTable
from oriel.store.uploaded import UploadedTable
from oriel.ui.library.files.files_tab import FilesTab
from oriel.ui.library.intake.intake import Intake
from oriel.ui.view_models.intake import IntakeViewModel
from oriel.ui.view_models.library_files import LibraryFilesViewModel
from oriel.ui.view_models.transfers import TransfersViewModel
from waiting import emitted

W = TypeVar("W", bound=QWidget)


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
    async with library(folder) as here:
        connections, database = here.rooms.connections, here.rooms.database
        stores = LibraryStores(connections, StoreBases(connections))
        files = LibraryFilesViewModel(here.files)
        transfers = TransfersViewModel(
            Transfers(connections, TransferTable(database), UploadedTable(database))
        )
        lying = LyingThere(stores, FileNames(connections))
        intake_model = IntakeViewModel(lying)
        intake = Intake(intake_model, transfers, is_warned=True)
        tab = FilesTab(files, transfers, intake)
        tab.resize(*size)
        tab.show()
        try:
            yield Opened(here, files, transfers, tab)
        finally:
            tab.hide()
            intake.close()
            await files.aclose()
            await intake_model.aclose()
            await transfers.aclose()
            tab.deleteLater()
            QCoreApplication.sendPostedEvents(tab, QEvent.Type.DeferredDelete)
