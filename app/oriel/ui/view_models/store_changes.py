"""What is done to the files of a store: put in, taken out and put in again, attributes set.

Apart from the listing (store_files.py): a change that has begun goes on when another store
is opened, and is told of by the ids of where it happened.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from oriel.domain.errors import AppError
from oriel.domain.library import Attributes, AttributeValue, StoreFile
from oriel.domain.messages import new_id
from oriel.services.library_store_values import AUTOMATIC, Chunking, Entry, Outcome, entry_of
from oriel.services.library_stores import LibraryStores
from oriel.services.tasks import TaskScope

MOST_UNDONE = 20

Work = Callable[[], Awaitable[None]]


class Place(NamedTuple):
    """Which store of which connection."""

    connection_id: str
    store_id: str


class StoreChangesViewModel(QObject):
    """`attached(Place, Outcome)`, `retried(Place, Outcome)`, `detached(Place, Outcome, undo
    id)`, `attributes_saved(Place, Outcome)`; `not_done(Place, kind, AppError)` when nothing
    came of it at all; `progressed(Place, kind, done, of how many)`. The kinds are "attach",
    "detach", "retry", "attributes"."""

    attached = Signal(object, object)
    retried = Signal(object, object)
    detached = Signal(object, object, str)
    attributes_saved = Signal(object, object)
    not_done = Signal(object, str, object)
    progressed = Signal(object, str, int, int)
    failed = Signal(object)

    def __init__(self, stores: LibraryStores) -> None:
        super().__init__()
        self._stores = stores
        self._scope = TaskScope(self.failed.emit)
        self._undo: dict[str, tuple[Place, tuple[Entry, ...]]] = {}

    # Wishes

    def attach(self, place: Place, file_ids: Sequence[str], chunking: Chunking = AUTOMATIC) -> None:
        """Puts files of the service into a store."""
        entries = tuple(Entry(file_id=each, chunking=chunking) for each in file_ids)
        self._start(place, "attach", partial(self._attach, place, entries))

    def detach(self, place: Place, files: Collection[StoreFile]) -> None:
        """Takes files out of a store; they stay at the service."""
        self._start(place, "detach", partial(self._detach, place, tuple(files)))

    def undo(self, undo_id: str) -> None:
        """Puts in again what was taken out."""
        if undone := self._undo.pop(undo_id, None):
            place, entries = undone
            self._start(place, "attach", partial(self._attach, place, entries))

    def retry(self, place: Place, files: Collection[StoreFile]) -> None:
        """Has files indexed once more, with their attributes and cut as they were."""
        self._start(place, "retry", partial(self._retry, place, tuple(files)))

    def set_attributes(self, place: Place, file_id: str, attributes: Attributes) -> None:
        """Puts these attributes in the place of those the file has."""
        work = partial(self._set_attributes, place, file_id, attributes)
        self._start(place, "attributes", work)

    def change_attributes(
        self,
        place: Place,
        file_ids: Sequence[str],
        changes: Mapping[str, AttributeValue | None],
    ) -> None:
        """Sets these keys of several files, or takes them away where None."""
        work = partial(self._change_attributes, place, tuple(file_ids), dict(changes))
        self._start(place, "attributes", work)

    async def aclose(self) -> None:
        await self._scope.aclose()

    # Inside

    def _start(self, place: Place, kind: str, work: Work) -> None:
        self._scope.start_if_open(self._told(place, kind, work), f"store: {kind}")

    async def _told(self, place: Place, kind: str, work: Work) -> None:
        try:
            await work()
        except AppError as error:
            self.not_done.emit(place, kind, error)

    def _progress(self, place: Place, kind: str) -> Any:
        def told(done: int, of: int) -> None:
            self.progressed.emit(place, kind, done, of)

        return told

    async def _attach(self, place: Place, entries: tuple[Entry, ...]) -> None:
        told = self._progress(place, "attach")
        self.attached.emit(place, await self._stores.attach(*place, entries, told))

    async def _detach(self, place: Place, files: tuple[StoreFile, ...]) -> None:
        now = await self._stores.as_they_are(*place, files)
        ids = [file.id for file in files]
        outcome = await self._stores.detach(*place, ids, self._progress(place, "detach"))
        entries = tuple(entry_of(file) for file in now if file.id in outcome.done)
        self.detached.emit(place, outcome, self._keep(place, entries))

    def _keep(self, place: Place, entries: tuple[Entry, ...]) -> str:
        """The undo id of files that were taken out, "" for none."""
        if not entries:
            return ""
        undo_id = new_id()
        self._undo[undo_id] = (place, entries)
        for old in list(self._undo)[:-MOST_UNDONE]:
            del self._undo[old]
        return undo_id

    async def _retry(self, place: Place, files: tuple[StoreFile, ...]) -> None:
        told = self._progress(place, "retry")
        self.retried.emit(place, await self._stores.retry(*place, files, told))

    async def _set_attributes(self, place: Place, file_id: str, attributes: Attributes) -> None:
        await self._stores.set_attributes(*place, file_id, attributes)
        self.attributes_saved.emit(place, Outcome(done=(file_id,)))

    async def _change_attributes(
        self,
        place: Place,
        file_ids: tuple[str, ...],
        changes: Mapping[str, AttributeValue | None],
    ) -> None:
        outcome = await self._stores.change_attributes(*place, file_ids, changes)
        self.attributes_saved.emit(place, outcome)
