"""A damaged history on its way to a whole one, as the page shows it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from oriel.domain.backups import Backup, Saved
from oriel.domain.errors import AppError
from oriel.services.repair import Repair
from oriel.services.tasks import TaskScope


@dataclass(frozen=True, slots=True)
class Repaired:
    """How it ended: where the damaged file lies now (None: there was none), and what was saved
    (None: a new history was begun)."""

    aside: Path | None
    saved: Saved | None = None


class RepairViewModel(QObject):
    """`listed(tuple[BackupLine])`, `progressed(table, rows)`, then `prepared(Saved)` or
    `not_prepared(AppError)` for the backup that is chosen; `ended(Repaired)`."""

    listed = Signal(object)
    progressed = Signal(str, int)
    prepared = Signal(object)
    not_prepared = Signal(object)
    ended = Signal(object)
    failed = Signal(object)

    def __init__(self, repair: Repair) -> None:
        super().__init__()
        self._repair = repair
        self._scope = TaskScope(self._on_error)
        self._preparing: asyncio.Task[Any] | None = None
        self._saved: Saved | None = None

    def look(self) -> None:
        """Looks for backups."""
        self._scope.start_if_open(self._look(), "look for backups")

    def choose(self, backup: Backup | None) -> None:
        """Tries what comes of that backup, None: of the damaged file alone."""
        before, self._saved = self._preparing, None
        if before is not None:
            before.cancel()
        self._preparing = self._scope.start_if_open(self._prepare(before, backup), "prepare")

    def repair(self) -> None:
        """Takes what was prepared."""
        if self._saved is not None:
            self._scope.start_if_open(self._use(self._saved), "repair")

    def start_anew(self) -> None:
        self._scope.start_if_open(self._start_anew(), "start anew")

    async def aclose(self) -> None:
        await self._scope.aclose()
        await self._repair.discard()

    async def _look(self) -> None:
        self.listed.emit(await self._repair.candidates())

    async def _prepare(self, before: asyncio.Task[Any] | None, backup: Backup | None) -> None:
        if before is not None:  # both would write the same file
            await asyncio.gather(before, return_exceptions=True)
        loop = asyncio.get_running_loop()

        def progress(table: str, rows: int) -> None:  # called in a thread
            loop.call_soon_threadsafe(self.progressed.emit, table, rows)

        saved = await self._repair.prepare(backup, progress)
        self._saved = saved
        self.prepared.emit(saved)

    async def _use(self, saved: Saved) -> None:
        self.ended.emit(Repaired(await self._repair.use(saved), saved))

    async def _start_anew(self) -> None:
        if self._preparing is not None:
            self._preparing.cancel()
            await asyncio.gather(self._preparing, return_exceptions=True)
        self.ended.emit(Repaired(await self._repair.start_anew()))

    def _on_error(self, error: BaseException) -> None:
        if isinstance(error, AppError):
            self.not_prepared.emit(error)
        else:
            self.failed.emit(error)
