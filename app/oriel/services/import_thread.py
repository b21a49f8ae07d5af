"""The reading of an import in a thread, handful by handful, so that it can be left any time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from threading import Lock

from oriel.services.import_reading import Read, Step, steps

_HANDFUL_S = 0.05
_HANDFUL = 200  # chats


async def steps_in_thread(
    paths: Sequence[str], *, looking: bool, left_out: frozenset[str] = frozenset()
) -> AsyncGenerator[list[Step], None]:
    """All steps of the reading. Close it: the files stay open until then."""
    reading = _Reading(steps(paths, looking=looking, left_out=left_out))
    try:
        while handful := await asyncio.to_thread(reading.take):
            yield handful
    finally:
        await asyncio.shield(asyncio.to_thread(reading.close))


class _Reading:
    """A generator that is used from one thread after another."""

    def __init__(self, found: Iterator[Step]) -> None:
        self._found = found
        self._lock = Lock()
        self._left = False

    def take(self) -> list[Step]:
        """The next steps, as many as come in a moment; [] at the end."""
        with self._lock:
            taken: list[Step] = []
            until = time.monotonic() + _HANDFUL_S
            chats = 0
            while not self._left and chats < _HANDFUL and time.monotonic() < until:
                step = next(self._found, None)
                if step is None:
                    break
                taken.append(step)
                chats += isinstance(step, Read)
            return taken

    def close(self) -> None:
        self._left = True  # a handful under way ends with its next step
        with self._lock:
            close = getattr(self._found, "close", None)
            if close is not None:
                close()
