"""One lasting queue for everything on its way up or down: what a person can ask of it.

Who may begin, and what a failure does, is told in transfer_crew.py; how a file goes up,
down, into a store in the other transfer_*.py. A kill at any moment loses nothing: a
transfer goes on from its last stage, and what may have arrived at a service is looked for
there before it is sent again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from oriel.domain.attachments import Reason
from oriel.domain.errors import SessionEnded
from oriel.domain.transfer_jobs import Job
from oriel.domain.transfers import (
    Direction,
    Stage,
    Transfer,
    TransferSummary,
    UploadTo,
    Wanted,
)
from oriel.services.connections import Connections
from oriel.services.tasks import TaskScope
from oriel.services.transfer_attaching import Attaching
from oriel.services.transfer_book import Listener, TransferBook
from oriel.services.transfer_crew import Crew
from oriel.services.transfer_desk import TransferDesk
from oriel.services.transfer_downloads import Downloads
from oriel.services.transfer_endings import Endings
from oriel.services.transfer_finding import Finding
from oriel.services.transfer_gates import Gate, reason_of
from oriel.services.transfer_indexing import Batch, Indexing
from oriel.services.transfer_intake import new_downloads, new_uploads
from oriel.services.transfer_pace import TransferPace
from oriel.services.transfer_twins import Twins
from oriel.services.transfer_uploads import Uploads
from oriel.store.transfers import TransferTable
from oriel.store.uploaded import UploadedTable

_RUNNING = frozenset({Stage.WAITING, Stage.CHECKING, Stage.SENDING})
_IN_STORE = frozenset({Stage.ATTACHING, Stage.INDEXING})


class Transfers:
    """`listen` to hear what happens; `on_bug` hears of failures that are our own. All methods
    return at once but `aclose`."""

    def __init__(
        self,
        connections: Connections,
        table: TransferTable,
        uploaded: UploadedTable,
        pace: TransferPace | None = None,
    ) -> None:
        self._connections = connections
        self._table = table
        self._pace = pace or TransferPace()
        self._book = TransferBook(table)
        self.on_bug: Callable[[BaseException], None] = lambda error: None
        self._scope = TaskScope(lambda error: self.on_bug(error))
        self._gates: dict[str, Gate] = {}
        self._begun = False
        desk = TransferDesk(self._book, connections, uploaded, self._pace, self._gate)
        twins, finding = Twins(), Finding(desk)
        self._endings = Endings(desk, finding)
        self._indexing = Indexing(desk, self._endings, self._scope)
        self._attaching = Attaching(desk, self._indexing, self._endings, self._scope)
        uploads = Uploads(desk, twins, finding, self._endings, self._arrived)
        work = {Direction.UP: uploads.run, Direction.DOWN: Downloads(desk).run}
        self._crew = Crew(desk, self._scope, twins, work)

    # Facts

    def all(self) -> tuple[Transfer, ...]:
        """In the order they were added."""
        return tuple(job.transfer for job in self._book)

    def get(self, transfer_id: str) -> Transfer | None:
        job = self._book.get(transfer_id)
        return job.transfer if job else None

    def summary(self) -> TransferSummary:
        return self._book.summary()

    def listen(self, listener: Listener) -> None:
        """From now on it hears what happens (transfer_book.py)."""
        self._book.listen(listener)

    # Wishes

    def begin(self) -> None:
        """Goes on with what an earlier run left. Asking twice is asking once."""
        if not self._begun:
            self._begun = True
            self._scope.start_if_open(self._load(), "load transfers")

    def add_uploads(
        self, connection_id: str, files: Iterable[tuple[str, str, int]], to: UploadTo
    ) -> list[Transfer]:
        """Files as (path, name, size in bytes); the size need not be known yet."""
        return self._add(connection_id, new_uploads(connection_id, files, to))

    def add_downloads(self, connection_id: str, wanted: Iterable[Wanted]) -> list[Transfer]:
        """Files as (where it lies, name, size in bytes, path here). Where something is at
        the path, another is chosen when it comes."""
        return self._add(connection_id, new_downloads(connection_id, wanted))

    def pause(self, ids: Iterable[str]) -> None:
        """What a store is reading cannot be paused, and goes on."""
        for job in self._of(ids):
            if job.stage in _RUNNING:
                self._crew.rest(job, Stage.PAUSED)
        self._crew.pump()

    def resume(self, ids: Iterable[str]) -> None:
        """Goes on with what was paused; a connection that waits tries again."""
        for job in self._of(ids):
            if job.stage is Stage.PAUSED:
                self._crew.again(job)
            self._gate(job.transfer.connection_id).knock()
        self._crew.pump()

    def retry(self, ids: Iterable[str]) -> None:
        """Tries what failed or was cancelled from the beginning, as far as that is needed."""
        for job in self._of(ids):
            if job.stage in (Stage.FAILED, Stage.CANCELLED):
                self._crew.again(replace(job, resent=False))
            self._gate(job.transfer.connection_id).knock()
        self._crew.pump()

    def cancel(self, ids: Iterable[str]) -> None:
        """Stops, and takes back what was brought to the service."""
        for job in self._of(ids):
            if not job.stage.has_ended:
                task = self._crew.rest(job, Stage.CANCELLED)
                if task is not None or job.sending_since or job.transfer.file_id:
                    self._scope.start_if_open(self._take_back(job, task), "withdraw a transfer")
        self._crew.pump()

    def forget(self, ids: Iterable[str]) -> None:
        """Leaves what has ended out of the list; what has not is cancelled first."""
        found = self._of(ids)
        self.cancel(job.id for job in found if not job.stage.has_ended)
        for job in found:
            self._book.remove(job.id)

    def hold(self, connection_id: str, reason: Reason | None = None) -> None:
        """The connection's transfers wait: usually since its sign-in has ended."""
        connection = self._connections.get(connection_id)
        ended = SessionEnded(profile=connection.profile if connection else "")
        self._crew.put_back(connection_id)
        self._gate(connection_id).hold(reason or reason_of(ended))

    def wake(self, connection_id: str) -> None:
        """The connection may work again: signed in, its key entered, the network changed."""
        self._gate(connection_id).release()
        self._crew.pump()

    async def aclose(self) -> None:
        """Stops what runs; each goes on from its stage at the next start."""
        for gate in self._gates.values():
            gate.close()
        self._crew.close()
        self._attaching.close()
        await self._scope.aclose()
        await self._book.aclose()

    # The queue

    def _add(self, connection_id: str, jobs: list[Job]) -> list[Transfer]:
        connection = self._connections.get(connection_id)
        self._book.add(jobs, kept=connection is None or not connection.temporary)
        for job in jobs:
            self._crew.add(job)
        self._gate(connection_id).knock()
        self.begin()
        self._crew.pump()
        return [job.transfer for job in jobs]

    async def _load(self) -> None:
        found = await self._table.all()
        self._book.load(found)
        if not any(not job.stage.has_ended for job in found):
            for job in found:
                if job.stage in (Stage.DONE, Stage.CANCELLED):
                    self._book.remove(job.id)
        self._go_on([job for job in found if self._book.get(job.id) is job])
        self._crew.begin()

    def _go_on(self, jobs: list[Job]) -> None:
        """What an earlier run left goes on from its stage."""
        watched: dict[Batch, list[str]] = {}
        for job in jobs:
            transfer, to = job.transfer, job.transfer.to
            if job.stage in _RUNNING:
                self._crew.go_on(job)
            elif job.stage is Stage.ATTACHING:
                self._attaching.add(job.id, known=True)
            elif job.stage is Stage.INDEXING and to is not None:
                batch = Batch(transfer.connection_id, to.store_id, job.batch_id)
                watched.setdefault(batch, []).append(job.id)
        for batch, ids in watched.items():
            self._indexing.add(batch, ids)

    def _arrived(self, job_id: str, was_there: bool) -> None:
        """Its file is at the service."""
        transfer = self._book[job_id].transfer
        if transfer.to is not None and transfer.to.store_id:
            self._attaching.add(job_id, known=was_there)
        else:
            self._scope.start_if_open(self._endings.end(job_id), "end a transfer")

    # One job

    def _of(self, ids: Iterable[str]) -> list[Job]:
        return [job for job_id in ids if (job := self._book.get(job_id))]

    async def _take_back(self, job: Job, task: asyncio.Task[None] | None) -> None:
        if task is not None:
            await asyncio.wait([task])
        await self._endings.withdraw(job)
        now = self._book.get(job.id)
        if now is not None and now.stage is Stage.CANCELLED:
            self._book.put(replace(now, sending_since=0.0, batch_id="").now(now.stage, file_id=""))

    # Connections

    def _gate(self, connection_id: str) -> Gate:
        if (gate := self._gates.get(connection_id)) is None:
            changed = partial(self._show_gate, connection_id)
            gate = self._gates[connection_id] = Gate(self._pace, changed, self._crew.pump)
        return gate

    def _show_gate(self, connection_id: str) -> None:
        """What is held says why; what is let through is not held any more."""
        reason = self._gates[connection_id].held
        for job in self._book:
            if job.transfer.connection_id == connection_id and job.stage in _RUNNING | _IN_STORE:
                self._book.change(job.id, job.stage, reason=reason)
