"""A history that is not there, or empty, though there was one: no reason to begin a new one as
if nothing had been. Apart from opening it, since a new Oriel has none either."""

from __future__ import annotations

from pathlib import Path

from oriel.domain.errors import StoreMissing
from oriel.store.backups import backups_in
from oriel.store.copies import copies_of
from oriel.store.seal import seal_of


def refuse_missing(path: Path, backups: Path) -> None:
    """Raises StoreMissing when something of a history lies around the place where none is:
    its seal, its log, a backup."""
    log = path.with_name(f"{path.name}-wal")
    if (
        seal_of(path).exists()
        or (log.exists() and log.stat().st_size)
        or copies_of(path)
        or backups_in(backups)
    ):
        raise StoreMissing(path=str(path))
