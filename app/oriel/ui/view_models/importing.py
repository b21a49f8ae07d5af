"""Imports on their way to the dialog: one look or one import at a time, and those before."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject, Signal

from oriel.domain.errors import AppError
from oriel.domain.imports.runs import Choices, ImportPlan, ImportRun
from oriel.services.imports import Imports
from oriel.services.tasks import TaskScope


class ImportingViewModel(QObject):
    """`progressed(ImportProgress)` of a look or an import; `looked(ImportPlan)`,
    `done(ImportDone)`, `stopped()` by the person, `refused(AppError)`. `listed(list of
    ImportRun)`, `folders_listed(list of Folder)`, `leaving(chat ids)` before
    an import is undone, `undone(run id, Undone)` then; `newest(chat id)`
    of an import that is to be shown. `changed()`: there are other chats now."""

    progressed = Signal(object)
    looked = Signal(object)
    done = Signal(object)
    stopped = Signal()
    refused = Signal(object)
    listed = Signal(object)
    folders_listed = Signal(object)
    leaving = Signal(object)
    undone = Signal(str, object)
    newest = Signal(str)
    changed = Signal()
    failed = Signal(object)

    def __init__(self, imports: Imports, reload: Callable[[], Awaitable[None]]) -> None:
        """`reload` reads connections and tool servers anew: an archive may bring some."""
        super().__init__()
        self._imports = imports
        self._reload = reload
        self._scope = TaskScope(self.failed.emit)
        self._task: asyncio.Task[Any] | None = None

    @property
    def busy(self) -> bool:
        return self._task is not None and not self._task.done()

    def refresh(self) -> None:
        """Asks for the imports before and for the folders."""
        self._scope.start_if_open(self._list(), "list imports")

    def look(self, paths: list[str]) -> None:
        """Takes the place of a look under way; nothing while an import runs."""
        self._start(self._look(paths), "look at import")

    def run(self, plan: ImportPlan, choices: Choices) -> None:
        self._start(self._run(plan, choices), "import chats")

    def resume(self, run: ImportRun) -> None:
        """Finishes an import that was cut off."""
        self._start(self._resume(run), "finish import")

    def undo(self, run_id: str) -> None:
        self._start(self._undo(run_id), "undo import")

    def stop(self) -> None:
        """Leaves what is under way; what an import has written can be finished or undone."""
        if self._task is not None:
            self._task.cancel()

    def show(self, run_id: str) -> None:
        """Asks for the chat to look at after an import."""
        self._scope.start_if_open(self._newest(run_id), "newest of import")

    async def aclose(self) -> None:
        await self._scope.aclose()

    def _start(self, work: Coroutine[Any, Any, Any], name: str) -> None:
        if self.busy:
            work.close()
            return
        self._task = self._scope.start_if_open(self._told(work), name)

    async def _told(self, work: Coroutine[Any, Any, Any]) -> None:
        try:
            await work
        except asyncio.CancelledError:
            if not self._scope.closed:
                await self._tell()
                self.stopped.emit()
            raise
        except AppError as error:
            self.refused.emit(error)

    async def _list(self) -> None:
        self.listed.emit(await self._imports.earlier())
        self.folders_listed.emit(await self._imports.folders())

    async def _tell(self) -> None:
        """What is here now."""
        await self._reload()
        await self._list()
        self.changed.emit()

    async def _look(self, paths: list[str]) -> None:
        self.looked.emit(await self._imports.look(paths, self.progressed.emit))

    async def _run(self, plan: ImportPlan, choices: Choices) -> None:
        done = await self._imports.run(plan, choices, self.progressed.emit)
        await self._tell()
        self.done.emit(done)

    async def _resume(self, run: ImportRun) -> None:
        done = await self._imports.resume(run, self.progressed.emit)
        await self._tell()
        self.done.emit(done)

    async def _undo(self, run_id: str) -> None:
        self.leaving.emit(frozenset(await self._imports.chat_ids(run_id)))
        undone = await self._imports.undo(run_id)
        await self._tell()
        self.undone.emit(run_id, undone)

    async def _newest(self, run_id: str) -> None:
        if chat_id := await self._imports.newest_chat(run_id):
            self.newest.emit(chat_id)
