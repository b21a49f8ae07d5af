"""Makes the library when it is first opened: its services, its view-models, its page.

A part of the composition root. What is imported inside the functions nobody needs who
never opens it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from oriel.closing import in_time
from oriel.config.settings import Settings
from oriel.rooms import Rooms
from oriel.ui.main_window import MainWindow
from oriel.ui.view_models.transfers import TransfersViewModel

if TYPE_CHECKING:
    from oriel.ui.library.assembly import Library
    from oriel.ui.view_models.library import LibraryModels


def library_maker(
    stack: AsyncExitStack,
    rooms: Rooms,
    transfers: TransfersViewModel,
    window: MainWindow,
    settings: Settings,
) -> Callable[[], Library]:
    """What makes the library; `stack` closes what it has made."""

    def make() -> Library:
        from oriel.ui.library.assembly import Library

        models = _made_models(rooms, transfers)
        for view_model in models.owned:
            stack.push_async_callback(in_time, view_model.aclose)
        return Library(
            models,
            window,
            settings.library_tables,
            personal_data_said=settings.personal_data_said,
        )

    return make


def _made_models(rooms: Rooms, transfers: TransfersViewModel) -> LibraryModels:
    from oriel.services.folder_sync import FolderSync
    from oriel.services.library_containers import LibraryContainers
    from oriel.services.library_files import LibraryFiles
    from oriel.services.library_store_names import FileNames
    from oriel.services.library_store_uses import StoreUses
    from oriel.services.library_stores import LibraryStores
    from oriel.services.lying_there import LyingThere
    from oriel.services.retrieval import Retrieval
    from oriel.store.chats import ChatTable
    from oriel.store.question_sets import QuestionSetTable
    from oriel.store.synced_folders import SyncedFolderTable
    from oriel.store.uploaded import UploadedTable
    from oriel.store.used_files import UsedFiles
    from oriel.ui.view_models.csv_export import CsvExportViewModel
    from oriel.ui.view_models.file_offers import FileOffersViewModel
    from oriel.ui.view_models.folder_sync import FolderSyncViewModel
    from oriel.ui.view_models.intake import IntakeViewModel
    from oriel.ui.view_models.library import LibraryModels
    from oriel.ui.view_models.library_containers import ContainersViewModel
    from oriel.ui.view_models.library_files import LibraryFilesViewModel
    from oriel.ui.view_models.retrieval import RetrievalViewModel
    from oriel.ui.view_models.store_view_models import StoreViewModels

    connections, database = rooms.connections, rooms.database
    stores, names = LibraryStores(connections, rooms.bases), FileNames(connections)
    uses = StoreUses(ChatTable(database))
    retrieval = Retrieval(connections, QuestionSetTable(database))
    sync = FolderSync(SyncedFolderTable(database), UploadedTable(database), stores)
    return LibraryModels(
        transfers,
        LibraryFilesViewModel(LibraryFiles(connections, UsedFiles(database), stores)),
        StoreViewModels(stores, names, uses, transfers),
        RetrievalViewModel(retrieval, stores),
        ContainersViewModel(LibraryContainers(connections), transfers),
        FileOffersViewModel(names),
        IntakeViewModel(LyingThere(stores, names)),
        FolderSyncViewModel(sync, transfers),
        CsvExportViewModel(),
    )
