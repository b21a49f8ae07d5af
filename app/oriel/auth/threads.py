"""Slow work off the event loop: shared by all who wait for it, and never waited for at exit."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Shared(Generic[_T]):
    """One run of a coroutine for everybody who asks while it runs.

    Cancelling one who waits leaves it running for the others.
    """

    def __init__(self) -> None:
        self._running: asyncio.Task[_T] | None = None

    async def run(self, work: Callable[[], Awaitable[_T]]) -> _T:
        if self._running is None or self._running.done():
            self._running = asyncio.ensure_future(work())
            # Everybody may have gone when it fails: that is then nobody's error.
            self._running.add_done_callback(_heard)
        return await asyncio.shield(self._running)


async def in_daemon(work: Callable[[], _T], timeout_s: float) -> _T:
    """Runs `work` in a thread of its own that the end of the program does not wait for.

    Raises TimeoutError; the thread is then left to itself.
    """
    answer: Future[_T] = Future()

    def settle() -> None:
        if not answer.set_running_or_notify_cancel():
            return
        try:
            answer.set_result(work())
        except BaseException as error:  # noqa: BLE001 - it belongs to whoever awaits the answer
            answer.set_exception(error)

    threading.Thread(target=settle, name="oci", daemon=True).start()
    async with asyncio.timeout(timeout_s):
        return await asyncio.wrap_future(answer)


def _heard(task: asyncio.Task[_T]) -> None:
    if not task.cancelled():
        task.exception()
