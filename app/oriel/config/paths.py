"""The data folder: where it is, what lies where in it, and whether it can be used."""

from __future__ import annotations

import errno
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from oriel.domain.errors import HomeUnusable

VARIABLE = "ORIEL_HOME"
_FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class Home:
    """One person's Oriel: everything it keeps lies below `root`, but keys, which lie
    in the keyring."""

    root: Path

    @classmethod
    def choose(cls, argument: str | None = None) -> Home:
        """From --home, else ORIEL_HOME, else the system's usual place. Raises HomeUnusable."""
        named = argument or os.environ.get(VARIABLE)
        if not named:
            return cls(_usual_place())
        try:
            return cls(Path(named).expanduser().absolute())
        except (RuntimeError, OSError) as error:  # "~nobody", a working folder that is gone
            raise HomeUnusable(path=named, detail=str(error)) from error

    @property
    def database(self) -> Path:
        return self.root / "history.db"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def settings(self) -> Path:
        return self.root / "settings.json"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def lock(self) -> Path:
        return self.root / "lock"

    @property
    def local_data(self) -> Path:
        """What the service inside Oriel keeps."""
        return self.root / "local"

    def prepare(self) -> None:
        """Makes the folders, closed to others, and proves that they can be written.

        An existing folder keeps its permissions: it may be shared on purpose.
        Raises HomeUnusable, naming the path that failed and the system's reason.
        """
        for folder in (self.root, self.logs, self.local_data):
            try:
                _make_private(folder)
                _prove_writable(folder)
            except (OSError, ValueError) as error:  # ValueError: a NUL in the path
                detail = getattr(error, "strerror", None) or str(error)
                full = getattr(error, "errno", 0) in _FULL
                raise HomeUnusable(path=str(folder), detail=detail, full=int(full)) from error


def _usual_place() -> Path:
    # Not needed when a home is named; and not before the first paint either way.
    from platformdirs import user_data_path

    name = "oriel" if sys.platform.startswith("linux") else "Oriel"
    return user_data_path(name, appauthor=False)


def _make_private(folder: Path) -> None:
    if folder.is_dir():
        return
    # mkdir's mode applies to the last folder only, and is thinned out by the umask.
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(exist_ok=True)
    folder.chmod(0o700)


def _prove_writable(folder: Path) -> None:
    """Permission bits are not asked: they say nothing to root, nor of a full or
    read-only disk."""
    probe = folder / f".probe-{os.getpid()}"
    try:
        probe.write_bytes(b"oriel")
    finally:
        probe.unlink(missing_ok=True)
