"""Repairing a damaged history while it is closed: which backups there are, what would come of
each, and doing it. All work is done in threads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from threading import Event

from oriel.domain.backups import Backup, Saved
from oriel.services.backups import BackupLine
from oriel.store.backups import (
    backups_in,
    contents_of,
    copies_beside,
    is_whole,
    newest_first,
)
from oriel.store.repair import RepairStopped, begin_anew, discard, prepare, use

Progress = Callable[[str, int], None]


class Repair:
    """Methods raise StoreProblem and its kinds; the damaged file stays as it is until `use`
    or `start_anew` set it aside, whole."""

    def __init__(self, path: Path, folder: Path) -> None:
        self._path = path
        self._folder = folder

    async def candidates(self) -> tuple[BackupLine, ...]:
        """The backups that are whole, newest first."""
        return await asyncio.to_thread(self._candidates)

    async def prepare(self, backup: Backup | None, progress: Progress) -> Saved:
        """Makes the repaired history beside the damaged one. `progress` hears, in a thread,
        the table that is read and how far. Cancelling leaves nothing."""
        stop = Event()
        source = backup.path if backup else None
        work = asyncio.ensure_future(
            asyncio.to_thread(prepare, self._path, source, progress, stop.is_set)
        )
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            stop.set()
            await asyncio.gather(work, return_exceptions=True)
            raise
        except RepairStopped as error:  # nobody but us stops it
            raise asyncio.CancelledError from error

    async def use(self, saved: Saved) -> Path | None:
        """Puts it in the place of the damaged one; where that lies now, if there was one."""
        return await asyncio.to_thread(use, self._path, saved)

    async def start_anew(self) -> Path | None:
        """Sets the damaged history aside for an empty one; where it lies now."""
        return await asyncio.to_thread(begin_anew, self._path)

    async def discard(self) -> None:
        """Removes what was prepared and is not wanted."""
        await asyncio.to_thread(discard, self._path)

    def _candidates(self) -> tuple[BackupLine, ...]:
        found = newest_first(backups_in(self._folder), copies_beside(self._path))
        return tuple(BackupLine(each, contents_of(each.path)) for each in found if is_whole(each))
