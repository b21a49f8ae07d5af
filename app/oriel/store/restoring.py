"""A backup in the place of the history: asked for while Oriel runs, done while it is closed.

The wish is a small file, so that a kill in between leaves either the old history and the
wish, or the new one. It names what the old history will be called: whoever goes on knows what
was done already, and can undo it. What is replaced is renamed, never removed; the one before
it is.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

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
        aside = path.with_name(f"{path.name}.{kind}.{now_mark()}")
        said = {"backup": str(backup.absolute()), "kind": kind, "aside": aside.name}
        _write_private(unfinished, json.dumps(said))
        unfinished.replace(wish)


def restore_asked(path: Path) -> bool:
    return _wish_of(path).exists()


def restore(path: Path) -> Path | None:
    """Does what was asked for; gives where the history from before lies now. When the backup
    is gone, nothing is done and None given. Raises StoreProblem and its kinds; the wish
    then stands, and the history is the old one or the new one."""
    with failures_named(path):
        wish = _asked(path)
        if wish is not None and not wish.backup.is_file():
            _put_back(wish.aside, path)
            wish = None
        if wish is not None:
            _put_in_place(wish, path)
        _wish_of(path).unlink(missing_ok=True)
    return wish.aside if wish else None


def forget_wish(path: Path) -> None:
    """The history stays as it is. Raises OSError."""
    _wish_of(path).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Wish:
    """`aside` is what the history from before is called then."""

    backup: Path
    kind: str
    aside: Path


def _put_in_place(wish: _Wish, path: Path) -> None:
    """A copy of the backup becomes the history, which nobody has open; the one from before is
    renamed, and one that was replaced before that is removed. Nothing that is damaged is."""
    if not (_is_there(wish.aside) and _is_there(path)):  # else only the end was missing
        unfinished = path.with_name(f"{path.name}.restoring")
        try:
            _copy_private(wish.backup, unfinished)
            _move(path, wish.aside)
            unfinished.replace(path)
        except OSError:
            _put_back(wish.aside, path)
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
            raise
    if _is_there(wish.aside) and wish.kind == "replaced":
        for old in _replaced(path):
            if not old.name.startswith(wish.aside.name):
                with suppress(OSError):
                    old.unlink()


def _move(path: Path, aside: Path) -> None:
    """The log first: without it the file is not what it was, so the file says how far this is."""
    for ending in _ENDINGS:
        old = path.with_name(path.name + ending)
        if _is_there(old):
            old.replace(aside.with_name(aside.name + ending))


def _put_back(aside: Path, path: Path) -> None:
    """Undoes what was done of `_move`, the file first. Raises OSError."""
    if _is_there(aside) and _is_there(path):
        return
    for ending in reversed(_ENDINGS):
        moved, place = aside.with_name(aside.name + ending), path.with_name(path.name + ending)
        if _is_there(moved) and not _is_there(place):
            moved.replace(place)


def _is_there(path: Path) -> bool:
    return os.path.lexists(path)  # a link that leads nowhere is something too


def _replaced(path: Path) -> Iterator[Path]:
    return path.parent.glob(f"{path.name}.replaced.*")


def _copy_private(source: Path, target: Path) -> None:
    with _private(target) as writing, source.open("rb") as reading:
        shutil.copyfileobj(reading, writing, 2**20)
        writing.flush()
        os.fsync(writing.fileno())


def _write_private(path: Path, text: str) -> None:
    with _private(path) as file:
        file.write(text.encode())


def _private(path: Path) -> BinaryIO:
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "wb")


def _asked(path: Path) -> _Wish | None:
    try:
        said = json.loads(_wish_of(path).read_text("utf-8"))
        kind = "damaged" if said.get("kind") == "damaged" else "replaced"
        name = str(said.get("aside", ""))
        if not name.startswith(f"{path.name}.{kind}.") or Path(name).name != name:
            name = f"{path.name}.{kind}.{now_mark()}"
        return _Wish(Path(str(said["backup"])), kind, path.with_name(name))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _wish_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.restore")
