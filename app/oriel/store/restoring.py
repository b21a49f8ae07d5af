"""A backup in the place of the history: asked for while Oriel runs, done while it is closed.

The wish is a small file, so that a kill in between leaves either the old history and the
wish, or the new one. What is replaced is renamed, never removed; the one before it is.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from oriel.domain.backups import Loss
from oriel.store.copies import now_mark
from oriel.store.failures import failures_named

_ENDINGS = ("-wal", "-shm", ".seal", "")
_MOST_LISTED = 100
_NEWER = """SELECT coalesce(chat.title, ''), count(*), max(message.created_at) AS last
    FROM message LEFT JOIN chat ON chat.id = message.chat_id
    WHERE NOT EXISTS (SELECT 1 FROM backup.message AS kept WHERE kept.id = message.id)
    GROUP BY message.chat_id ORDER BY last DESC"""
_NEW_CHATS = """SELECT count(*) FROM chat WHERE deleted_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM backup.chat AS kept WHERE kept.id = chat.id)"""


def loss_of(path: Path, backup: Path) -> Loss:
    """Reads both, the history while it may be written. Raises StoreProblem and its kinds."""
    uri = f"{path.absolute().as_uri()}?mode=ro"
    other = f"{backup.absolute().as_uri()}?mode=ro&immutable=1"
    with (
        failures_named(path),
        closing(sqlite3.connect(uri, uri=True, isolation_level=None, timeout=5.0)) as db,
    ):
        db.execute("ATTACH ? AS backup", (other,))
        rows = db.execute(_NEWER).fetchall()
        chats = db.execute(_NEW_CHATS).fetchone()[0]
    listed = tuple((title, count) for title, count, _ in rows[:_MOST_LISTED])
    return Loss(int(chats), sum(row[1] for row in rows), listed)


def ask_for_restore(path: Path, backup: Path, kind: str = "replaced") -> None:
    """From the next time on that nobody has the history open, it is what `backup` is, and the
    one of now is called `kind`. Raises StoreProblem and its kinds."""
    with failures_named(path):
        wish = _wish_of(path)
        unfinished = wish.with_name(f"{wish.name}.part")
        unfinished.write_text(json.dumps({"backup": str(backup.absolute()), "kind": kind}), "utf-8")
        unfinished.replace(wish)


def restore_asked(path: Path) -> bool:
    return _wish_of(path).exists()


def restore(path: Path) -> Path | None:
    """Does what was asked for; gives where the history from before lies now. When the backup
    is gone, nothing is done and None given. Raises StoreProblem and its kinds; the wish
    then stands, and the history is the old one or the new one."""
    with failures_named(path):
        backup, kind = _asked(path)
        aside = None
        if backup is not None and backup.is_file():
            aside = put_in_place(backup, path, kind)
        _wish_of(path).unlink(missing_ok=True)
    return aside


def forget_wish(path: Path) -> None:
    """The history stays as it is. Raises OSError."""
    _wish_of(path).unlink(missing_ok=True)


def put_in_place(source: Path, path: Path, kind: str = "replaced") -> Path:
    """A copy of `source` becomes the history, which nobody has open; the one from before is
    renamed, and one that was replaced before that is removed. Returns the new name. Nothing
    that is damaged is removed."""
    unfinished = path.with_name(f"{path.name}.restoring")
    _copy_private(source, unfinished)
    aside = path.with_name(f"{path.name}.{kind}.{now_mark()}")
    before = list(_replaced(path))
    for ending in _ENDINGS:
        old = path.with_name(path.name + ending)
        if old.exists():
            old.replace(aside.with_name(aside.name + ending))
    unfinished.replace(path)
    if aside.exists() and kind == "replaced":
        for old in before:
            with suppress(OSError):
                old.unlink()
    return aside


def _replaced(path: Path) -> Iterator[Path]:
    return path.parent.glob(f"{path.name}.replaced.*")


def _copy_private(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    handle = os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    with os.fdopen(handle, "wb") as writing, source.open("rb") as reading:
        shutil.copyfileobj(reading, writing, 2**20)
        writing.flush()
        os.fsync(writing.fileno())


def _asked(path: Path) -> tuple[Path | None, str]:
    try:
        said = json.loads(_wish_of(path).read_text("utf-8"))
        kind = "damaged" if said.get("kind") == "damaged" else "replaced"
        return Path(str(said["backup"])), kind
    except (ValueError, KeyError, TypeError, AttributeError):
        return None, ""


def _wish_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.restore")
