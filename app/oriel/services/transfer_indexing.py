"""Files that a service is reading into a vector store: asked for ever more slowly, until
each is ready or has failed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from oriel.api.client import ServiceClient
from oriel.domain.errors import AppError, NotFound
from oriel.domain.library import StoreFile
from oriel.domain.library_reading import counts_of, store_file_of
from oriel.domain.transfer_errors import IndexingFailed, IndexingSilent
from oriel.domain.transfers import Stage
from oriel.services.few_at_once import for_each
from oriel.services.tasks import TaskScope
from oriel.services.transfer_desk import TransferDesk
from oriel.services.transfer_endings import Endings

_SLOWER = 1.5
_WATCHED = (Stage.ATTACHING, Stage.INDEXING)


@dataclass(frozen=True, slots=True)
class Batch:
    """Where files are read in; `id` is "" for those that went alone."""

    connection_id: str
    store_id: str
    id: str = ""


class Indexing:
    def __init__(self, desk: TransferDesk, endings: Endings, scope: TaskScope) -> None:
        self._desk = desk
        self._book = desk.book
        self._pace = desk.pace
        self._endings = endings
        self._scope = scope

    def add(self, batch: Batch, job_ids: Iterable[str]) -> None:
        """Follows the files of these jobs to their end."""
        files: dict[str, list[str]] = {}
        for job_id in job_ids:
            job = self._book.get(job_id)
            if job is None or job.stage not in _WATCHED:
                continue
            self._book.put(replace(job, batch_id=batch.id).now(Stage.INDEXING))
            files.setdefault(job.transfer.file_id, []).append(job_id)
        if files:
            self._scope.start_if_open(_Watch(self, batch, files).run(), "watch indexing")

    async def look(self, batch: Batch, file_id: str) -> StoreFile:
        """How one file is. Raises NotFound when it is not in the store any more."""

        def ask(client: ServiceClient) -> Any:
            return client.store_files.retrieve(batch.store_id, file_id)

        raw = await self._desk.ask(batch.connection_id, ask, spreading=True)
        found = store_file_of(raw) or StoreFile(id=file_id, store_id=batch.store_id)
        return replace(found, id=file_id)  # it is about the one that was asked for

    async def finished(self, batch: Batch) -> tuple[int, int]:
        """How many files of a batch have ended, and how many have not."""
        raw = await self._desk.ask(
            batch.connection_id, lambda c: c.store_files.batch(batch.store_id, batch.id)
        )
        counts = counts_of(raw)
        return counts.completed + counts.failed + counts.cancelled, counts.in_progress

    async def listed(self, batch: Batch) -> list[StoreFile]:
        """The files of a batch."""
        raws = await self._desk.ask(
            batch.connection_id, lambda c: c.store_files.batch_files(batch.store_id, batch.id)
        )
        return [file for raw in raws if (file := store_file_of(raw))]

    async def ended(self, job_ids: Iterable[str], file: StoreFile) -> None:
        """A file is ready, or has failed; so are the jobs that brought it."""
        for job_id in self.still_watched(job_ids):
            if file.status == "completed":
                await self._endings.end(job_id)
            else:
                failure = file.failure
                code = failure.code if failure else file.status
                said = failure.message if failure else ""
                self._endings.fail(job_id, IndexingFailed(service_code=code, message=said))

    def failed(self, job_ids: Iterable[str], error: AppError) -> None:
        for job_id in self.still_watched(job_ids):
            self._endings.fail(job_id, error)

    def still_watched(self, job_ids: Iterable[str]) -> list[str]:
        """Those that were neither cancelled nor forgotten."""
        found = (self._book.get(job_id) for job_id in job_ids)
        return [job.id for job in found if job is not None and job.stage in _WATCHED]

    @property
    def pace_s(self) -> tuple[float, float, float]:
        """The first wait, the longest one, and after how long of nothing new one gives up."""
        return self._pace.poll_s, self._pace.longest_poll_s, self._pace.silent_s


class _Watch:
    """One batch, or one file that went alone."""

    def __init__(self, indexing: Indexing, batch: Batch, files: dict[str, list[str]]) -> None:
        self._indexing = indexing
        self._batch = batch
        self._files = files
        self._finished = 0

    async def run(self) -> None:
        try:
            await self._follow()
        except AppError as error:
            self._indexing.failed([j for ids in self._files.values() for j in ids], error)

    async def _follow(self) -> None:
        first_s, longest_s, silent_s = self._indexing.pace_s
        wait_s, heard_s = first_s, time.monotonic()
        while self._still():
            await asyncio.sleep(wait_s)
            ended = await self._ended()
            for file in ended:
                # A list may tell of one file twice.
                await self._indexing.ended(self._files.pop(file.id, ()), file)
            if ended:
                wait_s, heard_s = first_s, time.monotonic()
            elif time.monotonic() - heard_s > silent_s:
                raise IndexingSilent(after_s=silent_s)
            else:
                wait_s = min(longest_s, wait_s * _SLOWER)

    def _still(self) -> bool:
        watched = self._indexing.still_watched
        self._files = {i: ids for i, ids in self._files.items() if watched(ids)}
        return bool(self._files)

    async def _ended(self) -> list[StoreFile]:
        """Those of our files that have ended since."""
        try:
            found = await self._in_batch() if self._batch.id else await self._one_by_one()
        except NotFound:
            if not self._batch.id:
                raise
            # Batches are forgotten sooner than what is in them.
            self._batch = replace(self._batch, id="")
            found = await self._one_by_one()
        ended = ("completed", "failed", "cancelled")
        return [file for file in found if file.id in self._files and file.status in ended]

    async def _in_batch(self) -> list[StoreFile]:
        finished, left = await self._indexing.finished(self._batch)
        if finished == self._finished and left:
            return []
        self._finished = finished
        found = await self._indexing.listed(self._batch)
        if not left and not self._files.keys() <= {file.id for file in found}:
            self._batch = replace(self._batch, id="")  # it does not list all: ask for each
        return found

    async def _one_by_one(self) -> list[StoreFile]:
        async def one(file_id: str) -> StoreFile | None:
            try:
                return await self._indexing.look(self._batch, file_id)
            except NotFound as gone:
                self._indexing.failed(self._files.get(file_id, ()), gone)
                return None

        found = await for_each(tuple(self._files), one)
        return [file for file in found if file is not None]
