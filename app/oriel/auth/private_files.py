"""Files only their owner may read, replaced whole: after a crash it is the old or the new one."""

from __future__ import annotations

import os
from pathlib import Path


def write_private(path: Path, content: bytes) -> None:
    """Writes `content` with mode 0600 from the first byte on. Raises OSError.

    A link is followed: what it points to is replaced. Missing folders are made for the
    owner alone.
    """
    target = Path(os.path.realpath(path))
    make_private_folder(target.parent)
    unfinished = target.with_name(f"{target.name}.{os.urandom(4).hex()}.part")
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0)
    try:
        with os.fdopen(os.open(unfinished, flags, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def make_private_folder(folder: Path) -> None:
    """A folder for the owner alone, its parents too; one that is there stays as it is."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)
