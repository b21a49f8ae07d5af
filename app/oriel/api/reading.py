"""Leaving a response half-read without leaving its generators half-run.

A read in httpx is a stack of asynchronous generators. Dropped in the middle they
are closed by the garbage collector, outside any task, which fails. They unwind
well only when something is raised where they wait: in the innermost read.
"""

from __future__ import annotations

import asyncio
import time
from types import TracebackType

import httpx


class Reading:
    """`async with` around reading a response; `end_in` breaks the read off from within.

    With `silent_s` it also raises httpx.ReadTimeout after that many seconds without a
    `heard()`: one timer moved now and then, where httpx sets one for each packet.
    """

    def __init__(self, silent_s: float | None = None) -> None:
        self._limit = asyncio.timeout(silent_s)
        self._ends = False
        self._silent_s = silent_s
        self._next_move = 0.0

    def heard(self) -> None:
        """Something came: the silence begins anew (to a tenth of `silent_s`)."""
        if self._silent_s is None or self._ends:
            return
        now = time.monotonic()
        if now >= self._next_move:
            self._next_move = now + self._silent_s / 10
            self._limit.reschedule(asyncio.get_running_loop().time() + self._silent_s)

    def end_in(self, seconds: float) -> None:
        """Ends the block quietly if the stream has not ended by then. Read on until it does."""
        self._ends = True
        self._limit.reschedule(asyncio.get_running_loop().time() + seconds)

    async def __aenter__(self) -> Reading:
        await self._limit.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        try:
            await self._limit.__aexit__(kind, error, trace)
        except TimeoutError as silence:
            if not self._ends:
                raise httpx.ReadTimeout("silent for too long") from silence
            return True
        return False


async def breath() -> None:
    """Lets other work run. A cancellation that comes meanwhile is raised in the next read."""
    try:
        await asyncio.sleep(0)
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is None:
            raise
        task.uncancel()  # the count stays right for time-outs further out
        task.cancel()
