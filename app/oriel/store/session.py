"""The open file, synchronously: what runs inside the writer thread.

Apart from database.py, so that opening, closing and transactions read straight
through and no line of it can touch the event loop.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic, sleep
from typing import TypeVar

from oriel.domain.errors import StoreDamaged, StoreNewer, StoreProblem
from oriel.store.checking import (
    full_check,
    quick_check,
    rebuild_words,
    shape_check,
    text_check,
    words_fit,
)
from oriel.store.copies import now_mark
from oriel.store.failures import failures_named, writable
from oriel.store.log_end import changes_not_read, changes_of_another, keep_log, take_log_away
from oriel.store.migrating import Told, told_of
from oriel.store.migrations import Migration, migrate, refuse_newer
from oriel.store.missing import refuse_missing
from oriel.store.place import Place
from oriel.store.recovery import fold_leftovers
from oriel.store.seal import Seal, break_seal, doubt, look_at_seal, seal
from oriel.store.transactions import transaction

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]
# Hears the name of what lay in the place of the file, "" for nothing, or why it is not back.
PutBack = Callable[[str, StoreProblem | None], None]
BUSY_S = 5.0
# quick_check reads the whole file, 1.2 ms per MB when it is cached: worth it while
# it stays below what a start can spare. A larger file that is not sealed is checked
# beside the work, once the window is there.
CHECKED_MB = 32


@dataclass(frozen=True, slots=True)
class Opening:
    """What was found at open. `sealed`: the file is as it was closed. `changed`: it is sound,
    and was changed by something else than Oriel. `lost_changes`: how many changes of the log
    could not be read; a copy of the log lies at `log`."""

    sealed: bool = False
    changed: bool = False
    lost_changes: int = 0
    log: str = ""


_LEFT_HALF = (sqlite3.SQLITE_READONLY_ROLLBACK, sqlite3.SQLITE_READONLY_RECOVERY)
_IN_USE = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class Session:
    """One connection to one file, used from one thread."""

    in_memory = False

    def __init__(
        self,
        path: Path,
        steps: Sequence[Migration],
        told: Told | None = None,
        backups: Path | None = None,
    ) -> None:
        """`told` hears how far a migration is, in the thread that opens the file."""
        self.path = path
        self.folded = 0
        self.found = Opening()
        self._may_seal = False
        self._steps = steps
        self._told = told
        self._backups = backups
        self._place: Place | None = None
        self.put_back: PutBack | None = None
        self.times_put_back = 0
        self._connection: sqlite3.Connection | None = None

    def open(self) -> None:
        """Raises StoreNewer, StoreDamaged, StoreMissing, StoreReadOnly, StoreFull,
        StoreProblem."""
        with failures_named(self.path):
            there = self._is_there()
            if not there and self._backups is not None:
                refuse_missing(self.path, self._backups)
            state = look_at_seal(self.path) if there else Seal.NONE
            with _doubted(self.path, state):
                if there:
                    self._look_first()
                connection = self._connection = _connect(self.path)
                if there:
                    self._check(connection, state)
            break_seal(self.path)
            _write_ahead(connection)
            self._migrate(connection)
            connection.execute("PRAGMA foreign_keys = ON")
            with transaction(connection):
                self.folded = fold_leftovers(connection)
            self._may_seal = True
            self._place = Place(self.path)

    def open_to_look(self) -> None:
        """Opens the file without changing it, or anything beside it; `write` then fails.

        An Oriel that runs may go on writing. Raises as `open`.
        """
        with failures_named(self.path):
            connection = self._connection = _connect_to_look(self.path)
            refuse_newer(connection, self.path, self._steps)

    def read(self, work: Work[T]) -> T:
        """`work` on one unchanging view of the data; it must not write."""
        with self._doubting(), transaction(self._open_connection, "DEFERRED"):
            return work(self._open_connection)

    def write(self, work: Work[T]) -> T:
        """`work` in one transaction: all of it or, when it raises, nothing."""
        with self._doubting(), transaction(self._open_connection):
            result = work(self._open_connection)
        self.stay_in_place()
        return result

    def write_durably(self, work: Work[T]) -> T:
        """As `write`, and on the disk itself when this returns (about 4 ms more)."""
        connection = self._open_connection
        connection.execute("PRAGMA synchronous = FULL")
        try:
            return self.write(work)
        finally:
            connection.execute("PRAGMA synchronous = NORMAL")

    def stay_in_place(self) -> None:
        """Puts the file back when somebody has removed it, or put another one in its place;
        `put_back` hears of it, in this thread. Tried again at the next write when it fails."""
        if self._place is None or not self._place.is_lost():
            return
        aside, problem = "", None
        try:
            with failures_named(self.path):
                aside = self._put_back(self._place)
        except StoreProblem as error:
            problem = error
        if self.put_back is not None:
            self.put_back(aside, problem)

    def _put_back(self, place: Place) -> str:
        copy = place.copy(self._open_connection)
        with suppress(sqlite3.OperationalError):
            self._open_connection.close()
        try:
            aside = place.put(copy)
        except OSError:
            self._reopen(copy)  # which holds all of it
            raise
        break_seal(self.path)
        self._reopen(self.path)
        place.begin_again()
        self.times_put_back += 1
        return aside

    def _reopen(self, path: Path) -> None:
        connection = self._connection = _connect(path)
        _write_ahead(connection)
        connection.execute("PRAGMA foreign_keys = ON")

    def close(self) -> None:
        """Folds the write-ahead log into the file, lets go of it and seals it."""
        self.stay_in_place()
        connection, self._connection = self._connection, None
        if connection is None:
            return
        # On a full disk the log cannot be folded in: it stays beside the
        # file and is read at the next start. Nothing is lost.
        with suppress(sqlite3.OperationalError):
            connection.close()
            if self._may_seal:
                with suppress(OSError):
                    seal(self.path)

    def doubt(self) -> None:
        """Damage was met: the file is not sealed as it is, and checked at the next open."""
        if self._may_seal:  # else it is not ours to change, or told already
            self._may_seal = False
            with suppress(OSError):
                doubt(self.path)

    def interrupt(self) -> None:
        """From any thread: breaks off what runs, which then raises StoreProblem."""
        connection = self._connection
        if connection is not None:
            with suppress(sqlite3.ProgrammingError):
                connection.interrupt()

    @contextmanager
    def _doubting(self) -> Iterator[None]:
        try:
            with failures_named(self.path):
                yield
        except StoreDamaged:
            self.doubt()
            raise

    @property
    def _open_connection(self) -> sqlite3.Connection:
        if self._connection is None:
            raise RuntimeError("the store is not open")
        return self._connection

    def _migrate(self, connection: sqlite3.Connection) -> None:
        found = refuse_newer(connection, self.path, self._steps)
        with told_of(connection, self._told if 0 < found < len(self._steps) else None):
            migrate(connection, self.path, self._steps)

    def _is_there(self) -> bool:
        if self.path.is_dir():
            raise StoreDamaged(path=str(self.path), detail="a folder has its name")
        return self.path.exists() and self.path.stat().st_size > 0

    def _look_first(self) -> None:
        """Looks through a read-only connection, which leaves a newer file exactly as it
        is (no checkpoint)."""
        if lost := changes_of_another(self.path):
            self.found = replace(self.found, lost_changes=lost, log=str(take_log_away(self.path)))
        uri = f"{self.path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as looking:
            try:
                refuse_newer(looking, self.path, self._steps)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode not in _LEFT_HALF:
                    raise
                # Killed while it became a file with a log: what was begun is undone first.
                with closing(_connect(self.path)) as undoing:
                    refuse_newer(undoing, self.path, self._steps)
            self._look_at_log()

    def _look_at_log(self) -> None:
        if lost := changes_not_read(self.path):
            kept = keep_log(self.path, now_mark())
            self.found = replace(self.found, lost_changes=lost, log=str(kept))

    def _check(self, connection: sqlite3.Connection, state: Seal) -> None:
        """As thoroughly as the seal gives reason to. Raises StoreDamaged."""
        if state is Seal.BROKEN:
            self._check_all(connection)
        elif state is Seal.NONE:
            self._check_shape(connection)
            if self.path.stat().st_size <= CHECKED_MB * 2**20:
                quick_check(connection, self.path)
        self.found = replace(self.found, sealed=state is Seal.WHOLE, changed=state is Seal.BROKEN)

    def _check_all(self, connection: sqlite3.Connection) -> None:
        full_check(connection, self.path)
        self._check_shape(connection)
        text_check(connection, self.path)
        if not words_fit(connection):
            # Of the two the index is the one that can be made anew from the other.
            with transaction(connection):
                rebuild_words(connection)

    def _check_shape(self, connection: sqlite3.Connection) -> None:
        """Another program's file may have a number of ours."""
        version = refuse_newer(connection, self.path, self._steps)
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as shape:
            migrate(shape, self.path, self._steps[:version])
            shape_check(connection, self.path, shape)


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


@contextmanager
def _doubted(path: Path, state: Seal) -> Iterator[None]:
    """Whatever is wrong with a file that was changed from outside, it is the change: one that
    is read-only by its header would fit its seal. A newer Oriel may know other seals."""
    try:
        yield
    except (StoreProblem, sqlite3.DatabaseError) as error:
        if (
            state is not Seal.BROKEN
            or not writable(path)
            or isinstance(error, StoreDamaged | StoreNewer)
            or getattr(error, "sqlite_errorcode", 0) & 0xFF in _IN_USE
        ):
            raise
        raise StoreDamaged(path=str(path), detail=str(error)) from error


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
