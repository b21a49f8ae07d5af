"""Backups of the history: one a day without being asked, and whatever is wished for.

Making one is also the daily check of the whole file: what can be checked in peace is the
copy. All work is done in threads, on connections of its own.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from oriel.domain.backups import Backup, Contents, Loss
from oriel.domain.errors import StoreDamaged, StoreFull, StoreProblem
from oriel.store.backups import (
    BackupStopped,
    Made,
    Progress,
    backups_in,
    contents_of,
    copies_beside,
    is_due,
    is_whole,
    make_backup,
    newest_first,
    remove_backup,
    thin,
)
from oriel.store.checking import check_live, rebuild_words
from oriel.store.database import Database
from oriel.store.restoring import ask_for_restore, loss_of

EVERY_S = 3600.0
DAY_S = 24 * 3600.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BackupLine:
    """`contents` is None when the backup cannot be read."""

    backup: Backup
    contents: Contents | None


@dataclass(frozen=True, slots=True)
class Overview:
    """All there are, newest first, and where they lie."""

    lines: tuple[BackupLine, ...]
    folder: Path


class Backups:
    """Methods raise StoreProblem and its kinds. Cancelling leaves nothing behind."""

    def __init__(
        self, database: Database, folder: Path, clock: Callable[[], float] = time.time
    ) -> None:
        self._database = database
        self.folder = folder
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()
        self._checked_at = 0.0

    async def overview(self) -> Overview:
        return await asyncio.to_thread(self._overview)

    async def make(self, progress: Progress) -> Backup:
        """A backup of this moment. `progress` hears pages done and in all, in a thread."""
        async with self._one_at_a_time:
            made = await self._make(progress)
        return made.backup

    async def remove(self, backup: Backup) -> None:
        await asyncio.to_thread(remove_backup, backup)

    async def loss(self, backup: Backup) -> Loss:
        """What restoring it would take away. Raises StoreDamaged when it is not whole."""
        if not await asyncio.to_thread(is_whole, backup):
            raise StoreDamaged(path=str(backup.path), detail="the backup itself")
        return await asyncio.to_thread(loss_of, self._database.path, backup.path)

    async def ask_for_restore(self, backup: Backup, progress: Progress) -> None:
        """Makes a backup of today's history first. It takes effect when Oriel is closed."""
        await self.make(progress)
        await asyncio.to_thread(ask_for_restore, self._database.path, backup.path)

    async def watch(self, tell: Callable[[StoreProblem | None], None]) -> None:
        """Makes the daily one, looking now and every hour whether it is time; never returns.

        `tell` hears what keeps it from being made, once while it lasts, and None when it
        could be made again.
        """
        told = ""
        while True:
            problem = await self.make_if_due()
            code = problem.code if problem else ""
            if code != told:
                tell(problem)
                told = code
            await asyncio.sleep(EVERY_S)

    async def make_if_due(self) -> StoreProblem | None:
        """The daily backup when it is time for it, and what kept it from being made."""
        try:
            async with self._one_at_a_time:
                found = await asyncio.to_thread(backups_in, self.folder)
                if is_due(found, self._clock(), DAY_S):
                    await self._make(lambda _done, _all: None)
                elif self._unsure:
                    await self._check()
        except StoreFull as problem:
            _log.warning("no backup: %s", problem)
            return await self._checked_instead() or problem
        except StoreProblem as problem:
            _log.warning("no backup: %s", problem)
            if isinstance(problem, StoreDamaged):
                self._database.doubt()
            return problem
        return None

    @property
    def _unsure(self) -> bool:
        """Whether what was opened may be damaged unnoticed."""
        return not self._database.found.sealed and self._clock() - self._checked_at > DAY_S

    async def _make(self, progress: Progress) -> Made:
        await self._database.stay_in_place()
        stop = Event()
        work = asyncio.to_thread(
            make_backup, self._database.path, self.folder, progress, stop.is_set, self._clock()
        )
        made = await _ended(asyncio.ensure_future(work), stop)
        self._checked_at = self._clock()
        if not made.words_fit:
            _log.warning("the word index did not fit, and is made anew")
            await self._database.run(rebuild_words)
        await asyncio.to_thread(thin, self.folder)
        return made

    async def _check(self) -> None:
        self._checked_at = self._clock()
        await asyncio.to_thread(check_live, self._database.path)

    async def _checked_instead(self) -> StoreProblem | None:
        """What cannot be copied is at least looked at where it lies, once a day."""
        if self._clock() - self._checked_at <= DAY_S:
            return None
        try:
            await self._check()
        except StoreProblem as problem:
            if isinstance(problem, StoreDamaged):
                self._database.doubt()
            return problem
        return None

    def _overview(self) -> Overview:
        found = newest_first(backups_in(self.folder), copies_beside(self._database.path))
        lines = tuple(BackupLine(backup, _contents(backup)) for backup in found)
        return Overview(lines, self.folder)


async def _ended(work: asyncio.Future[Made], stop: Event) -> Made:
    """Waits for the thread also when nobody waits for its result any more."""
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        stop.set()
        await asyncio.gather(work, return_exceptions=True)
        raise
    except BackupStopped as error:  # nobody but us stops it
        raise asyncio.CancelledError from error


def _contents(backup: Backup) -> Contents | None:
    try:
        return contents_of(backup.path)
    except StoreProblem:
        return None
