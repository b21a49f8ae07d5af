"""One lasting queue for everything on its way up or down.

Here is who may begin, what a failure does to the queue, and what a person can ask for;
how a file goes up, down, into a store is told in the files beside (transfer_*.py). A kill
at any moment loses nothing: a transfer goes on from its last stage, and what may have
arrived at a service is looked for there before it is sent again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from functools import partial

from oriel.domain.attachments import Reason
from oriel.domain.errors import AppError, ServiceRefused, SessionEnded
from oriel.domain.transfer_jobs import Job
from oriel.domain.transfers import (
    Direction,
    DownloadFrom,
    Stage,
    Transfer,
    TransferSummary,
    UploadTo,
)
from oriel.services.connections import Connections
from oriel.services.tasks import TaskScope
from oriel.services.transfer_attaching import Attaching
from oriel.services.transfer_book import Listener, TransferBook
from oriel.services.transfer_desk import TransferDesk
from oriel.services.transfer_downloads import Downloads
from oriel.services.transfer_endings import Endings
from oriel.services.transfer_files import Stopped
from oriel.services.transfer_finding import Finding
from oriel.services.transfer_gates import Gate, Verdict, reason_of
from oriel.services.transfer_indexing import Batch, Indexing
from oriel.services.transfer_intake import new_downloads, new_uploads
from oriel.services.transfer_lines import Lines
from oriel.services.transfer_pace import TransferPace
from oriel.services.transfer_twins import Twins, twin_key
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
        on_bug: Callable[[BaseException], None] | None = None,
    ) -> None:
        self._connections = connections
        self._table = table
        self._pace = pace or TransferPace()
        self.book = TransferBook(table)
        self.on_bug = on_bug or (lambda error: None)
        self._scope = TaskScope(lambda error: self.on_bug(error))
        self._gates: dict[str, Gate] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._begun: asyncio.Task[None] | None = None
        self._loaded = False
        self._pumping = False
        self._twins = Twins()
        self._lines = Lines(self.book, self._gate, self._pump)
        desk = TransferDesk(self.book, connections, uploaded, self._pace, self._gate)
        finding = Finding(desk)
        self._endings = Endings(desk, finding)
        self._indexing = Indexing(desk, self._endings, self._scope)
        self._attaching = Attaching(desk, self._indexing, self._endings, self._scope)
        self._uploads = Uploads(desk, self._twins, finding, self._endings, self._arrived)
        self._downloads = Downloads(desk)
        self._busy = dict.fromkeys(Direction, 0)
        self._most = {
            Direction.UP: self._pace.sends + self._pace.hashers,
            Direction.DOWN: self._pace.downloads,
        }

    # Facts

    def all(self) -> tuple[Transfer, ...]:
        """In the order they were added."""
        return tuple(job.transfer for job in self.book)

    def get(self, transfer_id: str) -> Transfer | None:
        job = self.book.get(transfer_id)
        return job.transfer if job else None

    def summary(self) -> TransferSummary:
        return self.book.summary()

    def listen(self, listener: Listener) -> None:
        """From now on it hears what happens (transfer_book.py)."""
        self.book.listen(listener)

    # Wishes

    def begin(self) -> None:
        """Goes on with what an earlier run left. Asking twice is asking once."""
        if self._begun is None:
            self._begun = self._scope.start_if_open(self._load(), "load transfers")

    def add_uploads(
        self, connection_id: str, files: Iterable[tuple[str, str, int]], to: UploadTo
    ) -> list[Transfer]:
        """Files as (path, name, size in bytes); the size need not be known yet."""
        return self._add(connection_id, new_uploads(connection_id, files, to))

    def add_downloads(
        self, connection_id: str, wanted: Iterable[tuple[DownloadFrom, str, int, str]]
    ) -> list[Transfer]:
        """Files as (where it lies, name, size in bytes, path here). Where something is at
        the path, another is chosen when it comes."""
        return self._add(connection_id, new_downloads(connection_id, wanted))

    def pause(self, ids: Iterable[str]) -> None:
        """What a store is reading cannot be paused, and goes on."""
        for job in self._of(ids):
            if job.stage in _RUNNING:
                self._rest(job, Stage.PAUSED)
        self._pump()

    def resume(self, ids: Iterable[str]) -> None:
        """Goes on with what was paused; a connection that waits tries again."""
        for job in self._of(ids):
            if job.stage is Stage.PAUSED:
                self._again(job)
            self._gate(job.transfer.connection_id).release()
        self._pump()

    def retry(self, ids: Iterable[str]) -> None:
        """Tries what failed or was cancelled from the beginning, as far as that is needed."""
        for job in self._of(ids):
            if job.stage in (Stage.FAILED, Stage.CANCELLED):
                self._again(replace(job, resent=False))
            self._gate(job.transfer.connection_id).release()
        self._pump()

    def cancel(self, ids: Iterable[str]) -> None:
        """Stops, and takes back what was brought to the service."""
        for job in self._of(ids):
            if not job.stage.has_ended:
                task = self._rest(job, Stage.CANCELLED)
                self._scope.start_if_open(self._take_back(job, task), "withdraw a transfer")
        self._pump()

    def forget(self, ids: Iterable[str]) -> None:
        """Leaves what has ended out of the list; what has not is cancelled first."""
        found = self._of(ids)
        self.cancel(job.id for job in found if not job.stage.has_ended)
        for job in found:
            self.book.remove(job.id)

    def hold(self, connection_id: str, reason: Reason | None = None) -> None:
        """The connection's transfers wait: usually since its sign-in has ended."""
        connection = self._connections.get(connection_id)
        ended = SessionEnded(profile=connection.profile if connection else "")
        self._gate(connection_id).hold(reason or reason_of(ended))

    def wake(self, connection_id: str) -> None:
        """The connection may work again: signed in, its key entered, the network changed."""
        self._gate(connection_id).release()
        self._pump()

    async def aclose(self) -> None:
        """Stops what runs; each goes on from its stage at the next start."""
        self._loaded = False
        for gate in self._gates.values():
            gate.close()
        self._lines.close()
        self._attaching.close()
        await self._scope.aclose()
        await self.book.aclose()

    # The queue

    def _add(self, connection_id: str, jobs: list[Job]) -> list[Transfer]:
        connection = self._connections.get(connection_id)
        self.book.add(jobs, kept=connection is None or not connection.temporary)
        for job in jobs:
            self._lines.add(job)
        self._gate(connection_id).release()
        self.begin()
        self._pump()
        return [job.transfer for job in jobs]

    async def _load(self) -> None:
        found = await self._table.all()
        self.book.load(found)
        if not any(not job.stage.has_ended for job in found):
            for job in found:
                if job.stage in (Stage.DONE, Stage.CANCELLED):
                    self.book.remove(job.id)
        self._loaded = True
        self._go_on([job for job in found if self.book.get(job.id) is job])
        self._pump()

    def _go_on(self, jobs: list[Job]) -> None:
        """What an earlier run left goes on from its stage."""
        watched: dict[Batch, list[str]] = {}
        for job in jobs:
            transfer, to = job.transfer, job.transfer.to
            if job.stage in _RUNNING:
                self._line_up(job)
            elif job.stage is Stage.ATTACHING:
                self._attaching.add(job.id, known=True)
            elif job.stage is Stage.INDEXING and to is not None:
                batch = Batch(transfer.connection_id, to.store_id, job.batch_id)
                watched.setdefault(batch, []).append(job.id)
        for batch, ids in watched.items():
            self._indexing.add(batch, ids)

    def _line_up(self, job: Job) -> None:
        cut_off = job.sending_since > 0
        # It may be at the service: its twins wait until that is known.
        if cut_off and (key := twin_key(job)) is not None and self._twins.joins(job.id, key):
            self.book.put(job.now(Stage.WAITING, done_bytes=0))
            return
        self._lines.add(self.book.put(job.now(Stage.WAITING, done_bytes=0)), first=cut_off)

    def _pump(self) -> None:
        """Begins as much as may begin."""
        if not self._loaded or self._pumping or self._scope.closed:
            return
        self._pumping = True
        try:
            for direction in Direction:
                while self._busy[direction] < self._most[direction]:
                    job = self._lines.next(direction)
                    if job is None:
                        break
                    self._start(job)
        finally:
            self._pumping = False

    def _start(self, job: Job) -> None:
        direction = job.transfer.direction
        self._busy[direction] += 1
        self._gate(job.transfer.connection_id).running += 1
        work = self._uploads.run if direction is Direction.UP else self._downloads.run
        self._tasks[job.id] = self._scope.start(self._run(job, work), f"transfer {direction}")

    async def _run(self, job: Job, work: Callable[[str], Awaitable[None]]) -> None:
        try:
            await work(job.id)
        except Stopped:
            pass
        except AppError as error:
            self._met(job.id, error)
        except Exception:
            self.book.change(job.id, Stage.FAILED, reason=Reason(AppError.code))
            raise
        finally:
            self._busy[job.transfer.direction] -= 1
            self._gate(job.transfer.connection_id).running -= 1
            del self._tasks[job.id]
            self._settle(job.id)

    def _settle(self, job_id: str) -> None:
        """A task has ended: its job has ended too, waits, rests, or is on its way into a
        store; whoever waited for it goes on."""
        if self._scope.closed:
            return
        job = self.book.get(job_id)
        if job is None or job.stage is not Stage.WAITING:
            self._end_twin(job_id)
        elif not self._lines.has(job_id) and not self._twins.waits(job_id):
            self._lines.add(job)
        self._pump()

    def _met(self, job_id: str, error: AppError) -> None:
        """What a failure does to the job that met it."""
        job = self.book.get(job_id)
        if job is None:
            return
        found = self._gate(job.transfer.connection_id).met(error)
        if isinstance(error, ServiceRefused) and error.status < 500:
            job = self.book.put(replace(job, sending_since=0.0))  # it was not taken
        reason, tries = reason_of(error), job.transfer.attempts + 1
        match found:
            case Verdict.FAILED:
                self._endings.fail(job_id, error)
            case Verdict.AGAIN if tries >= self._pace.tries:
                self.book.change(job_id, Stage.FAILED, reason=reason, attempts=tries)
            case Verdict.AGAIN:
                self.book.change(job_id, Stage.WAITING, reason=reason, attempts=tries)
                self._lines.add_in(self._pace.delay_s(tries), self.book[job_id])
            case _:
                self.book.change(job_id, Stage.WAITING, reason=reason)
                self._lines.add(self.book[job_id], first=True)

    def _arrived(self, job_id: str) -> None:
        """Its file is at the service."""
        transfer = self.book[job_id].transfer
        if transfer.to is not None and transfer.to.store_id:
            known = transfer.note == "already_there" or transfer.attempts > 0
            self._attaching.add(job_id, known=known)
        else:
            self._scope.start_if_open(self._endings.end(job_id), "end a transfer")

    # One job

    def _of(self, ids: Iterable[str]) -> list[Job]:
        return [job for job_id in ids if (job := self.book.get(job_id))]

    def _rest(self, job: Job, stage: Stage) -> asyncio.Task[None] | None:
        """Stops work on a job; the task that is still ending, if there is one."""
        self._lines.leave(job.id)
        self.book.change(job.id, stage)
        task = self._tasks.get(job.id)
        if task is not None:
            task.cancel()
        else:
            self._end_twin(job.id)
        return task

    def _again(self, job: Job) -> None:
        self.book.put(job.now(Stage.WAITING, reason=None, attempts=0, done_bytes=0))
        if job.id not in self._tasks:  # else it lines up when that one has ended
            self._lines.add(self.book[job.id])

    def _end_twin(self, job_id: str) -> None:
        for other in self._of(self._twins.end(job_id)):
            self._lines.add(other)

    async def _take_back(self, job: Job, task: asyncio.Task[None] | None) -> None:
        if task is not None:
            await asyncio.wait([task])
        if job.sending_since or job.transfer.file_id:
            await self._endings.withdraw(job)
        now = self.book.get(job.id)
        if now is not None and now.stage is Stage.CANCELLED:
            self.book.put(replace(now, sending_since=0.0, batch_id="").now(now.stage, file_id=""))

    # Connections

    def _gate(self, connection_id: str) -> Gate:
        if (gate := self._gates.get(connection_id)) is None:
            changed = partial(self._show_gate, connection_id)
            gate = self._gates[connection_id] = Gate(self._pace, changed, self._pump)
        return gate

    def _show_gate(self, connection_id: str) -> None:
        """What is held says why; what is let through is not held any more."""
        reason = self._gates[connection_id].held
        for job in self.book:
            if job.transfer.connection_id == connection_id and job.stage in _RUNNING | _IN_STORE:
                self.book.change(job.id, job.stage, reason=reason)
