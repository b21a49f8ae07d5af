"""All view-models of the Vector stores tab, made and closed together."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from oriel.services.library_store_names import FileNames
from oriel.services.library_store_uses import StoreUses
from oriel.services.library_store_watch import StoreWatch
from oriel.services.library_stores import LibraryStores
from oriel.ui.view_models.chunks import ChunksViewModel
from oriel.ui.view_models.file_offers import FileOffersViewModel
from oriel.ui.view_models.library_stores import LibraryStoresViewModel
from oriel.ui.view_models.store_changes import Place, StoreChangesViewModel
from oriel.ui.view_models.store_files import StoreFilesViewModel

if TYPE_CHECKING:
    from oriel.services.library_store_values import Outcome
    from oriel.ui.view_models.transfers import TransfersViewModel


class StoreViewModels:
    """`stores` is the list, `files` those of the opened one, `changes` what is done to them,
    `chunks` what was indexed of one, `offers` the files that could be put in."""

    def __init__(
        self,
        stores: LibraryStores,
        names: FileNames,
        uses: StoreUses,
        transfers: TransfersViewModel,
        watch: StoreWatch | None = None,
    ) -> None:
        watch = watch or StoreWatch(stores)
        self.transfers = transfers
        self.stores = LibraryStoresViewModel(stores, uses, watch)
        self.files = StoreFilesViewModel(stores, names, transfers, watch)
        self.changes = StoreChangesViewModel(stores)
        self.chunks = ChunksViewModel(stores)
        self.offers = FileOffersViewModel(names)
        self.files.store_changed.connect(self.stores.note)
        for changed in (self.changes.attached, self.changes.retried, self.changes.attributes_saved):
            changed.connect(self._on_changed)
        self.changes.detached.connect(self._on_detached)

    @property
    def all(
        self,
    ) -> tuple[
        LibraryStoresViewModel,
        StoreFilesViewModel,
        StoreChangesViewModel,
        ChunksViewModel,
        FileOffersViewModel,
    ]:
        """Each has `failed` (our bugs) and `aclose`."""
        return self.stores, self.files, self.changes, self.chunks, self.offers

    async def aclose(self) -> None:
        await asyncio.gather(*(each.aclose() for each in self.all))

    def _on_changed(self, place: Place, outcome: Outcome) -> None:
        self.files.fetch(*place, outcome.done)

    def _on_detached(self, place: Place, outcome: Outcome) -> None:
        self.files.drop(*place, outcome.done)
