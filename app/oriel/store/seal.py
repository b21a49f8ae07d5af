"""The seal of a closed file: its size and checksum, written beside it and broken at open.

A file that no longer fits its seal was changed by something else than Oriel: a disk that
forgets, another program, a copy put in its place. A file without one was not closed
properly, and nothing can be said. Not against anybody who means harm: he would seal it anew.
"""

from __future__ import annotations

import json
import os
import zlib
from contextlib import suppress
from enum import Enum
from pathlib import Path

# 0.3 ms per MB: no longer than what a start can spare. A larger file is looked at beside the
# work, with its daily backup.
SEALED_MB = 128
_AT_ONCE = 2**20


class Seal(Enum):
    """What a look at the seal says of the file."""

    WHOLE = "whole"
    BROKEN = "broken"
    NONE = "none"


def seal_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.seal")


def look_at_seal(path: Path) -> Seal:
    """Reads the whole file when it is sealed. Raises OSError when it cannot be read."""
    said = _said(path)
    if said is None:
        return Seal.NONE
    size, checksum = said
    if path.stat().st_size != size or _has_log(path):
        return Seal.BROKEN
    return Seal.WHOLE if _crc32(path) == checksum else Seal.BROKEN


def fits_size(path: Path) -> bool:
    """Whether the file has the size that its seal says, or has no seal. Reads nothing of it.
    Raises OSError."""
    said = _said(path)
    return said is None or path.stat().st_size == said[0]


def seal(path: Path) -> bool:
    """Seals a file that nobody has open; whether that was done. Raises OSError."""
    size = path.stat().st_size
    if size > SEALED_MB * 2**20 or _has_log(path):
        return False
    said = json.dumps({"size": size, "crc32": _crc32(path)})
    unfinished = path.with_name(f"{path.name}.seal.part")
    try:
        handle = os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(said)
        unfinished.replace(seal_of(path))
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return True


def doubt(path: Path) -> None:
    """A seal that fits nothing: at the next open the file is checked in full. Raises OSError."""
    seal_of(path).write_text('{"size": -1, "crc32": 0}', "utf-8")


def break_seal(path: Path) -> None:
    """Before anything is written. Raises OSError: a file must not change under its seal."""
    seal_of(path).unlink(missing_ok=True)


def _said(path: Path) -> tuple[int, int] | None:
    """Size and checksum. The seal itself may be what was hit: then nothing can be said."""
    try:
        said = json.loads(seal_of(path).read_text("utf-8"))
        return int(said["size"]), int(said["crc32"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _has_log(path: Path) -> bool:
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def _crc32(path: Path) -> int:
    checksum = 0
    with path.open("rb", buffering=0) as file:
        while piece := file.read(_AT_ONCE):
            checksum = zlib.crc32(piece, checksum)
    return checksum
