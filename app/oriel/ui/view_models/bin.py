"""The bin as the page shows it: its list, a look at one entry, what comes back, what goes."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from oriel.domain.bin import BinEntry, Restored
from oriel.domain.errors import AppError
from oriel.services.bin import Bin
from oriel.services.tasks import TaskScope
from oriel.ui.view_models.latest_tasks import LatestTasks


class BinViewModel(QObject):
    """`loading()`, then `listed(tuple[BinEntry])` or `not_listed(AppError)`;
    `measured(list[BinEntry])` for some of them; `looked_at(BinEntry, tuple[Message])`;
    `restored(Restored)`, `undone(Restored)`, `deleted(tuple[BinEntry])`; `failed(error)` for
    what was wished and did not happen."""

    loading = Signal()
    listed = Signal(object)
    not_listed = Signal(object)
    measured = Signal(object)
    looked_at = Signal(object, object)
    restored = Signal(object)
    undone = Signal(object)
    deleted = Signal(object)
    failed = Signal(object)

    def __init__(self, bin_: Bin) -> None:
        super().__init__()
        self._bin = bin_
        self._scope = TaskScope(self.failed.emit)
        self._latest = LatestTasks(self._scope, "bin")

    def refresh(self) -> None:
        """Reads anew what lies there."""
        self.loading.emit()
        self._latest.start("list", self._list())

    def look_at(self, entry: BinEntry) -> None:
        self._latest.start("look", self._look(entry))

    def restore(self, entries: Sequence[BinEntry]) -> None:
        if entries:
            self._do(self._restore(tuple(entries)), "restore")

    def undo_restore(self, restored: Restored) -> None:
        self._do(self._undo(restored), "undo")

    def delete(self, entries: Sequence[BinEntry]) -> None:
        """For good."""
        if entries:
            self._do(self._delete(tuple(entries)), "delete")

    async def aclose(self) -> None:
        await self._scope.aclose()

    def _do(self, work: Coroutine[Any, Any, None], name: str) -> None:
        self._scope.start_if_open(work, f"bin: {name}")

    async def _list(self) -> None:
        try:
            entries = await self._bin.entries()
        except AppError as error:
            self.not_listed.emit(error)
            return
        self.listed.emit(tuple(entries))
        async for some in self._bin.measured(entries):
            self.measured.emit(some)

    async def _look(self, entry: BinEntry) -> None:
        self.looked_at.emit(entry, await self._bin.preview(entry))

    async def _restore(self, entries: tuple[BinEntry, ...]) -> None:
        restored = await self._bin.restore(entries)
        self.restored.emit(restored)
        self.refresh()

    async def _undo(self, restored: Restored) -> None:
        await self._bin.undo_restore(restored)
        self.undone.emit(restored)
        self.refresh()

    async def _delete(self, entries: tuple[BinEntry, ...]) -> None:
        self.deleted.emit(entries)  # at once: the rows may take a while
        await self._bin.delete_for_good(entries)
        self.refresh()
