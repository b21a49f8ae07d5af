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
from oriel.local.pages import Listing, PageAsked, page_of_table

LARGEST = 512 * 1024 * 1024  # bytes of one file
MEMORY = ("1g", "4g", "16g", "64g")
IDLE_MINUTES = 20
POOL_GB = 64
_HOME = "/mnt/data"
_REMEMBERED_S = 24 * 3600  # how long an ended container is still listed


@dataclass(frozen=True, slots=True)
class NewContainer:
    name: str = "Auto"
    memory_limit: str = "1g"
    minutes: int = IDLE_MINUTES


class Containers:
    """The containers. Raises ApiFault 404 for one that is unknown, or has ended and is used.

    `pool_gb` is what the living ones may have in common.
    """

    def __init__(
        self,
        db: sqlite3.Connection,
        folder: Path,
        clock: Callable[[], int] = now,
        pool_gb: int = POOL_GB,
    ) -> None:
        self._db = db
        self._folder = folder
        self._clock = clock
        self._pool_gb = pool_gb

    def add(self, new: NewContainer) -> dict[str, Any]:
        """Raises ApiFault 400, also when the memory of the living ones does not allow it."""
        if new.memory_limit not in MEMORY:
            raise wrong("memory_limit", f"memory_limit is one of {', '.join(MEMORY)}.")
        if not 1 <= new.minutes <= IDLE_MINUTES:
            raise wrong("expires_after", f"A container idles from 1 to {IDLE_MINUTES} minutes.")
        self._check_pool(new.memory_limit)
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
        """The container object; of one that has ended what it was, as expired."""
        self.clear_ended()
        sql = f"select {_COLUMNS} from container where id = ?"  # noqa: S608
        row = self._db.execute(sql, (container_id,)).fetchone()
        if row is None:
            raise unknown("Container", container_id)
        return _object(row, self._clock())

    def living(self, container_id: str) -> dict[str, Any]:
        """The container object of one that can be used."""
        found = self.get(container_id)
        if found["status"] == "expired":
            raise ended(container_id)
        return found

    def page(self, asked: PageAsked, name: str | None = None) -> dict[str, Any]:
        """A page of the list; those that ended not long ago are in it, as expired.

        Raises ApiFault 400 for an unknown cursor.
        """
        self.clear_ended()
        moment = self._clock()
        listing = Listing("container", _COLUMNS, narrowed={"name": name})
        return page_of_table(
            self._db, listing, asked, lambda rows: [_object(row, moment) for row in rows]
        )

    def delete(self, container_id: str) -> None:
        """Also one that has ended."""
        with self._db:
            found = self._db.execute("delete from container where id = ?", (container_id,))
        if not found.rowcount:
            raise unknown("Container", container_id)
        shutil.rmtree(self._folder / container_id, ignore_errors=True)

    def touch(self, container_id: str) -> None:
        """It was used: its minutes begin anew."""
        self.living(container_id)
        with self._db:
            sql = "update container set last_active_at = ? where id = ?"
            self._db.execute(sql, (self._clock(), container_id))

    def end(self, container_id: str) -> None:
        """Ends it now, as idling would."""
        with self._db:
            sql = "update container set last_active_at = 0 where id = ?"
            self._db.execute(sql, (container_id,))

    def clear_ended(self) -> None:
        """Bytes of ended containers go at once, their rows after a day."""
        moment = self._clock()
        sql = "select id from container where cleared = 0 and last_active_at + minutes * 60 <= ?"
        for (container_id,) in self._db.execute(sql, (moment,)).fetchall():
            shutil.rmtree(self._folder / container_id, ignore_errors=True)
            with self._db:
                sql = "update container set cleared = ? where id = ?"
                self._db.execute(sql, (moment, container_id))
        forget = "select 1 from container where cleared between 1 and ?"
        if self._db.execute(forget, (moment - _REMEMBERED_S,)).fetchone():
            with self._db:
                sql = "delete from container where cleared between 1 and ?"
                self._db.execute(sql, (moment - _REMEMBERED_S,))

    def _check_pool(self, memory: str) -> None:
        self.clear_ended()
        sql = "select memory_limit from container where cleared = 0"
        used = sum(_gigabytes(one) for (one,) in self._db.execute(sql))
        if used + _gigabytes(memory) > self._pool_gb:
            raise ApiFault(
                400,
                f"Containers may have {self._pool_gb} GB of memory in common; {used} GB are in"
                f" use, and this one asks for {_gigabytes(memory)} GB. Delete some, or wait until"
                " they end.",
                param="memory_limit",
                code="LimitExceeded",
            )

    # Files

    def add_file(
        self, container_id: str, name: str, content: IO[bytes], source: str = "user"
    ) -> dict[str, Any]:
        """A small file in the container's home; one of the same path is replaced."""
        self.living(container_id)
        place = self.room(container_id)
        with place.open("wb") as kept:
            shutil.copyfileobj(content, kept, 1024 * 1024)
        return self.take_file(container_id, name, place, source)

    def room(self, container_id: str) -> Path:
        """A new place in the container's own folder for bytes that `take_file` takes."""
        place = self._folder / container_id / f"cfile-{secrets.token_hex(16)}"
        place.parent.mkdir(parents=True, exist_ok=True)
        return place

    def take_file(
        self, container_id: str, name: str, content: Path, source: str = "user"
    ) -> dict[str, Any]:
        """Makes what is at `content` a file in the container's home, in place of a namesake."""
        self.touch(container_id)
        path = f"{_HOME}/{PurePosixPath(name).name}"
        place = content if content.parent.name == container_id else self.room(container_id)
        content.replace(place)
        sql = "select id from container_file where container_id = ? and path = ?"
        for (old,) in self._db.execute(sql, (container_id, path)).fetchall():
            self.delete_file(container_id, old)
        with self._db:
            self._db.execute(
                "insert into container_file (id, container_id, created_at, path, bytes, source)"
                " values (?, ?, ?, ?, ?, ?)",
                (place.name, container_id, self._clock(), path, place.stat().st_size, source),
            )
        return self.file(container_id, place.name)

    def files(self, container_id: str, asked: PageAsked) -> dict[str, Any]:
        """A page of the list. Raises ApiFault 400 for an unknown cursor."""
        self.living(container_id)
        listing = Listing("container_file", _FILE_COLUMNS, owner={"container_id": container_id})
        return page_of_table(self._db, listing, asked, lambda rows: [*map(_file_object, rows)])

    def file(self, container_id: str, file_id: str) -> dict[str, Any]:
        self.living(container_id)
        row = self._db.execute(
            f"select {_FILE_COLUMNS} from container_file"  # noqa: S608
            " where container_id = ? and id = ?",
            (container_id, file_id),
        ).fetchone()
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


def _gigabytes(memory_limit: str) -> int:
    return int(memory_limit.removesuffix("g"))


def ended(container_id: str) -> ApiFault:
    """404 for a container that idled too long."""
    said = f"Container is expired. Container '{container_id}' was idle too long."
    return ApiFault(404, said, param="container", code="container_expired")


_COLUMNS = "id, created_at, last_active_at, name, memory_limit, minutes"
_FILE_COLUMNS = "id, container_id, created_at, path, bytes, source"


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
