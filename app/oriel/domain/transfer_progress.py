"""How fast transfers move, and how all of them stand together: counted as they change, so
that ten thousand cost no more to tell of than ten."""

from __future__ import annotations

from math import exp

from oriel.domain.transfers import Stage, Transfer, TransferSummary

_SMOOTHED_S = 3.0
_ACTIVE = frozenset({Stage.CHECKING, Stage.SENDING, Stage.ATTACHING, Stage.INDEXING})
_SENT = frozenset({Stage.ATTACHING, Stage.INDEXING, Stage.DONE})
_LOST = frozenset({Stage.FAILED, Stage.CANCELLED})


class Meter:
    """The smoothed rate of something that grows. Times are seconds of a clock that never
    goes back."""

    def __init__(self, done_bytes: int, now_s: float) -> None:
        self._bytes = done_bytes
        self._at_s = now_s
        self._known = False
        self.rate_bps = 0.0

    def measure(self, done_bytes: int, now_s: float) -> float:
        """Bytes per second, now that so many are done. What begins anew is measured anew."""
        passed = now_s - self._at_s
        if done_bytes < self._bytes:
            self._bytes, self._at_s = done_bytes, now_s
            self._known, self.rate_bps = False, 0.0
        elif passed > 0:
            rate = (done_bytes - self._bytes) / passed
            share = 1.0 - exp(-passed / _SMOOTHED_S) if self._known else 1.0
            self.rate_bps += share * (rate - self.rate_bps)
            self._known = self._known or rate > 0
            self._bytes, self._at_s = done_bytes, now_s
        return self.rate_bps


def seconds_left(done_bytes: int, size: int, rate_bps: float) -> float | None:
    """None as long as nothing moves."""
    return max(0, size - done_bytes) / rate_bps if rate_bps >= 1.0 else None


class Tally:
    """Counts of transfers by stage, and the bytes of those that belong to the present run:
    it begins with what is added while nothing else is left to do."""

    def __init__(self) -> None:
        self._stages = dict.fromkeys(Stage, 0)
        self._run: set[str] = set()
        self._done = self._total = 0

    @property
    def bytes_done(self) -> int:
        return self._done

    @property
    def unfinished(self) -> int:
        """How many have not ended."""
        return sum(n for stage, n in self._stages.items() if not stage.has_ended)

    def add(self, transfer: Transfer) -> None:
        if not transfer.stage.has_ended:
            if not self.unfinished:
                self._run.clear()
                self._done = self._total = 0
            self._run.add(transfer.id)
        self._count(transfer, 1)

    def swap(self, before: Transfer, now: Transfer) -> None:
        """A transfer has changed."""
        self._count(before, -1)
        self._count(now, 1)

    def remove(self, transfer: Transfer) -> None:
        self._count(transfer, -1)
        self._run.discard(transfer.id)

    def summary(self, rate_bps: float) -> TransferSummary:
        active = sum(self._stages[stage] for stage in _ACTIVE)
        if not active and self._stages[Stage.WAITING]:
            rate_bps = 0.0  # what waits for a person or a service moves no more
        left = seconds_left(self._done, self._total, rate_bps)
        return TransferSummary(
            active=active,
            waiting=self._stages[Stage.WAITING],
            paused=self._stages[Stage.PAUSED],
            failed=self._stages[Stage.FAILED],
            done=self._stages[Stage.DONE],
            bytes_done=self._done,
            bytes_total=self._total,
            rate_bps=rate_bps,
            seconds_left=left if self.unfinished else None,
        )

    def _count(self, transfer: Transfer, sign: int) -> None:
        self._stages[transfer.stage] += sign
        if transfer.id in self._run and transfer.stage not in _LOST:
            sent = transfer.size if transfer.stage in _SENT else transfer.done_bytes
            self._done += sign * min(sent, transfer.size)
            self._total += sign * transfer.size
