"""Uploaded files: rows in the state file, bytes in a folder beside it.

Runs on the shelf's thread, each method one transaction.
"""

from __future__ import annotations

import secrets
import shutil
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import IO, Any

from oriel.local.faults import unknown, wrong
from oriel.local.ids import now

PURPOSES = ("assistants", "batch", "fine-tune", "vision", "user_data", "evals")
LARGEST = 512 * 1024 * 1024  # bytes
_ONLY_LINES = ("batch", "fine-tune", "evals")
_PICTURES = (".gif", ".jpeg", ".jpg", ".png", ".webp")


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to be kept. `expires_s` is seconds from now, None for never."""

    filename: str
    purpose: str
    expires_s: int | None = None


class StoredFiles:
    """The files. Raises ApiFault 404 for an id that is not here, or not any more."""

    def __init__(self, db: sqlite3.Connection, folder: Path) -> None:
        self._db = db
        self._folder = folder

    def add(self, new: NewFile, content: IO[bytes]) -> dict[str, Any]:
        """Keeps the content from its start. Raises ApiFault 400."""
        _check(new)
        file_id, made = f"file-{secrets.token_hex(16)}", now()
        path = self._folder / file_id
        self._folder.mkdir(parents=True, exist_ok=True)
        content.seek(0)
        with path.open("wb") as kept:
            shutil.copyfileobj(content, kept, 1024 * 1024)
        expires = None if new.expires_s is None else made + new.expires_s
        with self._db:
            self._db.execute(
                "insert into file (id, created_at, expires_at, filename, purpose, bytes)"
                " values (?, ?, ?, ?, ?, ?)",
                (file_id, made, expires, new.filename, new.purpose, path.stat().st_size),
            )
        return self.get(file_id)

    def get(self, file_id: str, param: str | None = None) -> dict[str, Any]:
        """The file object."""
        self._drop_expired()
        row = self._db.execute(f"{_SELECT} where id = ?", (file_id,)).fetchone()
        if row is None:
            raise unknown("File", file_id, param)
        return _object(row)

    def all(self, purpose: str | None = None) -> list[dict[str, Any]]:
        """Oldest first."""
        self._drop_expired()
        sql = f"{_SELECT} where ? is null or purpose = ? order by position"
        return [_object(row) for row in self._db.execute(sql, (purpose, purpose))]

    def path(self, file_id: str, param: str | None = None) -> Path:
        """Where the bytes are."""
        self.get(file_id, param)
        return self._folder / file_id

    def delete(self, file_id: str) -> None:
        self.get(file_id)
        self._remove([file_id])

    def _drop_expired(self) -> None:
        sql = "select id from file where expires_at <= ?"
        if gone := [file_id for (file_id,) in self._db.execute(sql, (now(),))]:
            self._remove(gone)

    def _remove(self, file_ids: Iterable[str]) -> None:
        with self._db:
            for file_id in file_ids:
                self._db.execute("delete from file where id = ?", (file_id,))
                (self._folder / file_id).unlink(missing_ok=True)


_SELECT = "select id, created_at, expires_at, filename, purpose, bytes from file"


def _object(row: tuple[Any, ...]) -> dict[str, Any]:
    file_id, made, expires, filename, purpose, size = row
    return {
        "id": file_id,
        "object": "file",
        "bytes": size,
        "created_at": made,
        "expires_at": expires,
        "filename": filename,
        "purpose": purpose,
        "status": "processed",
        "status_details": None,
    }


def _check(new: NewFile) -> None:
    ending = PurePath(new.filename).suffix.lower()
    if new.purpose not in PURPOSES:
        raise wrong("purpose", f"purpose is one of {', '.join(PURPOSES)}.")
    if new.purpose in _ONLY_LINES and ending != ".jsonl":
        raise wrong("file", f"A file for {new.purpose} is a .jsonl file.", "invalid_file_type")
    if new.purpose == "vision" and ending not in _PICTURES:
        said = f"A file for vision is one of {', '.join(_PICTURES)}."
        raise wrong("file", said, "invalid_file_type")
