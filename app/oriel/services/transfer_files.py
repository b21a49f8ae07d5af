"""Files on this computer as transfers need them: looked at, hashed a little at a time, and
their system failures named. All of it blocks and belongs into threads."""

from __future__ import annotations

import errno
import hashlib
import stat
import threading
from dataclasses import replace
from io import FileIO
from pathlib import Path

from oriel.domain.attachment_kinds import HEAD, kind_of
from oriel.domain.attachments import LARGEST_UPLOAD
from oriel.domain.errors import AppError
from oriel.domain.transfer_errors import (
    DiskFull,
    FileChanged,
    FileEmpty,
    FileGone,
    FileTooLarge,
    FileUnreadable,
    TargetReadOnly,
    TargetUnwritable,
)
from oriel.domain.transfer_jobs import Fingerprint

PIECE = 1024 * 1024  # bytes that are read at once
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)
_GONE = (errno.ENOENT, errno.ENOTDIR)


class Stopped(Exception):
    """Nobody waits for the hash any more."""


def look(path: Path) -> Fingerprint:
    """A file's outside. Raises FileGone, FileUnreadable, FileEmpty, FileTooLarge."""
    try:
        _check_kind(path)
        with path.open("rb", buffering=0) as file:
            return _looked(path, file.read(HEAD))
    except OSError as error:
        raise unreadable(path, error) from error


def fingerprint(path: Path, stop: threading.Event) -> Fingerprint:
    """A file's outside and its SHA-256. Raises as `look`, FileChanged when it was written
    to meanwhile, and Stopped once `stop` is set."""
    try:
        _check_kind(path)
        with path.open("rb", buffering=0) as file:
            found = _looked(path, file.read(HEAD))
            file.seek(0)
            digest = _digest(file, stop)
    except OSError as error:
        raise unreadable(path, error) from error
    if not is_unchanged(path, found):
        raise FileChanged(path=str(path))
    return replace(found, sha256=digest)


def is_unchanged(path: Path, then: Fingerprint) -> bool:
    """Whether a file is as it was looked at. Raises FileGone, FileUnreadable."""
    try:
        status = path.stat()
    except OSError as error:
        raise unreadable(path, error) from error
    now = Fingerprint(size=status.st_size, mtime_ns=status.st_mtime_ns)
    return then.is_same_file(now)


def unreadable(path: Path, error: OSError) -> AppError:
    """What keeps a file from being read."""
    if error.errno in _GONE:
        return FileGone(path=str(path))
    return FileUnreadable(path=str(path), detail=error.strerror or "")


def unwritable(path: Path, error: OSError) -> AppError:
    """What keeps a file from being written."""
    if error.errno in _FULL:
        return DiskFull(path=str(path))
    if error.errno in _READ_ONLY:
        return TargetReadOnly(path=str(path.parent))
    return TargetUnwritable(path=str(path), detail=error.strerror or "")


def _check_kind(path: Path) -> None:
    if "\0" in str(path):
        raise FileGone(path=str(path))  # no system can have it
    # Reading a pipe might never end, and opening one waits for its other side.
    if not stat.S_ISREG(path.stat().st_mode):
        raise FileUnreadable(path=str(path))


def _looked(path: Path, head: bytes) -> Fingerprint:
    status = path.stat()
    if not status.st_size:
        raise FileEmpty(path=str(path))
    if status.st_size > LARGEST_UPLOAD:
        raise FileTooLarge(path=str(path), size=status.st_size, limit=LARGEST_UPLOAD)
    kind = kind_of(path.name, head).media_type
    return Fingerprint(size=status.st_size, mtime_ns=status.st_mtime_ns, media_type=kind)


def _digest(file: FileIO, stop: threading.Event) -> str:
    digest, piece = hashlib.sha256(), memoryview(bytearray(PIECE))
    while size := file.readinto(piece):
        if stop.is_set():
            raise Stopped
        digest.update(piece[:size])
    return digest.hexdigest()
