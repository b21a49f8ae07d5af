"""Exports and prints as tasks of the window: one at a time, told of while it runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from PySide6.QtCore import QObject, Signal

from oriel.domain.errors import AppError
from oriel.domain.export_content import ExportWords
from oriel.domain.exports import Exported, ExportOptions, Format, Progress, Scope
from oriel.services.archive import Archive, ArchiveProgress
from oriel.services.export import Exporter
from oriel.services.export_writers import Book, Writer
from oriel.services.tasks import TaskScope

_SAY_EVERY_S = 0.05


class ExportingViewModel(QObject):
    """`measured(Scope, Extent)`, `progressed(Progress)`, then one of `done(Exported)`,
    `refused(AppError)` and `stopped()`. `failed` is our own bug. `temporary` chats are read
    from the history that is kept nowhere."""

    measured = Signal(object, object)
    progressed = Signal(object)
    done = Signal(object)
    refused = Signal(object)
    stopped = Signal()
    failed = Signal(object)

    def __init__(self, exporter: Exporter, temporary: Exporter, archive: Archive) -> None:
        super().__init__()
        self._exporter, self._temporary, self._archive = exporter, temporary, archive
        self._scope = TaskScope(self.failed.emit)
        self._running: asyncio.Task[None] | None = None
        self._told_at = 0.0

    @property
    def is_running(self) -> bool:
        return self._running is not None and not self._running.done()

    def measure(self, scope: Scope, *, temporary: bool = False) -> None:
        """Counts what a scope holds; told by `measured`."""
        self._scope.start_if_open(self._measure(scope, temporary), "measure an export")

    def export(
        self,
        scope: Scope,
        target: str,
        options: ExportOptions,
        words: ExportWords,
        *,
        to_folder: bool = False,
        temporary: bool = False,
    ) -> None:
        """To a file, or into a new folder inside of `target`."""
        where = self._from(temporary)
        if options.format is Format.ARCHIVE:
            self._start(self._write_archive(scope, target))
        elif to_folder:
            self._start(where.to_folder(scope, Path(target), options, words, self._tell))
        else:
            self._start(where.to_file(scope, Path(target), options, words, self._tell))

    def set_pages(
        self,
        scope: Scope,
        options: ExportOptions,
        words: ExportWords,
        make: Callable[[Book], Writer],
        *,
        temporary: bool = False,
    ) -> None:
        """To a printer."""
        where = self._from(temporary)
        self._start(where.to_pages(scope, options, words, self._tell, make))

    def stop(self) -> None:
        """Breaks off what runs; nothing of it stays."""
        if self._running is not None:
            self._running.cancel()

    async def aclose(self) -> None:
        await self._scope.aclose()

    def _from(self, temporary: bool) -> Exporter:
        return self._temporary if temporary else self._exporter

    def _start(self, work: Coroutine[Any, Any, Exported]) -> None:
        if self.is_running:
            work.close()
            return
        self._told_at = 0.0
        self._running = self._scope.start_if_open(self._run(work), "export")
        if self._running is not None:
            self._running.add_done_callback(partial(self._on_ended, work))

    def _on_ended(self, work: Coroutine[Any, Any, Exported], task: asyncio.Task[None]) -> None:
        work.close()  # a task that is cancelled at once has not begun it
        if task.cancelled() and not self._scope.closed:
            self.stopped.emit()

    async def _run(self, work: Coroutine[Any, Any, Exported]) -> None:
        try:
            exported = await work
        except AppError as error:
            self.refused.emit(error)
        else:
            self.done.emit(exported)

    async def _measure(self, scope: Scope, temporary: bool) -> None:
        try:
            extent = await self._from(temporary).extent(scope)
        except AppError as error:
            self.refused.emit(error)
        else:
            self.measured.emit(scope, extent)

    async def _write_archive(self, scope: Scope, target: str) -> Exported:
        def tell(said: ArchiveProgress) -> None:
            self._tell(Progress(said.done, said.total, 0))

        ids = await self._exporter.ids(scope) if scope != Scope() else None
        written = await self._archive.write(target, ids, tell)
        return Exported(
            written.path, written.manifest.counts.chats, written.manifest.counts.messages
        )

    def _tell(self, progress: Progress) -> None:
        now = monotonic()
        if now - self._told_at >= _SAY_EVERY_S:
            self._told_at = now
            self.progressed.emit(progress)
