"""The vector stores of one connection for their tab: listed, watched, made, changed, deleted.

What a connection has said never shows under another: with another connection all that was
asked of the one before ends, but for what changes something, which goes on unheard.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from oriel.domain.connections import Connection
from oriel.domain.errors import AppError, NotFound
from oriel.domain.library import VectorStore
from oriel.services.library_store_copying import duplicate
from oriel.services.library_store_uses import StoreUses
from oriel.services.library_store_values import Outcome, StoreDraft
from oriel.services.library_store_watch import WORKING, StoreWatch
from oriel.services.library_stores import LibraryStores
from oriel.services.tasks import TaskScope
from oriel.ui.view_models.latest_tasks import LatestTasks

STILL_LISTED, NOT_LISTED, MISSING = "still_listed", "not_listed", "missing"


class LibraryStoresViewModel(QObject):
    """`begun(whether rows of the same connection are there)`, then `page_arrived(tuple of
    VectorStore)` as often as needed and `completed()` or `load_failed(AppError)`.

    `changed(VectorStore)` for one that is new or other than before, `gone(store id)`;
    `badges_changed()` when `badges` are others; `progressed(kind, done, of how many)` for
    "save", "delete" and "duplicate"; `saved(VectorStore, Outcome of its files, whether it is
    new)`, `not_saved(AppError)`; `uses_found(list of titles)`; `deleted(store id,
    Outcome of its files)`, `not_deleted(store id, AppError)`; `duplicated(Duplicate)`,
    `not_duplicated(AppError)`.
    """

    begun = Signal(bool)
    page_arrived = Signal(object)
    completed = Signal()
    load_failed = Signal(object)
    changed = Signal(object)
    gone = Signal(str)
    badges_changed = Signal()
    progressed = Signal(str, int, int)
    saved = Signal(object, object, bool)
    not_saved = Signal(object)
    uses_found = Signal(object)
    deleted = Signal(str, object)
    not_deleted = Signal(str, object)
    duplicated = Signal(object)
    not_duplicated = Signal(object)
    failed = Signal(object)

    def __init__(
        self, stores: LibraryStores, uses: StoreUses, watch: StoreWatch | None = None
    ) -> None:
        super().__init__()
        self._stores, self._uses = stores, uses
        self._watch = watch or StoreWatch(stores)
        self._scope = TaskScope(self.failed.emit)
        self._tasks = LatestTasks(self._scope, "library stores")
        self._connection: Connection | None = None
        self._known: dict[str, VectorStore] = {}
        self._made: dict[str, VectorStore] = {}
        self._deleted: set[str] = set()
        self._looking = False
        self._loaded = False
        self.badges: dict[str, str] = {}
        self.base_url = ""  # where the stores were asked for

    # Facts

    @property
    def connection(self) -> Connection | None:
        return self._connection

    def store(self, store_id: str) -> VectorStore | None:
        """A store as it was told of last."""
        return self._known.get(store_id)

    @property
    def stores(self) -> list[VectorStore]:
        return list(self._known.values())

    # Wishes

    def show(self, connection: Connection | None) -> None:
        """Lists the stores of a connection; for None, or one without stores, nothing."""
        if connection != self._connection:
            self._leave()
            self._connection = connection
        if connection is not None and connection.capabilities.vector_stores:
            self._tasks.start("load", self._load(connection.id, quiet=self._loaded))

    def refresh(self) -> None:
        self.show(self._connection)

    def look(self, *, on: bool) -> None:
        """Whether somebody sees the list: only then working stores are asked about."""
        self._looking = on
        if on:
            self._follow()
        else:
            self._tasks.end("watch", "check")

    def check(self, store_id: str) -> None:
        """Asks how the service has one store now."""
        self._tasks.start("check", self._check(self._connection_id, store_id))

    def note(self, store: VectorStore) -> None:
        """Somebody else has seen a store."""
        self._take(store)
        self._follow()

    def create(self, draft: StoreDraft) -> None:
        self._tasks.start("save", self._create(self._connection_id, draft))

    def edit(
        self,
        store_id: str,
        *,
        name: str,
        description: str,
        metadata: Mapping[str, str],
        expires_days: int,
    ) -> None:
        """All of it as it is to be; what is as before is not sent."""
        before = self._known.get(store_id)
        changes: dict[str, Any] = {
            "name": name,
            "description": description,
            "metadata": dict(metadata),
            "expires_days": expires_days,
        }
        if before is not None:
            was = {
                "name": before.name,
                "description": before.description,
                "metadata": dict(before.metadata),
                "expires_days": before.expires_days,
            }
            changes = {field: value for field, value in changes.items() if value != was[field]}
        self._tasks.start("save", self._edit(self._connection_id, store_id, changes))

    def find_uses(self, store_ids: Sequence[str]) -> None:
        """Asks which chats search in these stores."""
        self._tasks.start("uses", self._find_uses(self._connection_id, tuple(store_ids)))

    def delete(self, store_id: str, *, with_files: bool = False) -> None:
        """Deletes a store, when asked the files in it as well."""
        work = self._delete(self._connection_id, store_id, with_files=with_files)
        self._scope.start_if_open(work, "delete store")

    def duplicate(self, store_id: str, name: str) -> None:
        work = self._duplicate(self._connection_id, store_id, name)
        self._scope.start_if_open(work, "duplicate store")

    async def aclose(self) -> None:
        await self._scope.aclose()

    # Inside

    @property
    def _connection_id(self) -> str:
        return self._connection.id if self._connection else ""

    def _leave(self) -> None:
        self._tasks.end("load", "watch", "check", "uses")
        self._known.clear()
        self._made.clear()
        self._deleted.clear()
        self.badges, self.base_url = {}, ""
        self._loaded = False

    def _is_here(self, connection_id: str) -> bool:
        return connection_id == self._connection_id

    async def _load(self, connection_id: str, *, quiet: bool) -> None:
        self.begun.emit(quiet)
        listed: dict[str, VectorStore] = {}
        try:
            async for page in self._stores.pages(connection_id):
                listed.update((store.id, store) for store in page)
                self._known.update((store.id, store) for store in page)
                self._loaded = True
                self.page_arrived.emit(tuple(page))
            self.base_url = await self._stores.base_url(connection_id)
        except AppError as error:
            self.load_failed.emit(error)
            return
        self._compare(listed)
        self._loaded = True
        self.completed.emit()
        self.badges_changed.emit()
        self._follow()

    def _compare(self, listed: dict[str, VectorStore]) -> None:
        """A list may lag behind what was done a moment ago: that is said, not believed."""
        late = {each: store for each, store in self._made.items() if each not in listed}
        self._made = late
        if late:
            self.page_arrived.emit(tuple(late.values()))
        self._deleted.intersection_update(listed)
        self._known = {**listed, **late}
        self.badges = {
            **dict.fromkeys(late, NOT_LISTED),
            **dict.fromkeys(self._deleted, STILL_LISTED),
        }

    def _take(self, store: VectorStore) -> None:
        # What was asked before it was deleted may be answered after.
        if store.id not in self._deleted and self._known.get(store.id) != store:
            self._known[store.id] = store
            self.changed.emit(store)

    def _working(self) -> set[str]:
        known = self._known.values()
        return {s.id for s in known if s.status == WORKING or s.files.in_progress}

    def _follow(self) -> None:
        if self._looking and self._working() and not self._tasks.is_running("watch"):
            self._tasks.start("watch", self._follow_working(self._connection_id))

    async def _follow_working(self, connection_id: str) -> None:
        try:
            async for store in self._watch.stores(connection_id, self._working):
                self._take(store)
        except AppError:
            return  # a refresh says what is wrong

    async def _check(self, connection_id: str, store_id: str) -> None:
        try:
            store = await self._stores.retrieve(connection_id, store_id)
        except NotFound:
            if store_id in self._known:
                self.badges[store_id] = MISSING
                self.badges_changed.emit()
        except AppError:
            return  # nothing is known, and nobody asked
        else:
            self._take(store)
            self._follow()

    async def _create(self, connection_id: str, draft: StoreDraft) -> None:
        told = self._tasks.heard("save", self._progress("save", connection_id))
        try:
            made = await self._stores.create(connection_id, draft, told)
            store = await self._now(connection_id, made.store)
        except AppError as error:
            self.not_saved.emit(error)
            return
        self._put_new(connection_id, store)
        self.saved.emit(store, made.files, True)  # noqa: FBT003

    async def _edit(self, connection_id: str, store_id: str, changes: dict[str, Any]) -> None:
        try:
            store = await self._stores.update(connection_id, store_id, **changes)
        except AppError as error:
            self.not_saved.emit(error)
            return
        if self._is_here(connection_id):
            self._take(store)
        self.saved.emit(store, Outcome(), False)  # noqa: FBT003

    async def _now(self, connection_id: str, store: VectorStore) -> VectorStore:
        """A store with its counts as they are; as it was, when nobody says."""
        try:
            return await self._stores.retrieve(connection_id, store.id)
        except AppError:
            return store

    def _put_new(self, connection_id: str, store: VectorStore) -> None:
        if self._is_here(connection_id):
            self._made[store.id] = store
            self._take(store)
            self._follow()

    async def _find_uses(self, connection_id: str, store_ids: tuple[str, ...]) -> None:
        try:
            titles = await self._uses.titles(connection_id, store_ids)
        except AppError:
            return  # then nothing is said of chats
        self.uses_found.emit(titles)

    async def _delete(self, connection_id: str, store_id: str, *, with_files: bool) -> None:
        told = self._progress("delete", connection_id)
        outcome = Outcome()
        try:
            files = await self._stores.files(connection_id, store_id) if with_files else []
            await self._stores.delete(connection_id, store_id)
            if files:
                ids = [file.id for file in files]
                outcome = await self._stores.delete_files(connection_id, ids, told)
        except AppError as error:
            if self._is_here(connection_id):
                self.not_deleted.emit(store_id, error)
            return
        if self._is_here(connection_id):
            self._forget(store_id)
            self.deleted.emit(store_id, outcome)

    def _forget(self, store_id: str) -> None:
        self._known.pop(store_id, None)
        self._made.pop(store_id, None)
        self.badges.pop(store_id, None)
        self._deleted.add(store_id)
        self.gone.emit(store_id)

    async def _duplicate(self, connection_id: str, store_id: str, name: str) -> None:
        told = self._progress("duplicate", connection_id)
        try:
            copy = await duplicate(self._stores, connection_id, store_id, name, told)
            store = await self._now(connection_id, copy.made.store)
        except AppError as error:
            if self._is_here(connection_id):
                self.not_duplicated.emit(error)
            return
        self._put_new(connection_id, store)
        if self._is_here(connection_id):
            self.duplicated.emit(copy)

    def _progress(self, kind: str, connection_id: str) -> Any:
        def told(done: int, of: int) -> None:
            if self._is_here(connection_id):
                self.progressed.emit(kind, done, of)

        return told
