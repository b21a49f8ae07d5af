"""A damaged history made whole: a backup, and on it what can still be read of the damaged file.

It is made beside, checked, and only then put in the place of the damaged one, which is set
aside whole. Everything here blocks and belongs into a thread of its own.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from oriel.domain.backups import Saved
from oriel.domain.errors import StoreFull
from oriel.store.checking import full_check
from oriel.store.copies import set_aside
from oriel.store.failures import failures_named
from oriel.store.merging import Merge
from oriel.store.migrations import MIGRATIONS, migrate
from oriel.store.reading_out import copy_of, names_known, opened_damaged, rows_of
from oriel.store.restoring import ask_for_restore, restore
from oriel.store.transactions import transaction

# In this order: what others hang on comes first.
TABLES = (
    "folder",
    "chat",
    "message",
    "piece",
    "draft",
    "connection",
    "tool_server",
    "prompt",
    "question_set",
    "saved_search",
    "price",
    "import_run",
    "remote_deletion",
    "remote",
    "waiting",
    "approval",
    "removal",
    "spent",
    "transfer",
    "uploaded",
    "synced_folder",
    "synced_file",
)
_ROOM_BYTES = 16 * 2**20
_STEPS = 1_000_000  # of SQLite's machine between two looks whether to stop, a few hundredths


class RepairStopped(Exception):
    """The person said stop; nothing of it is left."""


def prepare(
    path: Path,
    backup: Path | None,
    progress: Callable[[str, int], None],
    stopped: Callable[[], bool],
) -> Saved:
    """Makes the repaired history beside the damaged one at `path`, which stays as it is.

    `progress` hears the table and how many of its rows were read. Raises RepairStopped,
    StoreFull, StoreProblem and its kinds: then nothing is left.
    """
    target, copy = _beside(path, "repaired"), _beside(path, "reading")
    with failures_named(path):
        discard(path)
        try:
            _make_sure_of_room(path, backup)
            _begin(target, backup)
            copy_of(path, copy)
            saved = _merged(target, copy, backup or target, progress, stopped)
        except sqlite3.OperationalError as error:
            discard(path)
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                raise RepairStopped from error
            raise
        except BaseException:
            discard(path)
            raise
        _remove(copy)
    return saved


def use(path: Path, saved: Saved) -> Path | None:
    """Puts the repaired history in the place of the damaged one; where that lies now, None when
    there was none. Killed in between, the next start goes on. Raises StoreProblem and its
    kinds."""
    ask_for_restore(path, saved.file, kind="damaged")
    aside = restore(path)
    discard(path)
    return aside if aside is not None and aside.exists() else None


def begin_anew(path: Path) -> Path | None:
    """Sets the damaged history aside, for an empty one; where it lies now, None when there was
    none. Raises StoreProblem and its kinds."""
    with failures_named(path):
        discard(path)
        aside = set_aside(path)
        # So that an empty history is there, and does not seem to be gone.
        try:
            _begin(path, None)
        except BaseException:
            _remove(path)
            raise
    return aside if aside.exists() else None


def discard(path: Path) -> None:
    """Removes what `prepare` made."""
    for name in ("repaired", "reading"):
        _remove(_beside(path, name))


def _merged(
    target: Path,
    copy: Path,
    model: Path,
    progress: Callable[[str, int], None],
    stopped: Callable[[], bool],
) -> Saved:
    with closing(sqlite3.connect(target, isolation_level=None)) as db:
        # Indexing the words again and checking take seconds without a word from us.
        db.set_progress_handler(stopped, _STEPS)
        damaged = opened_damaged(copy, model)
        merge, known, rows = Merge(db), set[str](), 0
        if damaged is not None:
            with closing(damaged), transaction(db):
                for table in TABLES:
                    rows += _take(merge, damaged, table, progress, stopped)
                known = names_known(damaged, "message")
                progress("", 0)
                merge.finish()
        full_check(db, target)
        db.execute("PRAGMA journal_mode = DELETE")
        return _counted(db, merge, known, target, readable=rows > 0)


def _take(
    merge: Merge,
    damaged: sqlite3.Connection,
    table: str,
    progress: Callable[[str, int], None],
    stopped: Callable[[], bool],
) -> int:
    """How many rows of it could be read."""
    number = 0
    for row in rows_of(damaged, table):
        if number % 100 == 0:
            if stopped():
                raise RepairStopped
            progress(table, number)
        merge.take(table, row)
        number += 1
    return number


def _counted(
    db: sqlite3.Connection, merge: Merge, known: set[str], target: Path, *, readable: bool
) -> Saved:
    there = {row[0] for row in db.execute("SELECT id FROM message")}
    chats = db.execute("SELECT count(*) FROM chat WHERE deleted_at IS NULL").fetchone()[0]
    return Saved(
        chats=int(chats),
        messages=len(there),
        read_chats=merge.taken["chat"],
        read_messages=merge.taken["message"],
        lost_messages=len(known - there),
        readable=readable,
        file=target,
    )


def _begin(target: Path, backup: Path | None) -> None:
    handle = os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    with os.fdopen(handle, "wb") as writing:
        if backup is not None:
            with backup.open("rb") as reading:
                shutil.copyfileobj(reading, writing, 2**20)
    with closing(sqlite3.connect(target, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        migrate(db, target, MIGRATIONS)
    for left in target.parent.glob(f"{target.name}.v*"):  # the copy made before migrating
        left.unlink(missing_ok=True)


def _make_sure_of_room(path: Path, backup: Path | None) -> None:
    sizes = [each.stat().st_size for each in (path, backup) if each and each.is_file()]
    needed = 2 * max(sizes, default=0) + _ROOM_BYTES
    free = shutil.disk_usage(path.parent).free
    if free < needed:
        raise StoreFull(path=str(path.parent), needed_bytes=needed, free_bytes=free)


def _beside(path: Path, what: str) -> Path:
    return path.with_name(f"{path.name}.{what}")


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        with suppress(OSError):
            path.with_name(path.name + ending).unlink(missing_ok=True)
