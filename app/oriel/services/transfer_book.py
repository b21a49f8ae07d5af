"""The list of all transfers: what changes in it is told and written down in groups.

Bytes that move change it many thousand times a second; it speaks ten times a second at
most, and only of what is different. What is written down are stages, never bytes.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from oriel.domain.errors import StoreProblem
from oriel.domain.transfer_jobs import Job
from oriel.domain.transfer_progress import Meter, Tally, seconds_left
from oriel.domain.transfers import Stage, Transfer, TransferSummary
from oriel.store.transfers import TransferTable

_BEAT_S = 0.1  # between two tellings
_IDLE_BEAT_S = 0.5  # when nothing came: the rate sinks
_log = logging.getLogger(__name__)


def _unheard(told: Any) -> None:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """`changed` hears the transfers that are new or different, `ended` of those that are now
    done, failed or cancelled, `removed` the ids of those that were forgotten, `summed` how
    all stand together; each at most ten times a second, in this order."""

    changed: Callable[[tuple[Transfer, ...]], None] = _unheard
    ended: Callable[[tuple[Transfer, ...]], None] = _unheard
    removed: Callable[[tuple[str, ...]], None] = _unheard
    summed: Callable[[TransferSummary], None] = _unheard


class TransferBook:
    def __init__(self, table: TransferTable) -> None:
        self._listeners: list[Listener] = []
        self._ended: dict[str, None] = {}
        self._table = table
        self._jobs: dict[str, Job] = {}
        self._unkept: set[str] = set()
        self._untold: dict[str, None] = {}
        self._gone: list[str] = []
        self._unwritten: dict[str, Job | None] = {}
        self._writing = asyncio.Lock()
        self._write_soon: asyncio.Task[None] | None = None
        self._tally = Tally()
        self._whole = Meter(0, time.monotonic())
        self._meters: dict[str, Meter] = {}
        self._moved: dict[str, int] = {}
        self._beat: asyncio.TimerHandle | None = None
        self._idle = False  # the beat that is set is a slow one
        self._closed = False

    # Facts

    def __iter__(self) -> Iterator[Job]:
        return iter(tuple(self._jobs.values()))

    def __contains__(self, job_id: str) -> bool:
        return job_id in self._jobs

    def __getitem__(self, job_id: str) -> Job:
        return self._jobs[job_id]

    def get(self, job_id: str) -> Job | None:
        return self._jobs.get(job_id)

    def summary(self) -> TransferSummary:
        return self._tally.summary(self._whole.rate_bps)

    def listen(self, listener: Listener) -> None:
        """From now on it hears what happens."""
        self._listeners.append(listener)

    # Changes

    def add(self, jobs: Iterable[Job], *, kept: bool = True) -> None:
        """New ones. Without `kept` they end with the program."""
        for job in jobs:
            self._jobs[job.id] = job
            self._tally.add(job.transfer)
            self._untold[job.id] = None
            if kept:
                self._unwritten[job.id] = job
            else:
                self._unkept.add(job.id)
        self._soon()

    def load(self, jobs: Iterable[Job]) -> None:
        """Those of an earlier run, as they are written down: they come before the new ones."""
        found = {job.id: job for job in jobs if job.id not in self._jobs}
        self._jobs = {**found, **self._jobs}
        for job in found.values():
            self._tally.add(job.transfer)
            self._untold[job.id] = None
        self._soon()

    def put(self, job: Job) -> Job:
        """A job is different now; one that was forgotten stays so."""
        before = self._jobs.get(job.id)
        if before is None:
            return job
        self._jobs[job.id] = job
        self._tally.swap(before.transfer, job.transfer)
        self._untold[job.id] = None
        if job.stage.has_ended and job.stage is not before.stage:
            self._ended[job.id] = None
        if job.id not in self._unkept:
            self._unwritten[job.id] = job
        if job.stage is not Stage.SENDING:
            self._meters.pop(job.id, None)
            self._moved.pop(job.id, None)
        self._soon()
        return job

    def change(self, job_id: str, stage: Stage, **changes: Any) -> None:
        """Another stage, and other facts of the transfer."""
        if job := self._jobs.get(job_id):
            still = {"rate_bps": 0.0, "seconds_left": None}
            self.put(job.now(stage, **{**still, **changes}))

    def moved(self, job_id: str, done_bytes: int) -> None:
        """So many bytes of it have gone or come. Costs next to nothing."""
        self._moved[job_id] = done_bytes
        if job_id not in self._meters:
            self._meters[job_id] = Meter(0, time.monotonic())
        self._soon()

    def remove(self, job_id: str) -> None:
        if (job := self._jobs.pop(job_id, None)) is None:
            return
        self._tally.remove(job.transfer)
        self._untold.pop(job_id, None)
        self._ended.pop(job_id, None)
        self._meters.pop(job_id, None)
        self._moved.pop(job_id, None)
        self._gone.append(job_id)
        if job_id in self._unkept:
            self._unkept.discard(job_id)
        else:
            self._unwritten[job_id] = None
        self._soon()

    async def kept(self) -> None:
        """Returns when all that was changed so far is written down. What cannot be written
        is tried again with the next; raises StoreProblem."""
        async with self._writing:
            rows, self._unwritten = self._unwritten, {}
            if not rows:
                return
            gone = [job_id for job_id, job in rows.items() if job is None]
            try:
                await self._table.write([job for job in rows.values() if job is not None], gone)
            except BaseException:
                self._unwritten = {**rows, **self._unwritten}
                raise

    async def aclose(self) -> None:
        """Tells nothing any more, and writes down what is left."""
        self._closed = True
        if self._beat is not None:
            self._beat.cancel()
        if self._write_soon is not None:
            await self._write_soon
        await self._kept_or_logged()

    # Telling

    def _soon(self) -> None:
        if self._beat is None or self._idle:
            self._set_beat(_BEAT_S, idle=False)

    def _set_beat(self, delay_s: float, *, idle: bool) -> None:
        if self._beat is not None:
            self._beat.cancel()
        if not self._closed:
            self._beat = asyncio.get_running_loop().call_later(delay_s, self._tell)
            self._idle = idle

    def _tell(self) -> None:
        self._beat = None
        self._measure()
        told, self._untold = self._untold, {}
        over, self._ended = self._ended, {}
        gone, self._gone = self._gone, []
        if self._meters:
            self._set_beat(_IDLE_BEAT_S, idle=True)
        if self._unwritten and (self._write_soon is None or self._write_soon.done()):
            self._write_soon = asyncio.ensure_future(self._kept_or_logged())
        changed, ended, summary = self._shown(told), self._shown(over), self.summary()
        for listener in self._listeners:
            if changed:
                listener.changed(changed)
            if ended:
                listener.ended(tuple(t for t in ended if t.stage.has_ended))
            if gone:
                listener.removed(tuple(gone))
            listener.summed(summary)

    def _shown(self, ids: Iterable[str]) -> tuple[Transfer, ...]:
        return tuple(self._jobs[job_id].transfer for job_id in ids if job_id in self._jobs)

    def _measure(self) -> None:
        now_s = time.monotonic()
        for job_id, meter in tuple(self._meters.items()):
            job = self._jobs.get(job_id)
            if job is None or job.stage is not Stage.SENDING:
                del self._meters[job_id]
                continue
            done = self._moved.get(job_id, job.transfer.done_bytes)
            self._show(job, done, meter.measure(done, now_s))
        self._moved.clear()
        self._whole.measure(self._tally.bytes_done, now_s)

    def _show(self, job: Job, done: int, rate_bps: float) -> None:
        transfer = job.transfer
        left = seconds_left(done, transfer.size, rate_bps)
        now = replace(transfer, done_bytes=done, rate_bps=rate_bps, seconds_left=left)
        if now != transfer:
            self._jobs[job.id] = replace(job, transfer=now)
            self._tally.swap(transfer, now)
            self._untold[job.id] = None

    async def _kept_or_logged(self) -> None:
        try:
            await self.kept()
        except StoreProblem as error:
            _log.warning("transfers are not written down: %s", error)
