"""Deleting at services what goes with chats: listed on wish, done when the undo is past."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, Signal

from oriel.domain.errors import AppError
from oriel.domain.remote_deletion import DeletionPlan, There, left
from oriel.services.remote_deletion import BIN_S, RemoteDeletion
from oriel.services.tasks import TaskScope

UNDO_S = 10.0  # a little longer than the offer to undo stands there (ui/toast.py)
_CLOSE_WITHIN_S = 2.0
_NEXT_LOOK_S = 600.0  # at the latest, while something waits
_MOST_INSIDE = 500  # things of one deletion that the service inside Oriel is told to drop
_log = logging.getLogger(__name__)


class RemoteDeletionViewModel(QObject):
    """`listed(DeletionPlan)` from what is known here, then `asked(DeletionPlan)` with what the
    services say; `deleted(tuple[Outcome])` of what was wished for at once or had been
    promised."""

    listed = Signal(object)
    asked = Signal(object)
    deleted = Signal(object)
    failed = Signal(object)

    def __init__(self, deletion: RemoteDeletion) -> None:
        super().__init__()
        self._deletion = deletion
        self._scope = TaskScope(self.failed.emit)
        self._asking: asyncio.Task[Any] | None = None
        self._watching: asyncio.Task[Any] | None = None
        self._more = asyncio.Event()  # something else was promised
        self._promised = False
        self.undo_s = UNDO_S

    # Wishes

    def list(self, chat_ids: tuple[str, ...]) -> None:
        self._scope.start_if_open(self._list(chat_ids), "what goes with it")

    def ask(self, chat_ids: tuple[str, ...]) -> None:
        """Asks the services too, which may take some seconds."""
        self._asking = self._scope.start_if_open(self._ask(chat_ids), "what else goes with it")

    def stop_asking(self) -> None:
        if self._asking is not None:
            self._asking.cancel()

    def promise(
        self, items: Iterable[There], inside: Iterable[There], *, for_good: bool = False
    ) -> None:
        """Deletes `items` when the undo is past, and what is `inside` with the bin; both at
        once where the chats go for good."""
        bin_s, undo_s = (0.0, 0.0) if for_good else (BIN_S, self.undo_s)
        work = self._promise(tuple(items), undo_s, tuple(inside), bin_s)
        self._scope.start_if_open(work, "promise")

    def delete_now(self, items: Iterable[There]) -> None:
        self._scope.start_if_open(self._delete_now(tuple(items)), "delete there")

    def retry(self, items: Iterable[There]) -> None:
        """Tries at once what has failed."""
        self._scope.start_if_open(self._retry(tuple(items)), "delete again")

    def resume(self) -> None:
        """Goes on with what was promised before Oriel ended."""
        self._watch()

    async def aclose(self) -> None:
        """What waits for its undo only is deleted now; what does not succeed in time is at
        the next start."""
        await self._scope.aclose()
        if self._promised:
            try:
                async with asyncio.timeout(_CLOSE_WITHIN_S):
                    await self._deletion.keep_promises(early=True)
            except (TimeoutError, AppError) as error:
                _log.info("left for the next start: %s", error)

    # Inside

    async def _list(self, chat_ids: tuple[str, ...]) -> None:
        self.listed.emit(await self._deletion.listing(chat_ids, ask=False))

    async def _ask(self, chat_ids: tuple[str, ...]) -> None:
        plan: DeletionPlan = await self._deletion.listing(chat_ids)
        self.asked.emit(plan)

    async def _promise(
        self, items: tuple[There, ...], undo_s: float, inside: tuple[There, ...], bin_s: float
    ) -> None:
        now = time.time()
        if inside:
            await self._deletion.promise(inside[:_MOST_INSIDE], now + bin_s)
        if items:
            self._promised = True
            await self._deletion.promise(items, now + undo_s)
        if items or (inside and not bin_s):
            self._watch()

    async def _delete_now(self, items: tuple[There, ...]) -> None:
        self.deleted.emit(tuple(await self._deletion.delete(items)))

    async def _retry(self, items: tuple[There, ...]) -> None:
        outcomes = await self._deletion.delete(items)
        failed = {outcome.item.key for outcome in left(outcomes)}
        await self._deletion.drop(item for item in items if item.key not in failed)
        self.deleted.emit(tuple(outcomes))

    def _watch(self) -> None:
        """What is being deleted at this moment is not broken off: nobody would know whether
        it is gone."""
        self._more.set()
        if self._watching is None or self._watching.done():
            self._watching = self._scope.start_if_open(self._keep(), "promises")

    async def _keep(self) -> None:
        """Keeps what was promised, as it comes due."""
        while self._more.is_set() or await self._next_due():
            self._more.clear()
            outcomes = await self._deletion.keep_promises()
            if outcomes:
                self.deleted.emit(tuple(outcomes))

    async def _next_due(self) -> bool:
        """Returns when the next may have come due; False when nothing waits but for the bin."""
        waiting = [promised.due_at for promised in await self._deletion.promises()]
        now = time.time()
        soon = [due for due in waiting if due - now < BIN_S / 2]
        if soon:
            with suppress(TimeoutError):
                async with asyncio.timeout(min(max(min(soon) - now, 0.2), _NEXT_LOOK_S)):
                    await self._more.wait()
        return bool(soon) or self._more.is_set()
