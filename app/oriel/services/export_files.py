"""Where an export is written: under another name until it is whole, so that nothing half
written is ever taken for an export.

The functions block and belong into a thread. All raise the AppErrors of a full disk and of
a folder that cannot be written to.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from oriel.domain.export_names import numbered
from oriel.domain.transfer_errors import DiskFull, TargetReadOnly, TargetUnwritable

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_CLOSED = (errno.EROFS, errno.EACCES, errno.EPERM)


@contextmanager
def failures_told(path: Path) -> Iterator[None]:
    """What the system says of a file, as an AppError."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull(path=str(path)) from error
        if error.errno in _CLOSED:
            raise TargetReadOnly(path=str(path)) from error
        detail = error.strerror or str(error)
        raise TargetUnwritable(path=str(path), detail=detail) from error


class UnfinishedFile:
    """A file, and a folder beside it for what does not fit into it. `path` is where it is
    written, `beside` where the folder is written; it is made when it is first used."""

    def __init__(self, target: Path) -> None:
        self.target = target
        token = os.urandom(4).hex()
        self.path = target.with_name(f".{target.stem[:40]}.{token}.part")
        self.beside = target.with_name(f".{target.stem[:40]}.{token}.files.part")
        # Its name stands in the file: it is chosen before the first line is written.
        self.beside_name = numbered(
            f"{target.stem} files", "", lambda name: target.with_name(name).exists()
        )
        with failures_told(target):
            self.path.touch(exist_ok=False)

    def finish(self) -> None:
        """Puts it in its place, over what has its name."""
        placed = self.target.with_name(self.beside_name)
        with failures_told(self.target):
            if not self.beside.exists():
                self.path.replace(self.target)
                return
            self.beside.rename(placed)
            try:
                self.path.replace(self.target)
            except OSError:
                placed.rename(self.beside)  # to be dropped: nothing half is left
                raise

    def drop(self) -> None:
        """Nothing of it stays; to be called in any case, also behind `finish`."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)
        shutil.rmtree(self.beside, ignore_errors=True)


class UnfinishedFolder:
    """A folder of exported files; `path` is where it is written."""

    def __init__(self, parent: Path, name: str) -> None:
        self._parent, self._name = parent, name
        self.path = parent / f".{name[:40]}.{os.urandom(4).hex()}.part"
        self.target = parent / name
        with failures_told(self.target):
            self.path.mkdir()

    def finish(self) -> None:
        """Puts it in its place, under a name that is free."""
        with failures_told(self.target):
            name = numbered(self._name, "", lambda each: (self._parent / each).exists())
            self.target = self._parent / name
            self.path.rename(self.target)

    def drop(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
