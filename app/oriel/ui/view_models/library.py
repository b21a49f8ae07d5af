"""The view-models of the library, made together when it is first opened."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import NamedTuple, Protocol

from PySide6.QtCore import SignalInstance

from oriel.ui.view_models.csv_export import CsvExportViewModel
from oriel.ui.view_models.file_offers import FileOffersViewModel
from oriel.ui.view_models.folder_sync import FolderSyncViewModel
from oriel.ui.view_models.intake import IntakeViewModel
from oriel.ui.view_models.library_containers import ContainersViewModel
from oriel.ui.view_models.library_files import LibraryFilesViewModel
from oriel.ui.view_models.retrieval import RetrievalViewModel
from oriel.ui.view_models.store_view_models import StoreViewModels
from oriel.ui.view_models.transfers import TransfersViewModel


class ViewModel(Protocol):
    """What all of them have: `failed` tells of our own mistakes."""

    @property
    def failed(self) -> SignalInstance: ...
    def aclose(self) -> Awaitable[None]: ...


class LibraryModels(NamedTuple):
    """`transfers` are the window's own, and closed with it; the others belong to this. `offers`
    are those of the Containers tab."""

    transfers: TransfersViewModel
    files: LibraryFilesViewModel
    stores: StoreViewModels
    retrieval: RetrievalViewModel
    containers: ContainersViewModel
    offers: FileOffersViewModel
    intake: IntakeViewModel
    sync: FolderSyncViewModel
    exports: CsvExportViewModel

    @property
    def owned(self) -> tuple[ViewModel, ...]:
        """All but the transfers."""
        return (*self[1:2], *self.stores.all, *self[3:])
