"""The open file, synchronously: what runs inside the writer thread.

Apart from database.py, so that opening, closing and transactions read straight
through and no line of it can touch the event loop.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import TypeVar

from oriel.domain.errors import StoreDamaged
from oriel.store.failures import failures_named
from oriel.store.migrations import Migration, migrate, refuse_newer
from oriel.store.recovery import fold_leftovers
from oriel.store.transactions import transaction

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]
BUSY_S = 5.0
# quick_check reads the whole file, 1.2 ms per MB when it is cached: worth it while
# it stays below what a start can spare. Damage in a larger file shows when it is met.
CHECKED_MB = 32


class Session:
    """One connection to one file, used from one thread."""

    in_memory = False

    def __init__(self, path: Path, steps: Sequence[Migration]) -> None:
        self.path = path
        self.folded = 0
        self._steps = steps
        self._connection: sqlite3.Connection | None = None

    def open(self) -> None:
        """Raises StoreNewer, StoreDamaged, StoreReadOnly, StoreFull, StoreProblem."""
        with failures_named(self.path):
            worth_checking = self._look_first()
            connection = self._connection = _connect(self.path)
            if worth_checking:
                _check(connection, self.path)
            _write_ahead(connection)
            migrate(connection, self.path, self._steps)
            connection.execute("PRAGMA foreign_keys = ON")
            with transaction(connection):
                self.folded = fold_leftovers(connection)

    def open_to_look(self) -> None:
        """Opens the file without changing it, or anything beside it; `write` then fails.

        An Oriel that runs may go on writing. Raises as `open`.
        """
        with failures_named(self.path):
            connection = self._connection = _connect_to_look(self.path)
            refuse_newer(connection, self.path, self._steps)

    def read(self, work: Work[T]) -> T:
        """`work` on one unchanging view of the data; it must not write."""
        with failures_named(self.path), transaction(self._open_connection, "DEFERRED"):
            return work(self._open_connection)

    def write(self, work: Work[T]) -> T:
        """`work` in one transaction: all of it or, when it raises, nothing."""
        with failures_named(self.path), transaction(self._open_connection):
            return work(self._open_connection)

    def write_durably(self, work: Work[T]) -> T:
        """As `write`, and on the disk itself when this returns (about 4 ms more)."""
        connection = self._open_connection
        connection.execute("PRAGMA synchronous = FULL")
        try:
            return self.write(work)
        finally:
            connection.execute("PRAGMA synchronous = NORMAL")

    def close(self) -> None:
        """Folds the write-ahead log into the file and lets go of it."""
        connection, self._connection = self._connection, None
        if connection is not None:
            # On a full disk the log cannot be folded in: it stays beside the
            # file and is read at the next start. Nothing is lost.
            with suppress(sqlite3.OperationalError):
                connection.close()

    @property
    def _open_connection(self) -> sqlite3.Connection:
        if self._connection is None:
            raise RuntimeError("the store is not open")
        return self._connection

    def _look_first(self) -> bool:
        """Looks through a read-only connection, which leaves a newer file exactly as it
        is (no checkpoint). True when the file is there and small enough to be checked."""
        if not self.path.exists() or self.path.stat().st_size == 0:
            return False
        uri = f"{self.path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as looking:
            refuse_newer(looking, self.path, self._steps)
        return self.path.stat().st_size <= CHECKED_MB * 2**20


class MemorySession(Session):
    """A history without a file."""

    in_memory = True

    def open(self) -> None:
        with failures_named(self.path):
            connection = self._connection = sqlite3.connect(":memory:", isolation_level=None)
            # Not even what does not fit into memory goes to a file.
            connection.execute("PRAGMA temp_store = MEMORY")
            migrate(connection, self.path, self._steps)
            connection.execute("PRAGMA foreign_keys = ON")


def _connect(path: Path) -> sqlite3.Connection:
    with suppress(FileExistsError):  # created by us, so that nobody else can read it
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA journal_size_limit = {16 * 2**20}")
    return connection


def _connect_to_look(path: Path) -> sqlite3.Connection:
    # With a log beside it the file is in use or was left by a crash, and the log must be
    # read along. Without one SQLite would make an empty one, and leave it there.
    log = path.with_name(f"{path.name}-wal")
    how = "mode=ro" if log.exists() and log.stat().st_size else "mode=ro&immutable=1"
    uri = f"{path.absolute().as_uri()}?{how}"
    return sqlite3.connect(uri, uri=True, timeout=BUSY_S, isolation_level=None)


def _write_ahead(connection: sqlite3.Connection) -> None:
    # This one statement does not wait while another Oriel does the same.
    until = monotonic() + BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
        sleep(0.01)


def _check(connection: sqlite3.Connection, path: Path) -> None:
    said = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if said != "ok":
        raise StoreDamaged(path=str(path), detail=said)
