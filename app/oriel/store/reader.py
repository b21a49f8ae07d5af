"""Reading beside the writer: a connection of its own, which only reads, in a thread of its own.

What takes long (searches, pages of a long list, sums) must not keep the pieces of a
streaming answer waiting; and what nobody waits for any more is broken off.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TypeVar

from oriel.store.failures import failures_named
from oriel.store.transactions import transaction
from oriel.store.writer import Writer

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]
_BUSY_S = 5.0


class Reader:
    """Opened by its first use. Runs one read after another."""

    def __init__(self, path: Path, name: str, which: Callable[[], int] = lambda: 0) -> None:
        """`which` counts how often another file came into the place of the one to be read."""
        self._path = path
        self._which, self._opened_which = which, 0
        self._thread = Writer(name)
        self._connection: sqlite3.Connection | None = None
        self._running: object | None = None
        self._closed = False
        self._lock = Lock()

    async def read(self, work: Work[T]) -> T:
        """The result of `work` on one unchanging view of the data. When the task that
        awaits it is cancelled, it does not begin, or is interrupted within milliseconds.
        Raises as the methods of Database."""
        mark = object()
        job: Future[T] = self._thread.submit(partial(self._do, mark, work))
        try:
            return await asyncio.wrap_future(job)
        except asyncio.CancelledError:
            self._interrupt(mark)
            raise

    async def aclose(self) -> None:
        """Breaks off what runs and closes the file."""
        with self._lock:
            self._closed = True
            if self._running is not None and self._connection is not None:
                self._connection.interrupt()
        stopped = self._thread.stop(self._close)
        await asyncio.shield(asyncio.wrap_future(stopped))
        self._thread.join()

    def _do(self, mark: object, work: Work[T]) -> T:
        with failures_named(self._path):
            connection = self._opened()
            with self._lock:
                if self._closed:
                    raise sqlite3.OperationalError("interrupted")
                self._running = mark
            try:
                with transaction(connection, "DEFERRED"), _one_interruption(connection):
                    return work(connection)
            finally:
                with self._lock:
                    self._running = None

    def _interrupt(self, mark: object) -> None:
        # Under the lock, so that it never meets the read that comes next.
        with self._lock:
            if self._running is mark and self._connection is not None:
                self._connection.interrupt()

    def _opened(self) -> sqlite3.Connection:
        if self._opened_which != (which := self._which()):
            with self._lock:
                self._close()
            self._opened_which = which
        if self._connection is None:
            connection = sqlite3.connect(
                f"{self._path.absolute().as_uri()}?mode=ro",
                uri=True,
                timeout=_BUSY_S,
                isolation_level=None,
                check_same_thread=False,  # interrupt() comes from the loop's thread
            )
            connection.execute("PRAGMA query_only = ON")
            self._connection = connection
        return self._connection

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(sqlite3.OperationalError):
                connection.close()


@contextmanager
def _one_interruption(connection: sqlite3.Connection) -> Iterator[None]:
    """Whatever interrupts one statement of the block interrupts all that come after it: SQLite
    forgets of it only when no statement is open, and one is, from here to the end."""
    with closing(connection.execute("VALUES (1), (2)")) as opened:
        opened.fetchone()
        yield
