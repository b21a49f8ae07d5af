"""The files of one connection for the Files tab: one load at a time, and what is done to them.

What a connection has said never shows under another: with a newer wish the older ends, and
what it still tells is dropped.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from oriel.domain.connections import Connection
from oriel.domain.errors import AppError, NotFound
from oriel.domain.file_uses import Uses
from oriel.domain.library import LibraryFile
from oriel.services.deleting import Deletion
from oriel.services.library_files import UNASKED_STORES, LibraryFiles
from oriel.services.tasks import TaskScope
from oriel.ui.view_models.latest_tasks import LatestTasks
from oriel.ui.view_models.preview import PreviewViewModel

FEW = 3  # files that are asked for one by one when they have arrived; more come by the list
NEWEST_PAGES = 5  # among which new files are looked for


@dataclass(frozen=True, slots=True)
class Checked:
    """How the service has a file now. `file` is None when it has it no more, or when
    `error` says why it could not be asked."""

    file_id: str
    file: LibraryFile | None = None
    error: AppError | None = None


@dataclass(frozen=True, slots=True)
class Deletions:
    """What came of a wish to delete: the ids that are gone, those that failed and why, and
    how many were left because the person stopped it."""

    gone: tuple[str, ...]
    failed: tuple[Deletion, ...] = ()
    left: int = 0


class LibraryFilesViewModel(QObject):
    """`begun(whether rows of the same connection are there)`, then `page_arrived(tuple of
    LibraryFile)` as often as needed and `completed()` or `load_failed(AppError)`.

    `arrived(tuple of LibraryFile)` when files were uploaded, `checked(Checked)`;
    `uses_found(Uses)` meanwhile, then `uses_ended(Uses)` or `uses_failed(AppError)`;
    `deleted(Deletion)` for each, `deletions_ended(Deletions)`. `preview` tells of a look at
    one of them.
    """

    begun = Signal(bool)
    page_arrived = Signal(object)
    completed = Signal()
    load_failed = Signal(object)
    arrived = Signal(object)
    checked = Signal(object)
    uses_found = Signal(object)
    uses_ended = Signal(object)
    uses_failed = Signal(object)
    deleted = Signal(object)
    deletions_ended = Signal(object)
    failed = Signal(object)

    def __init__(self, files: LibraryFiles) -> None:
        super().__init__()
        self._files = files
        self._scope = TaskScope(self.failed.emit)
        self.preview = PreviewViewModel()
        self.preview.failed.connect(self.failed)
        self._connection: Connection | None = None
        self._tasks = LatestTasks(self._scope, "library files")
        self._arrived: dict[str, None] = {}
        self._stop = asyncio.Event()  # of what is being deleted now
        self._loaded = False

    # Facts

    @property
    def connection(self) -> Connection | None:
        return self._connection

    @property
    def uses(self) -> Uses:
        """What was found last of where the files are used; nothing is asked."""
        return self._files.known_uses(self._connection_id)

    @property
    def deleting(self) -> bool:
        return self._tasks.is_running("delete")

    # Wishes

    def show(self, connection: Connection | None) -> None:
        """Lists the files of a connection; for None, or one without files, nothing."""
        if connection != self._connection:
            self._leave()
            self._connection = connection
        if connection is not None and connection.capabilities.files:
            self._tasks.start("load", self._load(connection.id, quiet=self._loaded))

    def refresh(self) -> None:
        """Asks again for everything, where the files are used too."""
        self._files.forget_uses(self._connection_id)
        self.show(self._connection)

    def find_uses(self, *, everywhere: bool = True, again: bool = False) -> None:
        """Looks where the files are used; when not `everywhere`, in a few stores at most.
        `again` asks stores that have answered before."""
        if again:
            self._files.forget_uses(self._connection_id)
        most = None if everywhere else UNASKED_STORES
        self._tasks.start("uses", self._find_uses(self._connection_id, most))

    def stop_uses(self) -> None:
        self._tasks.end("uses")

    def check(self, file_id: str) -> None:
        """Asks how the service has one file now."""
        self._tasks.start("check", self._check(self._connection_id, file_id))

    def take_in(self, connection_id: str, file_id: str) -> None:
        """A file was uploaded: it shows among the others."""
        if connection_id == self._connection_id and self._loaded:
            self._arrived[file_id] = None
            if not self._tasks.is_running("arrive"):
                self._tasks.start("arrive", self._take_in(connection_id))

    def delete(self, file_ids: Sequence[str]) -> None:
        """Deletes files for good; only one such wish at a time."""
        if not self.deleting and file_ids:
            self._stop = asyncio.Event()
            wanted = _until(self._stop, tuple(file_ids))
            work = self._delete(self._connection_id, wanted, len(file_ids))
            self._tasks.start("delete", work)

    def stop_deleting(self) -> None:
        """Those that the service was asked to delete are still waited for."""
        self._stop.set()

    def look_at(self, file: LibraryFile) -> None:
        """Shows what is in a file: `preview` tells of it."""
        connection_id = self._connection_id

        async def fetch(most: int) -> bytes:
            return await self._files.content(connection_id, file.id, most)

        self.preview.show(f"{connection_id}/{file.id}", fetch, file.name, file.size)

    async def aclose(self) -> None:
        await self.preview.aclose()
        await self._scope.aclose()

    # Inside

    @property
    def _connection_id(self) -> str:
        return self._connection.id if self._connection else ""

    def _leave(self) -> None:
        """The connection is another: what was asked of the one before is of no use."""
        self._tasks.end("load", "uses", "check", "arrive")
        self.preview.clear()
        self._arrived.clear()
        self._loaded = False
        # What is being deleted goes on, unheard: half of a wish would be worse.
        self._tasks.let_go("delete")

    async def _load(self, connection_id: str, *, quiet: bool) -> None:
        self.begun.emit(quiet)
        try:
            async for page in self._files.pages(connection_id):
                self._loaded = True
                self.page_arrived.emit(page)
        except AppError as error:
            self.load_failed.emit(error)
            return
        self._loaded = True
        self.completed.emit()
        self.find_uses(everywhere=False)

    async def _find_uses(self, connection_id: str, most: int | None) -> None:
        heard = self._tasks.heard("uses", self.uses_found.emit)
        try:
            found = await self._files.uses(connection_id, heard, most_stores=most)
        except AppError as error:
            self.uses_failed.emit(error)
        else:
            self.uses_ended.emit(found)

    async def _check(self, connection_id: str, file_id: str) -> None:
        try:
            file = await self._files.retrieve(connection_id, file_id)
        except NotFound:
            self.checked.emit(Checked(file_id))
        except AppError as error:
            self.checked.emit(Checked(file_id, error=error))
        else:
            self.checked.emit(Checked(file_id, file))

    async def _take_in(self, connection_id: str) -> None:
        with suppress(AppError):  # a refresh shows them, and says what is wrong
            while self._arrived:
                wanted, self._arrived = self._arrived, {}
                if found := await self._new_files(connection_id, set(wanted)):
                    self.arrived.emit(found)

    async def _new_files(self, connection_id: str, wanted: set[str]) -> tuple[LibraryFile, ...]:
        if len(wanted) <= FEW:
            return await self._one_by_one(connection_id, wanted)
        found: list[LibraryFile] = []
        async with aclosing(self._files.pages(connection_id)) as pages:
            number = 0
            async for page in pages:
                found += [file for file in page if file.id in wanted]
                number += 1
                if len(found) == len(wanted) or number == NEWEST_PAGES:
                    break
        return tuple(found)

    async def _one_by_one(
        self, connection_id: str, wanted: Iterable[str]
    ) -> tuple[LibraryFile, ...]:
        found = []
        for file_id in wanted:
            with suppress(NotFound):  # deleted as soon as it was there
                found.append(await self._files.retrieve(connection_id, file_id))
        return tuple(found)

    async def _delete(self, connection_id: str, file_ids: Iterator[str], count: int) -> None:
        tell = self._tasks.heard("delete", self.deleted.emit)
        end = self._tasks.heard("delete", self._end_deleting)
        gone: list[str] = []
        failed: list[Deletion] = []

        def told(deletion: Deletion) -> None:
            if deletion.error:
                failed.append(deletion)
            else:
                gone.append(deletion.id)
            tell(deletion)

        await self._files.delete(connection_id, file_ids, told)
        left = count - len(gone) - len(failed)
        end(Deletions(tuple(gone), tuple(failed), left))

    def _end_deleting(self, ended: Deletions) -> None:
        self._tasks.let_go("delete")  # before it is told: who hears of it may delete more
        self.deletions_ended.emit(ended)


def _until(stop: asyncio.Event, file_ids: Sequence[str]) -> Iterator[str]:
    """Those whose turn comes before it is stopped. Each wish has a stop of its own: one that
    was stopped must not go on when another begins."""
    for file_id in file_ids:
        if stop.is_set():
            return
        yield file_id
