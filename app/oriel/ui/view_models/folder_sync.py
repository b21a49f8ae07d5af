"""Vector stores kept in step with folders: compared, shown, brought into step."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from itertools import groupby
from typing import Any

from PySide6.QtCore import QObject, Signal

from oriel.domain.connections import Connection
from oriel.domain.errors import AppError
from oriel.domain.folder_rules import FolderRules
from oriel.domain.synced_folders import Act, SyncedFolder, SyncPlan, SyncStep
from oriel.domain.transfers import Transfer, UploadTo
from oriel.services.folder_sync import FolderSync, Sending
from oriel.services.folder_sync_look import SyncProgress
from oriel.services.tasks import TaskScope
from oriel.ui.view_models.transfers import TransfersViewModel


class FolderSyncViewModel(QObject):
    """`folders_listed(store id, list[SyncedFolder])`, `progressed(folder id, SyncProgress)`,
    `planned(SyncPlan)`, `refused(folder id, AppError)` when it could not be compared or
    brought into step, `begun(folder id, how many go up, Outcome of what was removed)`,
    `recorded(Transfer)` when what came of one is written down; `failed(error)`: our own
    mistakes."""

    folders_listed = Signal(str, object)
    progressed = Signal(str, object)
    planned = Signal(object)
    refused = Signal(str, object)
    begun = Signal(str, int, object)
    recorded = Signal(object)
    failed = Signal(object)

    def __init__(self, sync: FolderSync, transfers: TransfersViewModel) -> None:
        super().__init__()
        self._sync = sync
        self._transfers = transfers
        self._scope = TaskScope(self.failed.emit)
        self._looking: asyncio.Task[Any] | None = None
        transfers.finished.connect(self._on_finished)

    def list_folders(self, connection_id: str, store_id: str) -> None:
        self._scope.start_if_open(self._list(connection_id, store_id), "list synced folders")

    def add(self, connection_id: str, store_id: str, path: str) -> None:
        """A folder from now on belongs to a store."""
        self._scope.start_if_open(self._add(connection_id, store_id, path), "add a folder")

    def forget(self, folder: SyncedFolder) -> None:
        """Store and folder stay as they are."""
        self._scope.start_if_open(self._forget(folder), "forget a folder")

    def compare(self, connection: Connection, folder: SyncedFolder) -> None:
        """Finds out what has to be done; what was being compared is left."""
        self.stop()
        work = self._told(folder, self._plan(connection, folder))
        self._looking = self._scope.start_if_open(work, "compare a folder")

    def set_rules(self, connection: Connection, folder: SyncedFolder, rules: FolderRules) -> None:
        """Other things stay out; the folder is compared again."""
        self.stop()
        work = self._told(folder, self._set_rules(connection, folder, rules))
        self._looking = self._scope.start_if_open(work, "compare a folder")

    def run(self, plan: SyncPlan, steps: Sequence[SyncStep], store_name: str) -> None:
        """Does these steps of a plan. What goes up is told of by the transfers."""
        work = self._told(plan.folder, self._run(plan.folder, tuple(steps), store_name))
        self._scope.start_if_open(work, "bring a store into step")

    def stop(self) -> None:
        """Leaves off comparing."""
        if self._looking is not None:
            self._looking.cancel()

    async def aclose(self) -> None:
        await self._scope.aclose()

    # Inside

    async def _list(self, connection_id: str, store_id: str) -> None:
        folders = await self._sync.folders(connection_id, store_id)
        self.folders_listed.emit(store_id, folders)

    async def _add(self, connection_id: str, store_id: str, path: str) -> None:
        await self._sync.remember(connection_id, store_id, path)
        await self._list(connection_id, store_id)

    async def _forget(self, folder: SyncedFolder) -> None:
        await self._sync.forget(folder.id)
        await self._list(folder.connection_id, folder.store_id)

    async def _set_rules(
        self, connection: Connection, folder: SyncedFolder, rules: FolderRules
    ) -> None:
        changed = await self._sync.set_rules(folder, rules)
        await self._plan(connection, changed)

    async def _plan(self, connection: Connection, folder: SyncedFolder) -> None:
        def heard(progress: SyncProgress) -> None:
            self.progressed.emit(folder.id, progress)

        moving = self._moving(folder.store_id)
        plan = await self._sync.plan(folder, connection.kind, moving, heard)
        self.planned.emit(plan)

    async def _run(
        self, folder: SyncedFolder, steps: tuple[SyncStep, ...], store_name: str
    ) -> None:
        rising = [step for step in steps if step.act is not Act.REMOVE]
        sendings = await self._sync.sendings(folder, rising, store_name)
        for to, those in groupby(sendings, key=_destination):
            paths = [sending.path for sending in those]
            self._transfers.upload(folder.connection_id, paths, to)
        leaving = [step for step in steps if step.act is Act.REMOVE]
        outcome = await self._sync.remove(folder, leaving)
        self.begun.emit(folder.id, len(sendings), outcome)

    async def _told(self, folder: SyncedFolder, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except AppError as error:
            self.refused.emit(folder.id, error)

    def _moving(self, store_id: str) -> set[str]:
        going = (each for each in self._transfers.all() if not each.stage.has_ended)
        return {each.path for each in going if each.to is not None and each.to.store_id == store_id}

    def _on_finished(self, transfer: Transfer) -> None:
        if transfer.to is not None and transfer.to.store_id:
            self._scope.start_if_open(self._record(transfer), "write down what was synced")

    async def _record(self, transfer: Transfer) -> None:
        try:
            await self._sync.finished(transfer)
        except AppError as error:
            self.refused.emit("", error)
        else:
            self.recorded.emit(transfer)


def _destination(sending: Sending) -> UploadTo:
    return sending.to
