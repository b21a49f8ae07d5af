"""Leaving a response half-read without leaving its generators half-run.

A read in httpx is a stack of asynchronous generators. Dropped in the middle they
are closed by the garbage collector, outside any task, which fails. They unwind
well only when something is raised where they wait: in the innermost read.
"""

from __future__ import annotations

import asyncio
from types import TracebackType


class Reading:
    """`async with` around reading a response; `end_in` breaks the read off from within."""

    def __init__(self) -> None:
        self._limit = asyncio.timeout(None)
        self._ends = False

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
        except TimeoutError:
            return self._ends
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
