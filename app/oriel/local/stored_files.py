"""Uploaded files: rows in the state file, bytes in a folder beside it.

Runs on the shelf's thread, each method one transaction.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from oriel.local.faults import unknown, wrong
from oriel.local.ids import now
from oriel.local.pages import Listing, PageAsked, page_of_table

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

    def __init__(
        self,
        db: sqlite3.Connection,
        folder: Path,
        on_gone: Callable[[str], None] = lambda _file_id: None,
        clock: Callable[[], int] = now,
    ) -> None:
        """`on_gone(file_id)` is called for each that is deleted or expires, in its transaction."""
        self._db = db
        self._folder = folder
        self._on_gone = on_gone
        self._clock = clock
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, new: NewFile, content: Path) -> dict[str, Any]:
        """Takes the file at `content` away into the service's own folder. Raises ApiFault 400."""
        _check(new)
        file_id, made = f"file-{secrets.token_hex(16)}", self._clock()
        path = self._folder / file_id
        content.replace(path)
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
        self.drop_expired()
        row = self._db.execute(
            f"select {_COLUMNS} from file where id = ?",  # noqa: S608
            (file_id,),
        ).fetchone()
        if row is None:
            raise unknown("File", file_id, param)
        return _object(row)

    def page(self, asked: PageAsked, purpose: str | None = None) -> dict[str, Any]:
        """A page of the list. Raises ApiFault 400 for an unknown cursor."""
        self.drop_expired()
        listing = Listing("file", _COLUMNS, narrowed={"purpose": purpose})
        return page_of_table(self._db, listing, asked, lambda rows: [*map(_object, rows)])

    def path(self, file_id: str, param: str | None = None) -> Path:
        """Where the bytes are."""
        self.get(file_id, param)
        return self._folder / file_id

    def delete(self, file_id: str) -> None:
        """Away with it, also from vector stores."""
        self.get(file_id)
        self._remove([file_id])

    def drop_expired(self) -> None:
        """Files whose time has come are deleted."""
        sql = "select id from file where expires_at <= ?"
        if gone := [file_id for (file_id,) in self._db.execute(sql, (self._clock(),))]:
            self._remove(gone)

    def _remove(self, file_ids: Iterable[str]) -> None:
        with self._db:
            for file_id in file_ids:
                self._on_gone(file_id)
                self._db.execute("delete from file where id = ?", (file_id,))
                (self._folder / file_id).unlink(missing_ok=True)


_COLUMNS = "id, created_at, expires_at, filename, purpose, bytes"


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
