"""The files of one opened store: listed, named, watched while they are indexed, and changed.

The rows are of two kinds in one table (store_rows.py): files in the store, and files on
their way into it, which the transfers tell of.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from oriel.domain.connections import Connection
from oriel.domain.errors import AppError, NotFound
from oriel.domain.library import (
    LibraryFile,
    StoreFile,
    VectorStore,
)
from oriel.domain.transfers import Stage, Transfer
from oriel.services.few_at_once import for_each
from oriel.services.library_store_names import FileNames
from oriel.services.library_store_watch import WORKING, StoreWatch
from oriel.services.library_stores import LibraryStores
from oriel.services.tasks import TaskScope
from oriel.ui.view_models.latest_tasks import LatestTasks
from oriel.ui.view_models.store_changes import Place
from oriel.ui.view_models.store_rows import StoreRow

if TYPE_CHECKING:
    from oriel.ui.view_models.transfers import TransfersViewModel

FEW = 20  # files that are asked for one by one when they have arrived; more come by the list
NEWEST_PAGES = 10  # among which new files are looked for


class StoreFilesViewModel(QObject):
    """`begun(whether rows of the same store are there)`, then `rows_added(tuple of StoreRow)`
    as often as needed and `completed()` or `load_failed(AppError)`; `rows_changed(tuple of
    StoreRow)` and `rows_removed(tuple of keys)` from then on.

    `store_changed(VectorStore)`, `store_missing()` when the service has it no more;
    `disagreed(listed, counted)`, both numbers the same when all is well.
    """

    begun = Signal(bool)
    rows_added = Signal(object)
    rows_changed = Signal(object)
    rows_removed = Signal(object)
    completed = Signal()
    load_failed = Signal(object)
    store_changed = Signal(object)
    store_missing = Signal()
    disagreed = Signal(int, int)
    failed = Signal(object)

    def __init__(
        self,
        stores: LibraryStores,
        names: FileNames,
        transfers: TransfersViewModel,
        watch: StoreWatch | None = None,
    ) -> None:
        super().__init__()
        self._stores, self._names, self._transfers = stores, names, transfers
        self._watch = watch or StoreWatch(stores)
        self._scope = TaskScope(self.failed.emit)
        self._tasks = LatestTasks(self._scope, "store files")
        self._connection: Connection | None = None
        self._store: VectorStore | None = None
        self._files: dict[str, StoreFile] = {}
        self._coming: dict[str, Transfer] = {}
        self._arrived: set[str] = set()
        self._looking = False
        self._loaded = False
        transfers.changed.connect(self._on_transfers)
        transfers.removed.connect(self._on_transfers_removed)
        transfers.finished.connect(self._on_finished)

    # Facts

    @property
    def connection(self) -> Connection | None:
        return self._connection

    @property
    def store(self) -> VectorStore | None:
        """The one that is open."""
        return self._store

    @property
    def place(self) -> Place | None:
        """Where the open store is, None while none is open."""
        if self._connection is None or self._store is None:
            return None
        return Place(self._connection.id, self._store.id)

    def rows(self) -> list[StoreRow]:
        """All of them: those on their way first, then newest first."""
        return [
            *map(self._row_of_transfer, self._coming.values()),
            *map(self._row, self._files.values()),
        ]

    # Wishes

    def open(self, connection: Connection, store: VectorStore) -> None:
        """Lists the files of a store, and follows them from then on."""
        same = self._is_here(connection.id, store.id)
        if not same:
            self.close()
        self._connection, self._store = connection, store
        if not same:
            self._take_transfers(self._transfers.all())
        self._tasks.start("load", self._load(connection.id, store.id, quiet=self._loaded))

    def close(self) -> None:
        """Nobody is interested any more."""
        self._tasks.end("load", "names", "watch", "arrive", "store")
        self._connection = self._store = None
        self._files.clear()
        self._coming.clear()
        self._arrived.clear()
        self._loaded = False

    def refresh(self) -> None:
        if self._connection is not None and self._store is not None:
            self.open(self._connection, self._store)

    def look(self, *, on: bool) -> None:
        """Whether somebody sees the store: only then is it asked about while it works."""
        self._looking = on
        if on:
            self._follow()
        else:
            self._tasks.end("watch")

    def fetch(self, connection_id: str, store_id: str, file_ids: Iterable[str]) -> None:
        """Files that are other than before are asked for again."""
        if self._is_here(connection_id, store_id):
            self._arrived |= set(file_ids)
            self._fetch_arrived()

    def drop(self, connection_id: str, store_id: str, file_ids: Iterable[str]) -> None:
        """Files that are no longer in the store go from the table."""
        if self._is_here(connection_id, store_id):
            self._drop_files(file_ids)
            self._tasks.start("store", self._look_again(connection_id, store_id))

    async def aclose(self) -> None:
        await self._scope.aclose()

    # Inside: rows

    def _place(self) -> Place:
        place = self.place
        assert place is not None
        return place

    def _is_here(self, connection_id: str, store_id: str) -> bool:
        return self.place == (connection_id, store_id)

    def _row(self, file: StoreFile) -> StoreRow:
        about = self._names.of(self._place()[0], file.id)
        return StoreRow(key=file.id, file=file, about=about)

    def _row_of_transfer(self, transfer: Transfer) -> StoreRow:
        return StoreRow(key=_key_of(transfer), transfer=transfer)

    def _take_files(self, files: Iterable[StoreFile]) -> None:
        """Files of the store as they are now, told as new or as changed."""
        new: list[StoreFile] = []
        changed: list[StoreFile] = []
        for file in files:
            before = self._files.get(file.id)
            if before != file:
                (changed if before else new).append(file)
                self._files[file.id] = file
        if new:
            self.rows_added.emit(tuple(map(self._row, new)))
        if changed:
            self.rows_changed.emit(tuple(map(self._row, changed)))
        self._drop_arrived(file.id for file in new)

    def _drop_files(self, file_ids: Iterable[str]) -> None:
        gone = tuple(each for each in file_ids if self._files.pop(each, None))
        if gone:
            self.rows_removed.emit(gone)

    def _drop_arrived(self, file_ids: Iterable[str]) -> None:
        """Transfers whose files are in the store have no rows of their own."""
        there = set(file_ids)
        ways = [each for each in self._coming.values() if each.file_id in there]
        self._drop_transfers([each.id for each in ways])

    def _drop_transfers(self, ids: Iterable[str]) -> None:
        gone = [way for each in ids if (way := self._coming.pop(each, None))]
        if gone:
            self.rows_removed.emit(tuple(map(_key_of, gone)))

    # Inside: transfers

    def _on_transfers(self, transfers: tuple[Transfer, ...]) -> None:
        if self._store is not None:
            self._take_transfers(transfers)

    def _on_transfers_removed(self, ids: tuple[str, ...]) -> None:
        self._drop_transfers(ids)

    def _on_finished(self, transfer: Transfer) -> None:
        if self._store is not None:
            self._take_transfers((transfer,))

    def _take_transfers(self, transfers: Iterable[Transfer]) -> None:
        mine = [each for each in transfers if self._comes_here(each)]
        over = [t.id for t in mine if t.stage in (Stage.DONE, Stage.CANCELLED)]
        shown = [t for t in mine if t.id not in over and t.file_id not in self._files]
        new = [t for t in shown if t.id not in self._coming]
        changed = [t for t in shown if t.id in self._coming and self._coming[t.id] != t]
        self._coming.update((each.id, each) for each in shown)
        if new:
            self.rows_added.emit(tuple(map(self._row_of_transfer, new)))
        if changed:
            self.rows_changed.emit(tuple(map(self._row_of_transfer, changed)))
        self._note_arrivals(mine)
        self._drop_transfers(t.id for t in mine if t.stage is Stage.CANCELLED)

    def _comes_here(self, transfer: Transfer) -> bool:
        to = transfer.to
        return to is not None and self._is_here(transfer.connection_id, to.store_id)

    def _note_arrivals(self, transfers: Iterable[Transfer]) -> None:
        inside = (Stage.INDEXING, Stage.DONE, Stage.FAILED)
        arrived = [t for t in transfers if t.file_id and t.stage in inside]
        known = [LibraryFile(id=t.file_id, name=t.name, size=t.size) for t in arrived]
        connection_id = self._place()[0]
        self._names.note(connection_id, (f for f in known if self._is_unnamed(f.id)))
        # One that is done may be known as being indexed still.
        self._arrived |= {t.file_id for t in arrived if self._is_news(t)}
        self._fetch_arrived()

    def _is_unnamed(self, file_id: str) -> bool:
        return self._names.of(self._place()[0], file_id) is None

    def _is_news(self, transfer: Transfer) -> bool:
        file = self._files.get(transfer.file_id)
        return file is None or (transfer.stage is Stage.DONE and file.status == WORKING)

    def _fetch_arrived(self) -> None:
        if self._arrived and self._loaded and not self._tasks.is_running("arrive"):
            self._tasks.start("arrive", self._take_in(*self._place()))

    # Inside: asking

    async def _load(self, connection_id: str, store_id: str, *, quiet: bool) -> None:
        self.begun.emit(quiet)
        listed: set[str] = set()
        try:
            async for page in self._stores.file_pages(connection_id, store_id):
                listed.update(file.id for file in page)
                self._take_files(page)
            store = await self._stores.retrieve(connection_id, store_id)
        except NotFound as error:
            self.load_failed.emit(error)
            await self._tell_whether_missing(connection_id, store_id)
            return
        except AppError as error:
            self.load_failed.emit(error)
            return
        self._loaded = True
        self._drop_files(set(self._files) - listed)
        self._take_store(store)
        self.completed.emit()
        self._tasks.start("names", self._learn_names(connection_id, listed))
        self._fetch_arrived()
        self._follow()

    def _take_store(self, store: VectorStore) -> None:
        self._store = store
        self.store_changed.emit(store)
        self.disagreed.emit(len(self._files), store.files.total)

    async def _learn_names(self, connection_id: str, file_ids: Collection[str]) -> None:
        with suppress(AppError):  # then the ids stand in the place of names
            async for found in self._names.learn(connection_id, file_ids):
                named = [file for each in found if (file := self._files.get(each.id))]
                self.rows_changed.emit(tuple(map(self._row, named)))

    def _working(self) -> set[str]:
        return {file.id for file in self._files.values() if file.status == WORKING}

    def _follow(self) -> None:
        """Asks about the store as long as something is in progress and somebody looks."""
        busy = self._working() or (self._store is not None and self._store.files.in_progress)
        wanted = self._looking and self._loaded and bool(busy)
        if wanted and not self._tasks.is_running("watch"):
            self._tasks.start("watch", self._follow_store(*self._place()))

    async def _follow_store(self, connection_id: str, store_id: str) -> None:
        try:
            async for seen in self._watch.store(connection_id, store_id, self._working):
                self._take_files(seen.files)
                self._drop_files(seen.gone)
                self._take_store(seen.store)
                if seen.others and not self._coming:
                    self._take_files(await self._stores.files(connection_id, store_id, WORKING))
        except NotFound:
            await self._tell_whether_missing(connection_id, store_id)
        except AppError:
            return  # a refresh says what is wrong

    async def _tell_whether_missing(self, connection_id: str, store_id: str) -> None:
        """Where a store's files lie, what nobody may see is "not found", too. Whether there is
        a store is known where stores are listed."""
        try:
            await self._stores.retrieve(connection_id, store_id)
        except NotFound:
            self.store_missing.emit()
        except AppError:
            return  # nobody knows

    async def _take_in(self, connection_id: str, store_id: str) -> None:
        while self._arrived:
            wanted, self._arrived = self._arrived, set()
            try:
                found = await self._new_files(connection_id, store_id, wanted)
            except AppError:
                return  # a refresh shows them, and says what is wrong
            self._take_files(found)
            self._drop_lost(wanted - {file.id for file in found})
            await self._learn_names(connection_id, [file.id for file in found])
        self._follow()
        if not self._tasks.is_running("watch"):  # all of them were ready at once
            await self._look_again(connection_id, store_id)

    def _drop_lost(self, file_ids: Collection[str]) -> None:
        """Transfers that are done, and whose files somebody has taken out meanwhile."""
        ended = [t for t in self._transfers.all() if t.stage is Stage.DONE]
        self._drop_transfers(t.id for t in ended if t.file_id in file_ids)

    async def _look_again(self, connection_id: str, store_id: str) -> None:
        with suppress(AppError):
            self._take_store(await self._stores.retrieve(connection_id, store_id))

    async def _new_files(
        self, connection_id: str, store_id: str, wanted: set[str]
    ) -> list[StoreFile]:
        if len(wanted) <= FEW:

            async def one(file_id: str) -> StoreFile | None:
                try:
                    return await self._stores.file(connection_id, store_id, file_id)
                except NotFound:
                    return None

            return [file for file in await for_each(list(wanted), one) if file]
        return await self._stores.newest_files(connection_id, store_id, wanted, NEWEST_PAGES)


def _key_of(transfer: Transfer) -> str:
    return f"transfer:{transfer.id}"
