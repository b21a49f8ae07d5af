"""How transfers end well, and what is put away at the service when they do not."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from oriel.api.client import ServiceClient
from oriel.domain.errors import AppError, NotFound
from oriel.domain.transfer_jobs import Job
from oriel.domain.transfers import Stage, UploadTo
from oriel.services.transfer_desk import TransferDesk
from oriel.services.transfer_finding import Finding
from oriel.services.transfer_gates import reason_of

_UNDER_WAY = (Stage.CHECKING, Stage.SENDING, Stage.ATTACHING, Stage.INDEXING)
_log = logging.getLogger(__name__)


class Endings:
    def __init__(self, desk: TransferDesk, finding: Finding) -> None:
        self._desk = desk
        self._book = desk.book
        self._finding = finding

    async def end(self, job_id: str) -> None:
        """Its file is where it should be: what it replaces goes, then the job is done; but
        not one that was paused or cancelled meanwhile."""
        job = self._book.get(job_id)
        if job is None or job.stage not in _UNDER_WAY:
            return
        to, file_id = job.transfer.to, job.transfer.file_id
        try:
            if to is not None and to.replaces not in ("", file_id):
                await self._replace(job, to)
        except AppError as error:
            self.fail(job_id, error)
        else:
            now = self._book.get(job_id)
            if now is not None and now.stage in _UNDER_WAY:
                self._book.change(job_id, Stage.DONE, done_bytes=job.transfer.size, reason=None)

    def fail(self, job_id: str, error: AppError) -> None:
        """It did not get there, for this reason."""
        self._book.change(job_id, Stage.FAILED, reason=reason_of(error))

    async def withdraw(self, job: Job) -> None:
        """Takes back what a job has brought to the service, as far as nobody else has part
        in it. What cannot be taken back stays there, and that is logged."""
        transfer, to = job.transfer, job.transfer.to
        try:
            file_id = transfer.file_id or await self._finding.find(job)
            if not file_id or to is None or self._is_shared(job, file_id):
                return
            if to.store_id and job.stage in (Stage.ATTACHING, Stage.INDEXING):
                await self.detach(transfer.connection_id, to.store_id, file_id)
            if transfer.note != "already_there":
                await self.delete(job, file_id)
        except AppError as error:
            _log.info("a transfer leaves its file at the service: %s", error.code)

    async def delete(self, job: Job, file_id: str) -> None:
        """Deletes a file at the service that should not be there; it need not be there."""
        connection_id, to = job.transfer.connection_id, job.transfer.to
        container_id = to.container_id if to else ""
        try:
            if container_id:
                await self._gone(
                    connection_id, lambda c: c.container_files.delete(container_id, file_id)
                )
            else:
                await self._gone(connection_id, lambda c: c.files.delete(file_id))
                await self._desk.uploaded.forget(connection_id, file_id)
        except AppError as error:
            _log.warning("a wrong upload stays at the service: %s", error.code)

    async def _replace(self, job: Job, to: UploadTo) -> None:
        connection_id, old = job.transfer.connection_id, to.replaces
        if to.store_id:
            await self.detach(connection_id, to.store_id, old)
        await self._gone(connection_id, lambda c: c.files.delete(old))
        await self._desk.uploaded.forget(connection_id, old)

    async def detach(self, connection_id: str, store_id: str, file_id: str) -> None:
        """Out of a store, where it need not be. Raises what requests raise."""
        await self._gone(connection_id, lambda c: c.store_files.detach(store_id, file_id))

    async def _gone(
        self, connection_id: str, ask: Callable[[ServiceClient], Awaitable[Any]]
    ) -> None:
        with suppress(NotFound):  # somebody was faster
            await self._desk.ask(connection_id, ask)

    def _is_shared(self, job: Job, file_id: str) -> bool:
        connection_id = job.transfer.connection_id
        others = (other.transfer for other in self._book if other.id != job.id)
        return any(
            other.file_id == file_id and other.connection_id == connection_id
            for other in others
            if other.stage is not Stage.CANCELLED
        )
