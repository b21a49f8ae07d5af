"""SQLite's failures in our words. Apart, so that one place decides what each code means."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from oriel.domain.errors import StoreDamaged, StoreFull, StoreProblem, StoreReadOnly

_KINDS: dict[int, type[StoreProblem]] = {
    sqlite3.SQLITE_CORRUPT: StoreDamaged,
    sqlite3.SQLITE_NOTADB: StoreDamaged,
    sqlite3.SQLITE_READONLY: StoreReadOnly,
    sqlite3.SQLITE_PERM: StoreReadOnly,
    sqlite3.SQLITE_FULL: StoreFull,
}
_SYSTEM_KINDS: dict[int | None, type[StoreProblem]] = {
    errno.ENOSPC: StoreFull,
    errno.EDQUOT: StoreFull,
    errno.EROFS: StoreReadOnly,
    errno.EACCES: StoreReadOnly,
    errno.EPERM: StoreReadOnly,
}
# Misuse of the module and broken constraints are our own bugs: they fly.
_OURS = (sqlite3.ProgrammingError, sqlite3.IntegrityError, sqlite3.InterfaceError)


@contextmanager
def failures_named(path: Path) -> Iterator[None]:
    """Raises StoreDamaged, StoreReadOnly, StoreFull or StoreProblem for what `path` met."""
    try:
        yield
    except _OURS:
        raise
    except sqlite3.Error as error:
        raise _kind(error, path)(path=str(path), detail=str(error)) from error
    except UnicodeDecodeError as error:  # in what SQLite itself says of the file
        raise StoreDamaged(path=str(path), detail="text that is none") from error
    except OSError as error:
        kind = _SYSTEM_KINDS.get(error.errno, StoreProblem)
        raise kind(path=str(path), detail=error.strerror or str(error)) from error


def _kind(error: sqlite3.Error, path: Path) -> type[StoreProblem]:
    # The upper bytes only refine the code (SQLITE_READONLY_CANTINIT ...).
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    # All text was written as UTF-8. The module has no code for what it cannot decode.
    if str(error).startswith("Could not decode to UTF-8"):
        return StoreDamaged
    # WAL cannot even be read without writing beside the file, and SQLite then
    # says no more than "unable to open".
    if code == sqlite3.SQLITE_CANTOPEN and path.is_file() and not writable(path):
        return StoreReadOnly
    # Nor does it say why it could not make the index of its log, 32 KiB.
    if code == sqlite3.SQLITE_IOERR and shutil.disk_usage(path.parent).free < 2**16:
        return StoreFull
    return _KINDS.get(code, StoreProblem)


def writable(path: Path) -> bool:
    """Whether the file may be written, as far as permissions say."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
