"""The open file in its place: somebody may remove it, or put another one there, while it is open.

All of it is then still behind the connection, and only there: with the program it would be
gone. So it is put back. (Windows lets nobody do that to an open file.)
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from time import monotonic

from oriel.store.copies import now_mark

_AGAIN_S = 3.0
_MOST = 5  # on a disk whose files change their numbers it would never end

File = tuple[int, int] | None


class Place:
    """Where the file and its log lie, as long as a connection is open."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._log = path.with_name(f"{path.name}-wal")
        self._mark = (_file(self._path), _file(self._log))
        self._tried_at = 0.0
        self._times = 0

    def is_lost(self) -> bool:
        """Whether it has to be put back now."""
        file, log = _file(self._path), _file(self._log)
        if self._mark[1] is None and log is not None:  # it was not begun yet
            self._mark = (self._mark[0], log)
        if (file, log) == self._mark or self._times >= _MOST:
            return False
        return monotonic() - self._tried_at > _AGAIN_S

    def copy(self, connection: sqlite3.Connection) -> Path:
        """All that the connection sees, beside the place. Raises sqlite3.Error and OSError."""
        self._tried_at = monotonic()
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        copy = self._path.with_name(f"{self._path.name}.putback")
        copy.unlink(missing_ok=True)
        try:
            os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            with closing(sqlite3.connect(copy, isolation_level=None)) as target:
                connection.backup(target)
                target.execute("PRAGMA journal_mode = DELETE")
        except BaseException:
            copy.unlink(missing_ok=True)
            raise
        return copy

    def put(self, copy: Path) -> str:
        """Puts the copy into the place, once the connection is closed: the name of what lay
        there, which is kept, "" when that was nothing. Raises OSError."""
        aside = ""
        if _file(self._path) not in (None, self._mark[0]):
            aside = f"{self._path.name}.found.{now_mark()}"
            _keep(self._path, self._path.with_name(aside))
        for ending in ("-wal", "-shm"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)
        copy.replace(self._path)
        self._times += 1
        return aside

    def begin_again(self) -> None:
        """It is open again."""
        self._mark = (_file(self._path), _file(self._log))
        self._tried_at = 0.0


def _keep(path: Path, aside: Path) -> None:
    try:
        os.link(path, aside)  # so that the place is not empty for a moment
    except OSError:
        with suppress(FileNotFoundError):
            path.rename(aside)


def _file(path: Path) -> File:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
