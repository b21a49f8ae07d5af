"""The one thread in which the keyring is called.

A keyring that waits for its password prompt never returns and takes no time-out,
so the thread is a daemon, nobody joins it, and every caller waits only so long.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

from oriel.domain.errors import KeyringSilent

_T = TypeVar("_T")
_Job = tuple[Callable[[], Any], "Future[Any]"]


class KeyringThread:
    """Runs jobs one after another; begins with the first one."""

    def __init__(self, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    async def call(self, job: Callable[[], _T]) -> _T:
        """The job's result. Raises KeyringSilent after the time-out; behind a job that
        hangs, later ones time out too, and those nobody waits for are never begun."""
        self._start()
        answer: Future[_T] = Future()
        self._jobs.put((job, answer))
        try:
            async with asyncio.timeout(self._timeout_s):
                return await asyncio.wrap_future(answer)
        except TimeoutError as error:
            raise KeyringSilent(after_s=self._timeout_s) from error

    def close(self) -> None:
        """Ends the thread once it is idle."""
        self._jobs.put(None)

    def _start(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._work, name="keyring", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        while (entry := self._jobs.get()) is not None:
            job, answer = entry
            if answer.set_running_or_notify_cancel():
                _settle(job, answer)


def _settle(job: Callable[[], Any], answer: Future[Any]) -> None:
    try:
        answer.set_result(job())
    except BaseException as error:  # noqa: BLE001 - it belongs to whoever awaits the answer
        answer.set_exception(error)
