"""What was indexed of a file in a store: its chunks, read when somebody wants to see them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from oriel.domain.errors import AppError
from oriel.services.library_stores import LibraryStores
from oriel.services.tasks import TaskScope
from oriel.ui.view_models.latest_tasks import LatestTasks
from oriel.ui.view_models.store_changes import Place


class ChunksViewModel(QObject):
    """`chunks_read(file id, list of texts)`, `chunks_failed(file id, AppError)`, for the file
    that was asked for last."""

    chunks_read = Signal(str, object)
    chunks_failed = Signal(str, object)
    failed = Signal(object)

    def __init__(self, stores: LibraryStores) -> None:
        super().__init__()
        self._stores = stores
        self._scope = TaskScope(self.failed.emit)
        self._tasks = LatestTasks(self._scope, "chunks")

    def read(self, place: Place, file_id: str) -> None:
        self._tasks.start("chunks", self._read(place, file_id))

    def stop(self) -> None:
        self._tasks.end("chunks")

    async def aclose(self) -> None:
        await self._scope.aclose()

    async def _read(self, place: Place, file_id: str) -> None:
        try:
            chunks = await self._stores.chunks(*place, file_id)
        except AppError as error:
            self.chunks_failed.emit(file_id, error)
        else:
            self.chunks_read.emit(file_id, chunks)
