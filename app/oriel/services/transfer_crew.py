"""Who works at what: begins the next transfers as far as there are hands, and decides what
becomes of one whose work has ended, well or not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from oriel.domain.attachments import Reason
from oriel.domain.errors import AppError, ServiceRefused
from oriel.domain.transfer_jobs import Job
from oriel.domain.transfers import Direction, Stage
from oriel.services.tasks import TaskScope
from oriel.services.transfer_desk import TransferDesk
from oriel.services.transfer_files import Stopped
from oriel.services.transfer_gates import Held, Verdict, reason_of
from oriel.services.transfer_lines import Lines
from oriel.services.transfer_twins import Twins, twin_key

Work = Callable[[str], Awaitable[None]]


class Crew:
    """Nothing begins before `begin`. `work` does what is to be done for the job of an id."""

    def __init__(
        self, desk: TransferDesk, scope: TaskScope, twins: Twins, work: Mapping[Direction, Work]
    ) -> None:
        self._desk = desk
        self._book = desk.book
        self._pace = desk.pace
        self._gate = desk.gate
        self._scope = scope
        self._twins = twins
        self._work = work
        self._lines = Lines(desk.book, desk.gate, self.pump)
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._begun = self._pumping = False
        self._busy = dict.fromkeys(Direction, 0)
        self._hands = {
            Direction.UP: desk.pace.sends + desk.pace.hashers,
            Direction.DOWN: desk.pace.downloads,
        }

    def begin(self) -> None:
        """From now on those in line are worked at."""
        self._begun = True
        self.pump()

    def close(self) -> None:
        self._begun = False
        self._lines.close()

    def pump(self) -> None:
        """Begins as much as may begin now."""
        if not self._begun or self._pumping or self._scope.closed:
            return
        self._pumping = True
        try:
            for direction in Direction:
                self._fill(direction)
        finally:
            self._pumping = False

    # In line

    def add(self, job: Job) -> None:
        """A new one, at the end of its line."""
        self._lines.add(job)

    def go_on(self, job: Job) -> None:
        """One that an earlier run left. What was cut off while it was sent goes first, and
        its twins wait until it is known whether it has arrived."""
        job = self._book.put(job.now(Stage.WAITING, done_bytes=0))
        key = twin_key(job) if job.sending_since else None
        if key is None or not self._twins.joins(job.id, key):
            self._lines.add(job, first=job.sending_since > 0)

    def rest(self, job: Job, stage: Stage) -> asyncio.Task[None] | None:
        """Stops work on a job; the task that is still ending, if there is one."""
        self._lines.leave(job.id)
        self._book.change(job.id, stage)
        task = self._tasks.get(job.id)
        if task is not None:
            task.cancel()
        else:
            self._end_twin(job.id)
        return task

    def put_back(self, connection_id: str) -> None:
        """Those of a connection that are worked at wait again: without a way in they would
        wait at their work, and in the way of others."""
        for job_id in tuple(self._tasks):
            job = self._book.get(job_id)
            if job is not None and job.transfer.connection_id == connection_id:
                self.rest(job, Stage.WAITING)

    def again(self, job: Job) -> None:
        """A job that rested is lined up anew."""
        self._book.put(job.now(Stage.WAITING, reason=None, attempts=0, done_bytes=0))
        if job.id not in self._tasks:  # else it lines up when that one has ended
            self._lines.add(job)

    # At work

    def _fill(self, direction: Direction) -> None:
        while self._busy[direction] < self._hands[direction]:
            job = self._lines.next(direction)
            if job is None:
                return
            self._busy[direction] += 1
            self._gate(job.transfer.connection_id).running += 1
            self._tasks[job.id] = self._scope.start(self._run(job), f"transfer {direction}")

    async def _run(self, job: Job) -> None:
        transfer = job.transfer
        try:
            # Without a way in there is no use in hashing anything.
            await self._desk.client(transfer.connection_id)
            await self._work[transfer.direction](job.id)
        except Stopped:
            pass
        except Held:
            self._hold(job.id)
        except AppError as error:
            self._met(job.id, error)
        except Exception:
            self._book.change(job.id, Stage.FAILED, reason=Reason(AppError.code))
            raise
        finally:
            self._busy[transfer.direction] -= 1
            self._gate(transfer.connection_id).running -= 1
            del self._tasks[job.id]
            self._settle(job.id)

    def _hold(self, job_id: str) -> None:
        """The gate has closed while it was got ready: it is the next when that opens."""
        if (job := self._book.get(job_id)) is not None:
            held = self._gate(job.transfer.connection_id).held
            self._book.change(job_id, Stage.WAITING, reason=held)
            self._lines.add(job, first=True)

    def _settle(self, job_id: str) -> None:
        """Its job has ended too, rests, waits, or is on its way into a store; whoever waited
        for it goes on."""
        if self._scope.closed:
            return
        job = self._book.get(job_id)
        if job is None or job.stage is not Stage.WAITING:
            self._end_twin(job_id)
        elif not self._lines.has(job_id) and not self._twins.waits(job_id):
            self._lines.add(job)
        self.pump()

    def _met(self, job_id: str, error: AppError) -> None:
        """What a failure does to the job that met it."""
        job = self._book.get(job_id)
        if job is None:
            return
        found = self._gate(job.transfer.connection_id).met(error)
        refused = isinstance(error, ServiceRefused) and error.status < 500
        if refused or found is not Verdict.AGAIN:
            job = self._book.put(replace(job, sending_since=0.0))  # it cannot be there
        reason, tries = reason_of(error), job.transfer.attempts + 1
        match found:
            case Verdict.FAILED:
                self._book.change(job_id, Stage.FAILED, reason=reason)
            case Verdict.AGAIN if tries >= self._pace.tries:
                self._book.change(job_id, Stage.FAILED, reason=reason, attempts=tries)
            case Verdict.AGAIN:
                anew = {"reason": reason, "attempts": tries, "done_bytes": 0}
                self._book.change(job_id, Stage.WAITING, **anew)
                self._lines.add_in(self._pace.delay_s(tries), job)
            case _:
                self._book.change(job_id, Stage.WAITING, reason=reason, done_bytes=0)
                self._lines.add(job, first=True)

    def _end_twin(self, job_id: str) -> None:
        for other_id in self._twins.end(job_id):
            if (other := self._book.get(other_id)) is not None:
                self._lines.add(other)
