"""Looking for a file at the service that may have arrived there without our knowing: its
sending was cut off by a kill, a pause or a broken line."""

from __future__ import annotations

import asyncio
import hashlib
import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath

from oriel.api.client import ServiceClient
from oriel.api.files import FilePage
from oriel.domain.errors import AppError
from oriel.domain.library import LibraryFile
from oriel.domain.library_reading import container_file_of, file_of
from oriel.domain.transfer_jobs import Job
from oriel.services.transfer_desk import TransferDesk

_CLOCKS_APART_S = 120.0  # the service's clock and ours
_MOST_PAGES = 20
_LARGEST_COMPARED = 8_000_000  # bytes


class Finding:
    """Raises what requests raise."""

    def __init__(self, desk: TransferDesk) -> None:
        self._desk = desk

    async def find(self, job: Job) -> str:
        """The id of the file a job has sent before, "" when it never arrived: one of its name
        and size, made since it was sent, that no other transfer has made."""
        if not job.sending_since or job.fingerprint is None or job.transfer.to is None:
            return ""
        if file_id := await self._look(job):
            return file_id
        # What had left us before it was cut off may be on its way through the service still.
        await asyncio.sleep(self._desk.pace.late_s)
        return await self._look(job)

    async def _look(self, job: Job) -> str:
        found = await self._candidates(job)
        claimed = await self._claimed(job, [file.id for file in found])
        free = [file.id for file in found if file.id not in claimed]
        if not self._has_double(job):
            return free[0] if free else ""
        for file_id in free:
            if await self._has_its_bytes(job, file_id):
                return file_id
        return ""

    async def _candidates(self, job: Job) -> list[LibraryFile]:
        if job.transfer.to is not None and job.transfer.to.container_id:
            return _fitting(job, await self._in_container(job))
        since, after, found = job.sending_since - _CLOCKS_APART_S, "", []
        for _ in range(_MOST_PAGES):
            page = await self._page(job, after)
            files = [file for raw in page.files if (file := file_of(raw))]
            found += _fitting(job, files)
            after = page.after
            if not after or any((file.created_at or since) < since for file in files):
                break
        return found

    async def _page(self, job: Job, after: str) -> FilePage:
        async def ask(client: ServiceClient) -> FilePage:
            return await client.files.page(after=after)

        return await self._desk.ask(job.transfer.connection_id, ask)

    async def _in_container(self, job: Job) -> list[LibraryFile]:
        assert job.transfer.to is not None
        container_id = job.transfer.to.container_id
        listed = await self._desk.ask(
            job.transfer.connection_id, lambda client: client.container_files.all(container_id)
        )
        files = [file for raw in listed if (file := container_file_of(raw))]
        return [
            LibraryFile(
                id=file.id,
                name=PurePosixPath(file.path).name,
                size=file.size,
                created_at=file.created_at,
            )
            for file in files
        ]

    async def _claimed(self, job: Job, file_ids: Iterable[str]) -> set[str]:
        connection_id = job.transfer.connection_id
        known = await self._desk.uploaded.known(connection_id, file_ids)
        others = (other.transfer for other in self._desk.book if other.id != job.id)
        return {*known, *(t.file_id for t in others if t.connection_id == connection_id)}

    def _has_double(self, job: Job) -> bool:
        """Whether another that was cut off has the same name and size."""
        asked = _looks(job)
        others = (other for other in self._desk.book if other.id != job.id)
        return any(other.sending_since and _looks(other) == asked for other in others)

    async def _has_its_bytes(self, job: Job, file_id: str) -> bool:
        if job.fingerprint is None or job.fingerprint.size > _LARGEST_COMPARED:
            return False
        try:
            content = await self._desk.ask(
                job.transfer.connection_id,
                lambda client: client.files.content(file_id, _LARGEST_COMPARED),
            )
        except AppError:
            return False  # some services give nothing back
        return hashlib.sha256(content).hexdigest() == job.fingerprint.sha256


def _looks(job: Job) -> tuple[str, str, int]:
    return job.transfer.connection_id, job.transfer.name, job.transfer.size


def _fitting(job: Job, files: Iterable[LibraryFile]) -> list[LibraryFile]:
    assert job.fingerprint is not None
    name, size = _plain(job.transfer.name), job.fingerprint.size
    since = job.sending_since - _CLOCKS_APART_S
    return [
        file
        for file in files
        if _plain(file.name) == name and file.size == size and (file.created_at or since) >= since
    ]


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name)
