"""The containers of one connection for their tab: listed, looked into, replaced once dead.

What a connection has said never shows under another: with a newer wish the older ends.
A container's end is known beforehand; it is asked for again only when it comes near, by the
list, since looking into a single one may count as use.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from oriel.domain.connections import Connection
from oriel.domain.container_pool import lives_at
from oriel.domain.container_rescue import NewContainer, Rescue, name_of
from oriel.domain.errors import AppError
from oriel.domain.library import Container, ContainerFile
from oriel.domain.transfers import Direction, Stage, Transfer, UploadTo
from oriel.services.deleting import Deletion
from oriel.services.library_containers import LibraryContainers
from oriel.services.tasks import TaskScope
from oriel.ui.view_models.latest_tasks import LatestTasks
from oriel.ui.view_models.preview import PreviewViewModel
from oriel.ui.view_models.transfers import TransfersViewModel

SOON_S = 300.0  # before its end a container is said to end soon, if it has so long at all
_SETTLE_MS = 300  # several files that arrive together are listed once
_LONGEST_WAIT_MS = 24 * 3600 * 1000


class ContainersViewModel(QObject):
    """`begun(whether rows of the same connection are there)`, then `listed(tuple of
    Container)` or `load_failed(AppError)`.

    Of one that is looked into: `files_begun(id)`, then `files_listed(id, tuple of
    ContainerFile)` or `files_failed(id, AppError)`. `created(Container)` or
    `not_created(AppError)`; `removed(tuple of Deletion)`; `files_removed(id, tuple of
    Deletion)`; `rescue_found(Container, Rescue)`; `replaced(the old one, the new one)`;
    `ending_soon(name, seconds)` once for each. `preview` tells of a look at a file.
    """

    begun = Signal(bool)
    listed = Signal(object)
    load_failed = Signal(object)
    created = Signal(object)
    not_created = Signal(object)
    removed = Signal(object)
    files_begun = Signal(str)
    files_listed = Signal(str, object)
    files_failed = Signal(str, object)
    files_removed = Signal(str, object)
    rescue_found = Signal(object, object)
    replaced = Signal(object, object)
    ending_soon = Signal(str, int)
    failed = Signal(object)

    def __init__(self, containers: LibraryContainers, transfers: TransfersViewModel) -> None:
        super().__init__()
        self._containers = containers
        self._transfers = transfers
        self._scope = TaskScope(self.failed.emit)
        self._tasks = LatestTasks(self._scope, "containers")
        self.preview = PreviewViewModel()
        self.preview.failed.connect(self.failed)
        self._connection: Connection | None = None
        self._listed: tuple[Container, ...] | None = None
        self._opened = ""
        self._warned: set[tuple[str, float]] = set()
        self._next = self._timer(self._on_next)
        self._settle = self._timer(self._on_settled)
        transfers.finished.connect(self._on_transferred)

    # Facts

    @property
    def connection(self) -> Connection | None:
        return self._connection

    @property
    def containers(self) -> tuple[Container, ...]:
        """As they were listed last."""
        return self._listed or ()

    @property
    def opened(self) -> str:
        """The id of the one that is looked into, "" for none."""
        return self._opened

    def get(self, container_id: str) -> Container | None:
        return next((each for each in self.containers if each.id == container_id), None)

    def file_count(self, container_id: str) -> int | None:
        """How many files were in it when somebody last looked; None when nobody did."""
        return self._containers.known_count(container_id)

    # Wishes

    def show(self, connection: Connection | None) -> None:
        """Lists the containers of a connection; for None, or one without any, nothing."""
        if connection != self._connection:
            self._leave()
            self._connection = connection
        if connection is not None and connection.capabilities.containers:
            self._tasks.start("load", self._load(connection.id))

    def refresh(self) -> None:
        """Lists them again, and what is in the one that is looked into."""
        self.show(self._connection)
        if self._opened:
            self.open(self._opened)

    def create(self, new: NewContainer) -> None:
        self._tasks.start("create", self._create(self._connection_id, new))

    def remove(self, container_ids: Sequence[str]) -> None:
        """Deletes containers with all that is in them."""
        work = self._remove(self._connection_id, tuple(container_ids))
        self._scope.start_if_open(work, "delete containers")

    def open(self, container_id: str) -> None:
        """Looks into one."""
        self._opened = container_id
        self._tasks.start("files", self._list_files(self._connection_id, container_id))

    def leave(self) -> None:
        """Back to the list."""
        self._opened = ""
        self._tasks.end("files")
        self.preview.clear()

    def attach(self, container_id: str, file_ids: Iterable[str]) -> None:
        """Puts files of the service into a container."""
        work = self._attach(self._connection_id, container_id, tuple(file_ids))
        self._scope.start_if_open(work, "attach to container")

    def remove_files(self, container_id: str, file_ids: Sequence[str]) -> None:
        work = self._remove_files(self._connection_id, container_id, tuple(file_ids))
        self._scope.start_if_open(work, "delete container files")

    def look_at(self, file: ContainerFile) -> None:
        """Shows what is in a file: `preview` tells of it."""
        connection_id, where = self._connection_id, (file.container_id or self._opened, file.id)

        async def fetch(most: int) -> bytes:
            return await self._containers.content(connection_id, *where, most)

        key = f"{connection_id}/{where[0]}/{file.id}"
        self.preview.show(key, fetch, name_of(file.path), file.size)

    def find_rescue(self, container: Container) -> None:
        """Looks what can still be had of one that has ended."""
        self._tasks.start("rescue", self._find_rescue(container))

    def replace(self, container: Container, rescue: Rescue) -> None:
        """Makes one like it, with what can still be had: files of the service at once, files
        of this computer through the transfers."""
        work = self._replace(self._connection_id, container, rescue)
        self._tasks.start("create", work)

    async def aclose(self) -> None:
        self._next.stop()
        self._settle.stop()
        await self.preview.aclose()
        await self._scope.aclose()

    # Inside

    @property
    def _connection_id(self) -> str:
        return self._connection.id if self._connection else ""

    def _timer(self, then: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(then)
        return timer

    def _leave(self) -> None:
        self._tasks.end("load", "files", "create", "rescue")
        self._next.stop()
        self._settle.stop()
        self.preview.clear()
        self._listed, self._opened = None, ""

    async def _load(self, connection_id: str, *, quiet: bool = False) -> None:
        if not quiet:
            self.begun.emit(self._listed is not None)
        try:
            found = tuple(await self._containers.all(connection_id))
        except AppError as error:
            if not quiet:  # what was not asked for is not missed
                self.load_failed.emit(error)
            return
        self._listed = found
        self.listed.emit(found)
        self._watch()

    async def _create(self, connection_id: str, new: NewContainer) -> None:
        try:
            made = await self._containers.create(connection_id, new)
        except AppError as error:
            self.not_created.emit(error)
            return
        self._put(made)
        self.created.emit(made)

    async def _remove(self, connection_id: str, container_ids: tuple[str, ...]) -> None:
        told: list[Deletion] = []
        for container_id in container_ids:
            try:
                await self._containers.delete(connection_id, container_id)
            except AppError as error:
                told.append(Deletion(container_id, error))
            else:
                told.append(Deletion(container_id))
        gone = {each.id for each in told if each.error is None}
        if connection_id == self._connection_id:
            self._listed = tuple(each for each in self.containers if each.id not in gone)
            self.removed.emit(tuple(told))
            self._watch()

    async def _list_files(self, connection_id: str, container_id: str) -> None:
        self.files_begun.emit(container_id)
        try:
            found = await self._containers.files(connection_id, container_id)
        except AppError as error:
            self.files_failed.emit(container_id, error)
            # It may just have ended: the list knows.
            self._tasks.start("load", self._load(connection_id, quiet=True))
        else:
            self.files_listed.emit(container_id, tuple(found))

    async def _attach(
        self, connection_id: str, container_id: str, file_ids: tuple[str, ...]
    ) -> None:
        try:
            for file_id in file_ids:
                await self._containers.attach(connection_id, container_id, file_id)
        except AppError as error:
            self.files_failed.emit(container_id, error)
        else:
            self._used(connection_id, container_id)

    async def _remove_files(
        self, connection_id: str, container_id: str, file_ids: tuple[str, ...]
    ) -> None:
        told: list[Deletion] = []
        await self._containers.delete_files(connection_id, container_id, file_ids, told.append)
        self.files_removed.emit(container_id, tuple(told))
        self._used(connection_id, container_id)

    async def _find_rescue(self, container: Container) -> None:
        found = await self._containers.rescue(container.id, self._sent(container.id))
        self.rescue_found.emit(container, found)

    async def _replace(self, connection_id: str, old: Container, rescue: Rescue) -> None:
        new = NewContainer(
            name=old.name,
            memory=old.memory,
            idle_minutes=old.idle_minutes,
            file_ids=tuple(each.file_id for each in rescue.found if each.file_id),
        )
        try:
            made = await self._containers.create(connection_id, new)
        except AppError as error:
            self.not_created.emit(error)
            return
        self._put(made)
        self.replaced.emit(old, made)
        if local := [each.local for each in rescue.found if each.local]:
            self._transfers.upload(connection_id, local, UploadTo(container_id=made.id))

    def _put(self, made: Container) -> None:
        """A new one shows among the others, first."""
        self._listed = (made, *(each for each in self.containers if each.id != made.id))
        self.listed.emit(self._listed)
        self._watch()

    def _sent(self, container_id: str) -> dict[str, str]:
        """Files of this computer that were sent into a container or saved from it."""
        found: dict[str, str] = {}
        for each in self._transfers.all():
            if each.stage is Stage.DONE and _container_of(each) == container_id:
                found[name_of(each.name)] = each.path
        return found

    def _used(self, connection_id: str, container_id: str) -> None:
        """Files came or went: its minutes have begun anew."""
        if connection_id != self._connection_id:
            return
        if container_id == self._opened:
            self._tasks.start("files", self._list_files(connection_id, container_id))
        self._tasks.start("load", self._load(connection_id, quiet=True))

    def _on_transferred(self, transfer: Transfer) -> None:
        into = transfer.to.container_id if transfer.to else ""
        arrived = transfer.direction is Direction.UP and transfer.stage is Stage.DONE
        if arrived and into and self.get(into) is not None:
            self._settle.start(_SETTLE_MS)

    def _on_settled(self) -> None:
        if self._opened:
            self._used(self._connection_id, self._opened)
        elif self._connection is not None:
            self._tasks.start("load", self._load(self._connection_id, quiet=True))

    # Their end

    def _watch(self) -> None:
        """Wakes up when the next one comes near its end, or should have ended."""
        now, wanted = time.time(), []
        for each in self.containers:
            if each.ends_at is None or not lives_at(each, now):
                continue
            if (each.id, each.ends_at) not in self._warned:
                wanted.append(each.ends_at - _soon_s(each))
            wanted.append(each.ends_at)
        if wanted:
            wait_ms = round(max(0.0, min(wanted) - now) * 1000) + 50
            self._next.start(min(wait_ms, _LONGEST_WAIT_MS))
        else:
            self._next.stop()

    def _on_next(self) -> None:
        """Asks first: code may have run in it meanwhile."""
        if self._connection is not None:
            self._tasks.start("near", self._look_again(self._connection.id))

    async def _look_again(self, connection_id: str) -> None:
        await self._load(connection_id, quiet=True)
        if connection_id != self._connection_id:
            return
        now = time.time()
        for each in self.containers:
            if each.ends_at is None or not lives_at(each, now):
                continue
            left, key = each.ends_at - now, (each.id, each.ends_at)
            if left <= _soon_s(each) and key not in self._warned:
                self._warned.add(key)
                self.ending_soon.emit(each.name, round(left))
        self._watch()


def _soon_s(container: Container) -> float:
    """Seconds before its end at which it is told: a quarter of what it has, where that is
    less than usual."""
    return min(SOON_S, container.idle_minutes * 60.0 / 4)


def _container_of(transfer: Transfer) -> str:
    if transfer.to is not None:
        return transfer.to.container_id
    return transfer.source.container_id if transfer.source is not None else ""
