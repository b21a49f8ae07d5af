"""Copies of the history made before it is migrated, and damaged files set aside."""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

KEPT = 3
_NAME = re.compile(r"\.v\d+\.\d{8}T\d{6,}Z\.copy$")


def copy_before_migrating(db: sqlite3.Connection, path: Path, version: int) -> Path:
    """A whole copy beside `path`, named by its version and time; the newest three are kept.

    Raises sqlite3.Error or OSError; there is then no copy by that name.
    """
    copy = path.with_name(f"{path.name}.v{version}.{now_mark()}.copy")
    unfinished = copy.with_suffix(".part")
    try:
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(unfinished, isolation_level=None)) as target:
            db.backup(target)
            # By its head it is then seen that no log is its own.
            target.execute("PRAGMA journal_mode = DELETE")
        unfinished.replace(copy)
    finally:
        unfinished.unlink(missing_ok=True)
    # Not the one just made, whatever the clock says.
    for old in [found for found in copies_of(path) if found != copy][KEPT - 1 :]:
        old.unlink(missing_ok=True)
    return copy


def copies_of(path: Path) -> list[Path]:
    """The copies made before migrations of `path`, newest first."""
    ours = [copy for copy in path.parent.glob(f"{path.name}.v*.copy") if _NAME.search(copy.name)]
    return sorted(ours, key=made_at, reverse=True)


def set_aside(path: Path) -> Path:
    """Renames a damaged history and its log, so that a new one can begin; nothing is removed.

    Returns the new name. Raises OSError.
    """
    aside = path.with_name(f"{path.name}.damaged.{now_mark()}")
    # The log first: should we die in between, a log without its file does no harm.
    for ending in ("-wal", "-shm", ".seal", ""):
        source = path.with_name(path.name + ending)
        if source.exists():
            source.rename(aside.with_name(aside.name + ending))
    return aside


def now_mark() -> str:
    """The time as names of copies have it."""
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")


def made_at(copy: Path) -> str:
    """The mark of the time in the name of a copy."""
    return copy.name.rsplit(".", 2)[1]
