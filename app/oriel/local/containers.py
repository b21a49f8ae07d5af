"""Containers of the code interpreter: rows in the state file, their files in folders.

They end when nobody used them for their minutes; what has ended cannot be revived.
No code runs in them here: the rehearsal only puts files there. Runs on the shelf's thread.
"""

from __future__ import annotations

import secrets
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from oriel.local.faults import ApiFault, unknown, wrong
from oriel.local.ids import now

LARGEST = 512 * 1024 * 1024  # bytes of one file
MEMORY = ("1g", "4g", "16g", "64g")
IDLE_MINUTES = 20
_HOME = "/mnt/data"
_REMEMBERED_S = 24 * 3600  # how long an ended container is still listed


@dataclass(frozen=True, slots=True)
class NewContainer:
    name: str = "Auto"
    memory_limit: str = "1g"
    minutes: int = IDLE_MINUTES


class Containers:
    """The containers. Raises ApiFault 404 for one that is unknown or has ended."""

    def __init__(
        self, db: sqlite3.Connection, folder: Path, clock: Callable[[], int] = now
    ) -> None:
        self._db = db
        self._folder = folder
        self._clock = clock

    def add(self, new: NewContainer) -> dict[str, Any]:
        """Raises ApiFault 400."""
        if new.memory_limit not in MEMORY:
            raise wrong("memory_limit", f"memory_limit is one of {', '.join(MEMORY)}.")
        if not 1 <= new.minutes <= IDLE_MINUTES:
            raise wrong("expires_after", f"A container idles from 1 to {IDLE_MINUTES} minutes.")
        container_id, made = f"cntr-{secrets.token_hex(16)}", self._clock()
        with self._db:
            self._db.execute(
                "insert into container"
                " (id, created_at, last_active_at, name, memory_limit, minutes)"
                " values (?, ?, ?, ?, ?, ?)",
                (container_id, made, made, new.name, new.memory_limit, new.minutes),
            )
        return self.get(container_id)

    def get(self, container_id: str) -> dict[str, Any]:
        """The container object of one that is running."""
        found = next((one for one in self.all() if one["id"] == container_id), None)
        if found is None:
            raise unknown("Container", container_id)
        if found["status"] == "expired":
            raise ended(container_id)
        return found

    def all(self) -> list[dict[str, Any]]:
        """Oldest first; those that ended not long ago are among them, as expired."""
        self._clear_ended()
        sql = f"{_SELECT} order by position"
        return [_object(row, self._clock()) for row in self._db.execute(sql)]

    def delete(self, container_id: str) -> None:
        """Also one that has ended."""
        with self._db:
            found = self._db.execute("delete from container where id = ?", (container_id,))
        if not found.rowcount:
            raise unknown("Container", container_id)
        shutil.rmtree(self._folder / container_id, ignore_errors=True)

    def touch(self, container_id: str) -> None:
        """It was used: its minutes begin anew."""
        self.get(container_id)
        with self._db:
            sql = "update container set last_active_at = ? where id = ?"
            self._db.execute(sql, (self._clock(), container_id))

    def end(self, container_id: str) -> None:
        """Ends it now, as idling would."""
        with self._db:
            sql = "update container set last_active_at = 0 where id = ?"
            self._db.execute(sql, (container_id,))

    # Files

    def add_file(
        self, container_id: str, name: str, content: IO[bytes], source: str = "user"
    ) -> dict[str, Any]:
        """A file in the container's home; one of the same path is replaced."""
        self.touch(container_id)
        file_id, path = f"cfile-{secrets.token_hex(16)}", f"{_HOME}/{PurePosixPath(name).name}"
        place = self._folder / container_id / file_id
        place.parent.mkdir(parents=True, exist_ok=True)
        content.seek(0)
        with place.open("wb") as kept:
            shutil.copyfileobj(content, kept, 1024 * 1024)
        for old in self.files(container_id):
            if old["path"] == path:
                self.delete_file(container_id, old["id"])
        with self._db:
            self._db.execute(
                "insert into container_file (id, container_id, created_at, path, bytes, source)"
                " values (?, ?, ?, ?, ?, ?)",
                (file_id, container_id, self._clock(), path, place.stat().st_size, source),
            )
        return self.file(container_id, file_id)

    def files(self, container_id: str) -> list[dict[str, Any]]:
        """Oldest first."""
        self.get(container_id)
        sql = f"{_SELECT_FILE} where container_id = ? order by position"
        return [_file_object(row) for row in self._db.execute(sql, (container_id,))]

    def file(self, container_id: str, file_id: str) -> dict[str, Any]:
        self.get(container_id)
        sql = f"{_SELECT_FILE} where container_id = ? and id = ?"
        row = self._db.execute(sql, (container_id, file_id)).fetchone()
        if row is None:
            raise unknown("Container file", file_id)
        return _file_object(row)

    def path(self, container_id: str, file_id: str) -> Path:
        """Where the bytes of a file are; reading them keeps the container alive."""
        self.file(container_id, file_id)
        self.touch(container_id)
        return self._folder / container_id / file_id

    def delete_file(self, container_id: str, file_id: str) -> None:
        self.file(container_id, file_id)
        with self._db:
            self._db.execute("delete from container_file where id = ?", (file_id,))
        (self._folder / container_id / file_id).unlink(missing_ok=True)

    def _clear_ended(self) -> None:
        """Bytes of ended containers go at once, their rows after a day."""
        moment = self._clock()
        sql = "select id, last_active_at from container where last_active_at + minutes * 60 <= ?"
        for container_id, active in self._db.execute(sql, (moment,)).fetchall():
            shutil.rmtree(self._folder / container_id, ignore_errors=True)
            if 0 < active < moment - _REMEMBERED_S:
                with self._db:
                    self._db.execute("delete from container where id = ?", (container_id,))


def ended(container_id: str) -> ApiFault:
    """404 for a container that idled too long."""
    said = f"Container is expired. Container '{container_id}' was idle too long."
    return ApiFault(404, said, param="container", code="container_expired")


_SELECT = "select id, created_at, last_active_at, name, memory_limit, minutes from container"
_SELECT_FILE = "select id, container_id, created_at, path, bytes, source from container_file"


def _object(row: tuple[Any, ...], moment: int) -> dict[str, Any]:
    container_id, made, active, name, memory, minutes = row
    return {
        "id": container_id,
        "object": "container",
        "created_at": made,
        "last_active_at": active,
        "status": "running" if moment < active + minutes * 60 else "expired",
        "name": name,
        "memory_limit": memory,
        "expires_after": {"anchor": "last_active_at", "minutes": minutes},
        "network_policy": {"type": "disabled"},
    }


def _file_object(row: tuple[Any, ...]) -> dict[str, Any]:
    names = ("id", "container_id", "created_at", "path", "bytes", "source")
    return {"object": "container.file", **dict(zip(names, row, strict=True))}
