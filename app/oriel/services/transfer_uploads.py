"""One file on its way up: hashed, looked for at the service, sent, looked at once more."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePath
from typing import Any

from oriel.api.client import ServiceClient
from oriel.domain.errors import AppError, NotFound
from oriel.domain.library_reading import file_of
from oriel.domain.transfer_errors import FileChanged
from oriel.domain.transfer_jobs import Fingerprint, Job
from oriel.domain.transfers import Stage, UploadTo
from oriel.services.transfer_desk import TransferDesk
from oriel.services.transfer_endings import Endings
from oriel.services.transfer_files import fingerprint, is_unchanged, look, unreadable
from oriel.services.transfer_finding import Finding
from oriel.services.transfer_twins import Twins, twin_key
from oriel.store.uploaded import Content

_NEARLY_S = 3600.0  # a file that lives this much shorter than asked for will do


class Uploads:
    """`arrived` is called with the id of a job whose file is at the service, and whether it
    was there before: then it may be in its store too."""

    def __init__(
        self,
        desk: TransferDesk,
        twins: Twins,
        finding: Finding,
        endings: Endings,
        arrived: Callable[[str, bool], None],
    ) -> None:
        self._desk = desk
        self._book = desk.book
        self._twins = twins
        self._finding = finding
        self._endings = endings
        self._arrived = arrived
        self._senders = asyncio.Semaphore(desk.pace.sends)
        self._hashers = asyncio.Semaphore(desk.pace.hashers)

    async def run(self, job_id: str) -> None:
        """Raises AppErrors; FileChanged only when it changed again after it was sent anew."""
        self._book.change(job_id, Stage.CHECKING)
        job = self._book[job_id]
        if job.transfer.file_id and await self._is_there(job):
            was_there = True
            self._arrived(job_id, was_there)
            return
        try:
            await self._bring(job_id)
        except FileChanged:
            if self._book[job_id].resent:
                raise
            self._book.put(replace(self._book[job_id], resent=True, fingerprint=None))
            await self._bring(job_id)

    async def _bring(self, job_id: str) -> None:
        job = await self._checked(job_id)
        key = twin_key(job)
        if key is not None and self._twins.joins(job_id, key):
            self._book.change(job_id, Stage.WAITING)
            return
        if file_id := await self._reusable(job):
            self._note(job, file_id, "already_there")
        else:
            file_id = await self._finding.find(job) or await self._send(job)
            self._note(self._book[job_id], file_id, "")
            await self._remember(self._book[job_id])
        self._arrived(job_id, self._book[job_id].transfer.note == "already_there")

    def _note(self, job: Job, file_id: str, note: str) -> None:
        size = job.fingerprint.size if job.fingerprint else job.transfer.size
        facts = {"file_id": file_id, "note": note, "done_bytes": size, "reason": None}
        self._book.put(replace(job, sending_since=0.0).now(job.stage, **facts))

    # Before

    async def _checked(self, job_id: str) -> Job:
        """The job with its file looked at as it is now."""
        job = self._book[job_id]
        path, known = Path(job.transfer.path), job.fingerprint
        if known and await self._unchanged(job, path):
            return job
        if known and job.sending_since:
            await self._endings.withdraw(job)  # what may have arrived is another file now
        found = await self._looked_at(path, _to(job))
        job = replace(self._book[job_id], fingerprint=found, sending_since=0.0)
        return self._book.put(job.now(Stage.CHECKING, size=found.size))

    async def _looked_at(self, path: Path, to: UploadTo) -> Fingerprint:
        if to.container_id:
            return await asyncio.to_thread(look, path)
        stop = threading.Event()
        async with self._hashers:
            try:
                return await asyncio.to_thread(fingerprint, path, stop)
            finally:
                stop.set()  # a thread is not cancelled; it is told

    async def _is_there(self, job: Job) -> bool:
        file_id, container_id = job.transfer.file_id, _to(job).container_id

        def ask(client: ServiceClient) -> Any:
            if container_id:
                return client.container_files.retrieve(container_id, file_id)
            return client.files.retrieve(file_id)

        try:
            await self._desk.ask(job.transfer.connection_id, ask)
        except NotFound:
            self._book.change(job.id, job.stage, file_id="", note="")
            return False
        return True

    async def _reusable(self, job: Job) -> str:
        """The id of a file at the service that does as well, "" for none."""
        content = _content(job)
        if content is None or not _to(job).reuse:
            return ""
        file_id = await self._desk.uploaded.find(content)
        if not file_id:
            return ""
        try:
            raw = await self._desk.ask(content.connection_id, lambda c: c.files.retrieve(file_id))
        except NotFound:
            await self._desk.uploaded.forget(content.connection_id, file_id)
            return ""
        return file_id if _does_as_well(raw, job) else ""

    # Sending

    async def _send(self, job: Job) -> str:
        """The id the file has at the service. Raises FileChanged when what was sent may be
        neither the old file nor the new one; it is deleted there."""
        path = Path(job.transfer.path)
        try:
            async with self._senders:
                self._desk.check(job.transfer.connection_id)
                job = replace(self._book[job.id], sending_since=time.time())
                self._book.put(job.now(Stage.SENDING, done_bytes=0, reason=None))
                await self._book.kept()  # a kill from here on finds out first
                file_id = await self._sent(job, path)
        except (OSError, AppError) as error:
            # A file that grows or shrinks breaks off its own sending.
            if not await self._unchanged(job, path):
                await self._endings.withdraw(job)
                raise FileChanged(path=str(path)) from error
            if isinstance(error, OSError):
                raise unreadable(path, error) from error
            raise
        try:
            if not await self._unchanged(job, path):
                raise FileChanged(path=str(path))
        except AppError:
            await self._endings.delete(job, file_id)
            raise
        self._desk.gate(job.transfer.connection_id).fine()
        return file_id

    async def _sent(self, job: Job, path: Path) -> str:
        assert job.fingerprint is not None
        transfer, to = job.transfer, _to(job)
        client = await self._desk.client(transfer.connection_id)
        how: dict[str, Any] = {
            "name": transfer.name,
            "media_type": job.fingerprint.media_type,
            "progress": partial(self._book.moved, job.id),
            "once": True,
        }
        if to.container_id:
            made = await client.container_files.upload(to.container_id, path, **how)
        else:
            life = to.expires_after_s
            made = await client.files.upload(path, purpose=to.purpose, expires_after_s=life, **how)
        return str(made["id"])

    async def _unchanged(self, job: Job, path: Path) -> bool:
        assert job.fingerprint is not None
        return await asyncio.to_thread(is_unchanged, path, job.fingerprint)

    async def _remember(self, job: Job) -> None:
        if content := _content(job):
            transfer = job.transfer
            await self._desk.uploaded.put(content, transfer.file_id, transfer, time.time())


def _to(job: Job) -> UploadTo:
    assert job.transfer.to is not None
    return job.transfer.to


def _content(job: Job) -> Content | None:
    """None for what is not remembered by its content."""
    sha256 = job.fingerprint.sha256 if job.fingerprint else ""
    if not sha256 or _to(job).container_id:
        return None
    return Content(job.transfer.connection_id, sha256, _to(job).purpose)


def _does_as_well(raw: dict[str, Any], job: Job) -> bool:
    """Whether a file at the service is read the same way, and lives as long."""
    file = file_of(raw)
    if file is None or _ending(file.name) != _ending(job.transfer.name):
        return False
    wanted_s = _to(job).expires_after_s
    if file.expires_at is None or not wanted_s:
        return file.expires_at is None and not wanted_s
    return file.expires_at - time.time() > wanted_s - _NEARLY_S


def _ending(name: str) -> str:
    return PurePath(name).suffix.casefold()
