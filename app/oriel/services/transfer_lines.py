"""Who is next: the transfers that wait, in one line for each connection and direction.

A connection whose gate is closed does not hold up the others. Taking the next one costs
the same with ten thousand in line as with ten.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from oriel.domain.transfer_jobs import Job
from oriel.domain.transfers import Direction, Stage
from oriel.services.transfer_book import TransferBook
from oriel.services.transfer_gates import Gate

_Line = tuple[str, Direction]


class Lines:
    """`ready` is called when somebody may have come to the front."""

    def __init__(
        self, book: TransferBook, gate_of: Callable[[str], Gate], ready: Callable[[], None]
    ) -> None:
        self._book = book
        self._gate_of = gate_of
        self._ready = ready
        self._lines: dict[_Line, deque[str]] = {}
        self._waiting: set[str] = set()
        self._later: dict[str, asyncio.TimerHandle] = {}

    def add(self, job: Job, *, first: bool = False) -> None:
        """At the end of its line, or at its front. Asking twice is asking once."""
        self.leave(job.id)
        line = self._lines.setdefault((job.transfer.connection_id, job.transfer.direction), deque())
        self._waiting.add(job.id)
        if first:
            line.appendleft(job.id)
        else:
            line.append(job.id)

    def add_in(self, delay_s: float, job: Job) -> None:
        """At the front of its line after a while."""
        self.leave(job.id)

        def come() -> None:
            del self._later[job.id]
            self.add(job, first=True)
            self._ready()

        self._later[job.id] = asyncio.get_running_loop().call_later(delay_s, come)

    def has(self, job_id: str) -> bool:
        """Whether it is in line, now or after a while."""
        return job_id in self._waiting or job_id in self._later

    def leave(self, job_id: str) -> None:
        """Not in line any more; one that never was is no error."""
        # Its id stays in the line and is passed over, which is cheaper than looking for it.
        self._waiting.discard(job_id)
        if timer := self._later.pop(job_id, None):
            timer.cancel()

    def next(self, direction: Direction) -> Job | None:
        """The next one that may begin; connections take turns."""
        for line in [line for line in self._lines if line[1] is direction]:
            if self._gate_of(line[0]).lets_in and (job := self._first(line)):
                self._lines[line] = self._lines.pop(line)  # behind the others
                return job
        return None

    def close(self) -> None:
        for timer in self._later.values():
            timer.cancel()
        self._later.clear()

    def _first(self, line: _Line) -> Job | None:
        waiting = self._lines[line]
        while waiting:
            job_id = waiting.popleft()
            job = self._book.get(job_id)
            if job_id in self._waiting and job is not None and job.stage is Stage.WAITING:
                self._waiting.discard(job_id)
                return job
        return None
