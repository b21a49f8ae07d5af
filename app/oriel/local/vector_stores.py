"""Vector stores, which files are in them, and batches of files. On the shelf's thread."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from oriel.local.chunks import Chunking
from oriel.local.database import dump, load
from oriel.local.faults import ApiFault, unknown
from oriel.local.ids import new_id, now

STATES = ("in_progress", "completed", "failed", "cancelled")
_DAY_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class NewStore:
    """`expires_days` idle days; None for never."""

    name: str = ""
    description: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    expires_days: int | None = None


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A file to be put into a store."""

    file_id: str
    filename: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
    chunking: Chunking = field(default_factory=Chunking)


class VectorStores:
    """Raises ApiFault 404 for what is not here."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        with db:
            # Nobody is at work on these any more.
            stopped = dump({"code": "server_error", "message": "The service was stopped."})
            sql = "update vector_file set status = 'failed', error = ? where status = 'in_progress'"
            db.execute(sql, (stopped,))

    # Stores

    def add(self, new: NewStore) -> dict[str, Any]:
        store_id, made = f"vs_{secrets.token_hex(16)}", now()
        with self._db:
            self._db.execute(
                "insert into vector_store (id, created_at, last_active_at, name, description,"
                " metadata, expires_days) values (?, ?, ?, ?, ?, ?, ?)",
                (
                    *(store_id, made, made, new.name, new.description),
                    *(dump(dict(new.metadata)), new.expires_days),
                ),
            )
        return self.get(store_id)

    def get(self, store_id: str, param: str | None = None) -> dict[str, Any]:
        row = self._db.execute(f"{_SELECT} where id = ?", (store_id,)).fetchone()
        if row is None:
            raise unknown("Vector store", store_id, param)
        return self._object(row)

    def all(self) -> list[dict[str, Any]]:
        """Oldest first."""
        rows = self._db.execute(f"{_SELECT} order by position").fetchall()
        return [self._object(row) for row in rows]

    def change(self, store_id: str, new: NewStore) -> dict[str, Any]:
        """All of it at once."""
        self.get(store_id)
        with self._db:
            self._db.execute(
                "update vector_store set name = ?, description = ?, metadata = ?,"
                " expires_days = ?, last_active_at = ? where id = ?",
                (
                    *(new.name, new.description, dump(dict(new.metadata))),
                    *(new.expires_days, now(), store_id),
                ),
            )
        return self.get(store_id)

    def delete(self, store_id: str) -> None:
        self.get(store_id)
        with self._db:
            self._forget_chunks(store_id, None)
            self._db.execute("delete from vector_store where id = ?", (store_id,))

    def touch(self, store_id: str, param: str | None = None) -> None:
        """It is used. Raises ApiFault 400 when it has expired."""
        if self.get(store_id, param)["status"] == "expired":
            said = f"Vector store '{store_id}' has expired."
            raise ApiFault(400, said, param=param, code="vector_store_expired")
        with self._db:
            sql = "update vector_store set last_active_at = ? where id = ?"
            self._db.execute(sql, (now(), store_id))

    # Files of a store

    def put(self, store_id: str, entries: Iterable[NewEntry], batch_id: str | None) -> None:
        """Files that are to be read; one that is there already is read anew."""
        self.touch(store_id)
        with self._db:
            for entry in entries:
                self._forget_chunks(store_id, entry.file_id)
                self._db.execute(
                    "insert or replace into vector_file (store_id, file_id, batch_id, filename,"
                    " created_at, status, attributes, chunking)"
                    " values (?, ?, ?, ?, ?, 'in_progress', ?, ?)",
                    (
                        *(store_id, entry.file_id, batch_id, entry.filename, now()),
                        *(dump(dict(entry.attributes)), dump(entry.chunking.told)),
                    ),
                )

    def file(self, store_id: str, file_id: str) -> dict[str, Any]:
        self.get(store_id)
        sql = f"{_SELECT_FILE} where store_id = ? and file_id = ?"
        row = self._db.execute(sql, (store_id, file_id)).fetchone()
        if row is None:
            raise unknown("File", file_id)
        return _file_object(row)

    def files(
        self, store_id: str, status: str | None = None, batch_id: str | None = None
    ) -> list[dict[str, Any]]:
        """Oldest first; all, or those in a state, or of a batch."""
        self.get(store_id)
        sql = (
            f"{_SELECT_FILE} where store_id = ? and (? is null or status = ?)"
            " and (? is null or batch_id = ?) order by position"
        )
        rows = self._db.execute(sql, (store_id, status, status, batch_id, batch_id))
        return [_file_object(row) for row in rows]

    def set_attributes(
        self, store_id: str, file_id: str, attributes: Mapping[str, Any]
    ) -> dict[str, Any]:
        self.file(store_id, file_id)
        with self._db:
            sql = "update vector_file set attributes = ? where store_id = ? and file_id = ?"
            self._db.execute(sql, (dump(dict(attributes)), store_id, file_id))
        return self.file(store_id, file_id)

    def take_out(self, store_id: str, file_id: str) -> None:
        self.file(store_id, file_id)
        with self._db:
            self._forget_chunks(store_id, file_id)
            sql = "delete from vector_file where store_id = ? and file_id = ?"
            self._db.execute(sql, (store_id, file_id))

    # Batches

    def new_batch(self, store_id: str, entries: Iterable[NewEntry]) -> dict[str, Any]:
        self.touch(store_id)
        batch_id = new_id("vsfb")
        with self._db:
            sql = "insert into file_batch values (?, ?, ?)"
            self._db.execute(sql, (batch_id, store_id, now()))
        self.put(store_id, entries, batch_id)
        return self.batch(store_id, batch_id)

    def batch(self, store_id: str, batch_id: str) -> dict[str, Any]:
        sql = "select created_at from file_batch where id = ? and store_id = ?"
        row = self._db.execute(sql, (batch_id, store_id)).fetchone()
        if row is None:
            raise unknown("File batch", batch_id)
        counts = self._counts(None, batch_id)
        return {
            "id": batch_id,
            "object": "vector_store.files_batch",
            "created_at": row[0],
            "vector_store_id": store_id,
            "status": _batch_status(counts),
            "file_counts": counts,
        }

    def cancel_batch(self, store_id: str, batch_id: str) -> dict[str, Any]:
        """Files of it that were not read yet will not be."""
        self.batch(store_id, batch_id)
        with self._db:
            self._db.execute(
                "update vector_file set status = 'cancelled'"
                " where batch_id = ? and status = 'in_progress'",
                (batch_id,),
            )
        return self.batch(store_id, batch_id)

    # What they are made of

    def _object(self, row: tuple[Any, ...]) -> dict[str, Any]:
        store_id, made, active, name, description, metadata, days = row
        counts = self._counts(store_id, None)
        used = "select coalesce(sum(usage_bytes), 0) from vector_file where store_id = ?"
        until = None if days is None else active + days * _DAY_S
        busy = "in_progress" if counts["in_progress"] else "completed"
        return {
            "id": store_id,
            "object": "vector_store",
            "created_at": made,
            "last_active_at": active,
            "name": name,
            "description": description or None,
            "metadata": load(metadata),
            "status": "expired" if until is not None and until <= now() else busy,
            "usage_bytes": self._db.execute(used, (store_id,)).fetchone()[0],
            "file_counts": counts,
            "expires_after": None if days is None else {"anchor": "last_active_at", "days": days},
            "expires_at": until,
        }

    def _counts(self, store_id: str | None, batch_id: str | None) -> dict[str, int]:
        sql = (
            "select status, count(*) from vector_file"
            " where store_id is coalesce(?, store_id) and batch_id is coalesce(?, batch_id)"
            " group by status"
        )
        found = dict(self._db.execute(sql, (store_id, batch_id)).fetchall())
        counts = {state: found.get(state, 0) for state in STATES}
        return {**counts, "total": sum(counts.values())}

    def _forget_chunks(self, store_id: str, file_id: str | None) -> None:
        chosen = (store_id, file_id)
        self._db.execute(
            "delete from chunk_text where rowid in"
            " (select id from chunk where store_id = ? and file_id = coalesce(?, file_id))",
            chosen,
        )
        self._db.execute(
            "delete from chunk where store_id = ? and file_id = coalesce(?, file_id)", chosen
        )


_SELECT = (
    "select id, created_at, last_active_at, name, description, metadata, expires_days"
    " from vector_store"
)
_SELECT_FILE = (
    "select file_id, store_id, created_at, status, attributes, chunking, usage_bytes, error"
    " from vector_file"
)


def _file_object(row: tuple[Any, ...]) -> dict[str, Any]:
    file_id, store_id, made, status, attributes, chunking, size, error = row
    return {
        "id": file_id,
        "object": "vector_store.file",
        "created_at": made,
        "vector_store_id": store_id,
        "status": status,
        "usage_bytes": size,
        "attributes": load(attributes),
        "chunking_strategy": load(chunking),
        "last_error": load(error) if error else None,
    }


def _batch_status(counts: Mapping[str, int]) -> str:
    if counts["in_progress"]:
        return "in_progress"
    if counts["cancelled"]:
        return "cancelled"
    return "failed" if counts["failed"] and not counts["completed"] else "completed"
