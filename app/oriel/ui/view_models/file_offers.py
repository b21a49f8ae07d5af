"""The files of a service, offered to be put into a store or a container."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from oriel.domain.errors import AppError
from oriel.services.library_store_names import FileNames
from oriel.services.tasks import TaskScope
from oriel.ui.view_models.latest_tasks import LatestTasks


class FileOffersViewModel(QObject):
    """`offered(tuple of LibraryFile)` page after page, then `all_offered()` or
    `not_offered(AppError)`."""

    offered = Signal(object)
    all_offered = Signal()
    not_offered = Signal(object)
    failed = Signal(object)

    def __init__(self, names: FileNames) -> None:
        super().__init__()
        self._names = names
        self._scope = TaskScope(self.failed.emit)
        self._tasks = LatestTasks(self._scope, "file offers")

    def list(self, connection_id: str) -> None:
        self._tasks.start("offer", self._list(connection_id))

    def stop(self) -> None:
        self._tasks.end("offer")

    async def aclose(self) -> None:
        await self._scope.aclose()

    async def _list(self, connection_id: str) -> None:
        try:
            async for page in self._names.pages(connection_id):
                self.offered.emit(tuple(page))
        except AppError as error:
            self.not_offered.emit(error)
        else:
            self.all_offered.emit()
