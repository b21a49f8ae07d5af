"""Files and folders on their way in: looked through, and compared with what is there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from oriel.domain.attachments import Reason
from oriel.domain.connections import Connection
from oriel.domain.errors import AppError
from oriel.domain.folder_rules import FolderRules, Scan
from oriel.domain.transfers import UploadTo
from oriel.domain.upload_plan import FEW, Place, There, plan_of
from oriel.services.folder_scan import scan
from oriel.services.lying_there import LyingThere
from oriel.services.tasks import TaskScope


class IntakeViewModel(QObject):
    """Makes offers, and ends with all of them. `failed(error)`: our own mistakes."""

    failed = Signal(object)

    def __init__(self, lying: LyingThere) -> None:
        super().__init__()
        self._lying = lying
        self._scope = TaskScope(self.failed.emit)

    def open(
        self,
        connection: Connection,
        paths: Sequence[str],
        to: UploadTo,
        make: Callable[[], str] | None = None,
    ) -> OfferViewModel:
        """What somebody wants to send. Nothing is looked at before `look`. `make` makes a
        file in a thread and gives its path, or raises OSError."""
        offer = OfferViewModel(self._lying, self._scope, connection, paths, to, self)
        offer.make = make
        return offer

    async def aclose(self) -> None:
        """Ends every scan."""
        await self._scope.aclose()


class OfferViewModel(QObject):
    """`progressed(ScanProgress)` while folders are looked through, `comparing()` while the
    service is asked what it has, `planned(UploadPlan)` when all is known, `unmade(OSError)`
    when what was pasted could not be made a file."""

    progressed = Signal(object)
    comparing = Signal()
    planned = Signal(object)
    unmade = Signal(object)

    def __init__(
        self,
        lying: LyingThere,
        scope: TaskScope,
        connection: Connection,
        paths: Sequence[str],
        to: UploadTo,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.connection = connection
        self.paths = tuple(paths)
        self.to = to
        self.rules = FolderRules()
        self.make: Callable[[], str] | None = None
        self._lying = lying
        self._scope = scope
        self._task: asyncio.Task[Any] | None = None
        self._scan: Scan | None = None
        self._there: dict[str, list[There]] = {}  # by purpose
        self._unknown: Reason | None = None

    def look(self, rules: FolderRules | None = None) -> None:
        """Looks through what was offered, by other rules than before if they are given."""
        self.rules = rules or self.rules
        self._scan = None
        self._begin()

    def set_purpose(self, purpose: str) -> None:
        """What the files are for now; the scan stays."""
        self.to = replace(self.to, purpose=purpose)
        self._begin()

    def set_expiry(self, expires_after_s: int) -> None:
        """How long the service keeps them, in seconds; 0 for as long as it does."""
        self.to = replace(self.to, expires_after_s=expires_after_s)

    def stop(self) -> None:
        """Leaves off; nothing more is told."""
        if self._task is not None:
            self._task.cancel()

    def _begin(self) -> None:
        self.stop()
        self._task = self._scope.start_if_open(self._look(), "look through files")

    async def _look(self) -> None:
        if self.make is not None:
            try:
                self.paths = (*self.paths, await asyncio.to_thread(self.make))
            except OSError as error:
                self.unmade.emit(error)
                return
            self.make = None
        found = self._scan
        if found is None:
            found = self._scan = await scan(self.paths, self.rules, self.progressed.emit)
        there = await self._what_is_there(found)
        plan = await asyncio.to_thread(plan_of, found, there, self._place(), self._unknown)
        self.planned.emit(plan)

    def _place(self) -> Place:
        to = self.to
        return Place(to.purpose, self.connection.kind, bool(to.store_id), bool(to.container_id))

    async def _what_is_there(self, found: Scan) -> list[There]:
        self._unknown = None
        # A handful goes straight on: the queue knows by its hash what need not be sent.
        plain = not found.folders and not found.left_out and len(found.files) <= FEW
        if plain and plan_of(found, [], self._place()).asks_nothing:
            return []
        key = "" if self.to.store_id else self.to.purpose
        if key not in self._there:
            self.comparing.emit()
            try:
                self._there[key] = await self._lying.at(self.connection.id, self.to)
            except AppError as error:
                self._unknown = Reason(error.code, error.facts)
                return []
        return self._there[key]
