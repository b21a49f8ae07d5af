"""How much of the write-ahead log SQLite did not read.

Its frames are checked one by one, and reading ends, without a word, at the first that does
not fit. After a kill nothing lies behind that place; when something does, a change that had
been made is missing, and the person has a right to hear of it.
"""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path
from typing import BinaryIO

from oriel.store.copies import now_mark

_HEADER, _FRAME = 32, 24
_VERSIONS_AT = 18  # in a file: 1 for complete in itself, 2 for one with a log
_MAGIC = (0x377F0682, 0x377F0683)  # the last bit: checksums of big-endian words
_MX_FRAME_AT = 16  # in the index of the log, in the byte order of this computer


def changes_not_read(path: Path) -> int:
    """How many whole changes lie in the log of `path` behind the place where reading ended.

    Asked while a connection that has read something is open: it has made the index.
    """
    log = path.with_name(f"{path.name}-wal")
    try:
        size = log.stat().st_size
        if size < _HEADER + _FRAME:
            return 0
        with log.open("rb") as file:
            header = file.read(_HEADER)
            page = _page_bytes(header)
            read = _frames_read(path) if _is_whole(header) else 0
            return _changes_from(file, size, page, read, header)
    except (OSError, struct.error):
        return 0  # gone, or in use in a way that hides it


def changes_of_another(path: Path) -> int:
    """How many changes lie in a log that is not that of the file: by its head the file was
    complete in itself, as backups are, and SQLite would lay the log over it all the same.

    Asked before the file is opened.
    """
    log = path.with_name(f"{path.name}-wal")
    try:
        size = log.stat().st_size
        with path.open("rb") as file:
            file.seek(_VERSIONS_AT)
            complete = file.read(2) == b"\1\1"
        if not complete or size < _HEADER + _FRAME:
            return 0
        with log.open("rb") as file:
            header = file.read(_HEADER)
            return max(_changes_from(file, size, _page_bytes(header), 0, header), 1)
    except (OSError, struct.error):
        return 0


def take_log_away(path: Path) -> Path:
    """Renames the log, which is not read then. Raises OSError."""
    log = path.with_name(f"{path.name}-wal")
    kept = path.with_name(f"{path.name}.log.{now_mark()}")
    log.rename(kept)
    return kept


def _changes_from(file: BinaryIO, size: int, page: int, read: int, header: bytes) -> int:
    salts = struct.unpack(">II", header[16:24])
    whole = _is_whole(header)
    found = 0
    for number in range(read, (size - _HEADER) // (_FRAME + page)):
        file.seek(_HEADER + number * (_FRAME + page))
        frame = file.read(_FRAME)
        _, ends_change, *own = struct.unpack(">IIII", frame[:16])
        # One of the two may be what was hit. Frames of an earlier log share neither.
        ours = not whole or own[0] == salts[0] or own[1] == salts[1]
        found += bool(ends_change and ours)
    return found


def _frames_read(path: Path) -> int:
    index = path.with_name(f"{path.name}-shm")
    with index.open("rb") as file:
        raw = file.read(_MX_FRAME_AT + 4)
    return int.from_bytes(raw[_MX_FRAME_AT:], sys.byteorder)


def _page_bytes(header: bytes) -> int:
    said = int(struct.unpack(">I", header[8:12])[0])
    return said if 512 <= said <= 65536 and not said & (said - 1) else 4096


def _is_whole(header: bytes) -> bool:
    magic = struct.unpack(">I", header[:4])[0]
    if magic not in _MAGIC:
        return False
    words = struct.unpack(f"{'>' if magic & 1 else '<'}6I", header[:24])
    one = two = 0
    for a, b in zip(words[::2], words[1::2], strict=True):
        one = (one + a + two) & 0xFFFFFFFF
        two = (two + b + one) & 0xFFFFFFFF
    return (one, two) == struct.unpack(">II", header[24:32])


def keep_log(path: Path, mark: str) -> Path:
    """A copy of the log beside the file, before it is written over. Raises OSError."""
    log = path.with_name(f"{path.name}-wal")
    kept = path.with_name(f"{path.name}.log.{mark}")
    with os.fdopen(os.open(kept, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as copy:
        copy.write(log.read_bytes())
    return kept
