"""The backups as the dialog shows them, and the daily one that nobody asks for."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from PySide6.QtCore import QObject, Signal

from oriel.domain.backups import Backup
from oriel.domain.errors import AppError, StoreProblem
from oriel.services.backups import Backups
from oriel.services.tasks import TaskScope


class BackupsViewModel(QObject):
    """`listed(Overview)` or `not_listed(AppError)`; while one is made `progressed(pages done,
    pages in all)`, then `made(Backup)`, `stopped()` or `not_made(AppError)`;
    `weighed(Backup, Loss)` or `not_weighed(Backup, AppError)`; `restore_ready()` when Oriel
    only needs to close for it; `troubled(StoreProblem or None)` from the daily one."""

    listed = Signal(object)
    not_listed = Signal(object)
    progressed = Signal(int, int)
    made = Signal(object)
    stopped = Signal()
    not_made = Signal(object)
    weighed = Signal(object, object)
    not_weighed = Signal(object, object)
    restore_ready = Signal()
    troubled = Signal(object)
    failed = Signal(object)

    def __init__(self, backups: Backups) -> None:
        super().__init__()
        self._backups = backups
        self._scope = TaskScope(self.failed.emit)
        self._making: asyncio.Task[Any] | None = None
        self._watching: asyncio.Task[Any] | None = None
        self._restoring = False

    @property
    def busy(self) -> bool:
        """Whether one is being made that the person asked for."""
        return self._making is not None and not self._making.done()

    def watch(self) -> None:
        """Lets the daily one be made from now on."""
        if self._watching is None:
            work = self._backups.watch(self._told)
            self._watching = self._scope.start_if_open(work, "daily backup")

    def refresh(self) -> None:
        self._scope.start_if_open(self._list(), "list backups")

    def back_up(self) -> None:
        """Makes one now."""
        self._make(self._back_up())

    def stop(self) -> None:
        """Breaks off what is being made; nothing of it is left."""
        if self._making is not None:
            self._making.cancel()

    def stop_restoring(self) -> None:
        """As `stop`, when what is being made is made in order to go back."""
        if self._restoring:
            self.stop()

    def weigh(self, backup: Backup) -> None:
        """What would be lost by restoring it."""
        self._scope.start_if_open(self._weigh(backup), "weigh backup")

    def restore(self, backup: Backup) -> None:
        """Keeps today's history as a backup too, then asks for this one."""
        self._make(self._restore(backup))

    async def aclose(self) -> None:
        await self._scope.aclose()

    def _make(self, work: Coroutine[Any, Any, None]) -> None:
        if self.busy:
            work.close()
            return
        self._making = self._scope.start_if_open(self._guarded(work), "backup")

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except AppError as error:
            self.not_made.emit(error)
        except asyncio.CancelledError:
            self.stopped.emit()
            raise

    async def _back_up(self) -> None:
        made = await self._backups.make(self._progress())
        self.made.emit(made)
        await self._list()

    async def _restore(self, backup: Backup) -> None:
        self._restoring = True
        try:
            await self._backups.ask_for_restore(backup, self._progress())
        finally:
            self._restoring = False
        self.restore_ready.emit()

    async def _list(self) -> None:
        try:
            self.listed.emit(await self._backups.overview())
        except AppError as error:
            self.not_listed.emit(error)

    async def _weigh(self, backup: Backup) -> None:
        try:
            self.weighed.emit(backup, await self._backups.loss(backup))
        except AppError as error:
            self.not_weighed.emit(backup, error)

    def _told(self, problem: StoreProblem | None) -> None:
        self.troubled.emit(problem)

    def _progress(self) -> Any:
        loop = asyncio.get_running_loop()

        def progress(done: int, pages: int) -> None:  # called in a thread
            loop.call_soon_threadsafe(self.progressed.emit, done, pages)

        return progress
