"""One file on its way down: to a path where nothing is yet, whole or not at all."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

from oriel.domain.transfer_jobs import Job
from oriel.domain.transfers import Stage
from oriel.services.evidence import free_path
from oriel.services.transfer_desk import TransferDesk
from oriel.services.transfer_files import unwritable


class Downloads:
    def __init__(self, desk: TransferDesk) -> None:
        self._desk = desk
        self._book = desk.book
        self._choosing = asyncio.Lock()
        self._targets: set[Path] = set()

    async def run(self, job_id: str) -> None:
        """Raises AppErrors: DiskFull, TargetReadOnly, TargetUnwritable, and what requests
        raise. Nothing is left behind then."""
        job = self._book[job_id]
        wanted = Path(job.transfer.path)
        try:
            target = await self._target(wanted)
        except OSError as error:
            raise unwritable(wanted, error) from error
        try:
            size = await self._save(job, target)
        except OSError as error:
            raise unwritable(target, error) from error
        finally:
            self._targets.discard(target)
        self._desk.gate(job.transfer.connection_id).fine()
        self._book.change(job_id, Stage.DONE, size=size, done_bytes=size, reason=None)

    async def _target(self, wanted: Path) -> Path:
        async with self._choosing:
            taken = {path for path in self._targets if path.parent == wanted.parent}
            target = await asyncio.to_thread(_prepared, wanted, taken)
            self._targets.add(target)
        return target

    async def _save(self, job: Job, target: Path) -> int:
        transfer, source = job.transfer, job.transfer.source
        assert source is not None
        self._book.change(job.id, Stage.SENDING, path=str(target), done_bytes=0, reason=None)
        progress = partial(self._book.moved, job.id)
        client = await self._desk.client(transfer.connection_id)
        if source.container_id:
            where = (source.container_id, source.file_id)
            return await client.container_files.save(*where, target, progress)
        return await client.files.save(source.file_id, target, progress)


def _prepared(wanted: Path, taken: set[Path]) -> Path:
    wanted.parent.mkdir(parents=True, exist_ok=True)
    return free_path(wanted.parent, wanted.name, taken)
