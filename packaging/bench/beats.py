"""How late the event loop is, and how much memory there is: for programs that are measured."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QTimer

BEAT_MS = 10


class Beats:
    """How late a timer of BEAT_MS comes: what an event has to wait for at worst.

    A shared machine stops a process for a tenth of a second now and then. Such a stop
    shows as a gap in which no thread of ours used the CPU, and only what we used counts.
    """

    def __init__(self) -> None:
        self.gaps: list[float] = []
        self._last = self._used = 0.0
        self._timer = QTimer()
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        self.gaps.clear()
        self._last, self._used = time.perf_counter(), time.process_time()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _beat(self) -> None:
        now, used = time.perf_counter(), time.process_time()
        self.gaps.append(min((now - self._last) * 1000, BEAT_MS + (used - self._used) * 1000))
        self._last, self._used = now, used


def memory_mb() -> float:
    for line in Path("/proc/self/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0
