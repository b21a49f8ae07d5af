"""The thread all of SQLite runs in. Apart, since it knows nothing of databases.

A daemon thread of our own rather than an executor: an executor's thread is
joined at interpreter exit, so one hanging disk would hang the exit too.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")


class Writer:
    """Runs functions one after another, in the order they were submitted."""

    def __init__(self, name: str) -> None:
        self._jobs: SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = SimpleQueue()
        self._stopped: Future[None] | None = None
        self._thread = Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def submit(self, function: Callable[[], T]) -> Future[T]:
        """The result to come. Cancelling it before its turn means that it never runs;
        once begun it runs to its end. Raises RuntimeError after `stop`."""
        if self._stopped is not None:
            raise RuntimeError("the store is closed")
        return self._put(function)

    def stop(self, last: Callable[[], None]) -> Future[None]:
        """Runs what is queued, then `last`, then ends the thread. Asking twice is asking once."""
        if self._stopped is None:
            self._stopped = self._put(last)
            self._jobs.put(None)
        return self._stopped

    def join(self) -> None:
        """Waits for the thread's own end; after `stop`'s result that takes no time."""
        self._thread.join()

    def _put(self, function: Callable[[], T]) -> Future[T]:
        future: Future[T] = Future()
        self._jobs.put((future, function))
        return future

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            _run(*job)
            del job  # else the last result lives until the next job


def _run(future: Future[Any], function: Callable[[], Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = function()
    except BaseException as error:  # noqa: BLE001 - belongs to whoever awaits the future
        future.set_exception(error)
    else:
        future.set_result(result)
