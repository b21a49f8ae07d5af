"""Which files are in vector stores, and batches of them. On the shelf's thread."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from oriel.local.chunks import Chunking
from oriel.local.database import dump, load
from oriel.local.faults import unknown
from oriel.local.ids import new_id, now
from oriel.local.pages import Listing, PageAsked, Row, page_of_table
from oriel.local.vector_stores import VectorStores, counted, forget_chunks


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A file to be put into a store."""

    file_id: str
    filename: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
    chunking: Chunking = field(default_factory=Chunking)


class StoreFiles:
    """Raises ApiFault 404 for what is not here."""

    def __init__(
        self, db: sqlite3.Connection, stores: VectorStores, clock: Callable[[], int] = now
    ) -> None:
        self._db = db
        self._stores = stores
        self._clock = clock

    def put(self, store_id: str, entries: Sequence[NewEntry], batch_id: str | None = None) -> None:
        """Files that are to be read; one that is there already is read anew."""
        self._stores.touch(store_id)
        with self._db:
            for entry in entries:
                forget_chunks(self._db, store_id, entry.file_id)
                self._db.execute(
                    "insert or replace into vector_file (store_id, file_id, batch_id, filename,"
                    " created_at, status, attributes, chunking)"
                    " values (?, ?, ?, ?, ?, 'in_progress', ?, ?)",
                    (
                        *(store_id, entry.file_id, batch_id, entry.filename, self._clock()),
                        *(dump(dict(entry.attributes)), dump(entry.chunking.told)),
                    ),
                )

    def get(self, store_id: str, file_id: str) -> dict[str, Any]:
        self._stores.get(store_id)
        row = self._db.execute(
            f"select {_COLUMNS} from vector_file"  # noqa: S608
            " where store_id = ? and file_id = ?",
            (store_id, file_id),
        ).fetchone()
        if row is None:
            raise unknown("File", file_id)
        return _object(row)

    def page(
        self,
        store_id: str,
        asked: PageAsked,
        status: str | None = None,
        batch_id: str | None = None,
    ) -> dict[str, Any]:
        """A page of all, or of those in a state, or of a batch. Raises ApiFault 400."""
        self._stores.get(store_id)
        if batch_id is not None:
            self.batch(store_id, batch_id)
        listing = Listing(
            "vector_file",
            _COLUMNS,
            "file_id",
            owner={"store_id": store_id},
            narrowed={"status": status, "batch_id": batch_id},
        )
        return page_of_table(self._db, listing, asked, lambda rows: [*map(_object, rows)])

    def set_attributes(
        self, store_id: str, file_id: str, attributes: Mapping[str, Any]
    ) -> dict[str, Any]:
        self.get(store_id, file_id)
        with self._db:
            sql = "update vector_file set attributes = ? where store_id = ? and file_id = ?"
            self._db.execute(sql, (dump(dict(attributes)), store_id, file_id))
        return self.get(store_id, file_id)

    def take_out(self, store_id: str, file_id: str) -> None:
        self.get(store_id, file_id)
        with self._db:
            forget_chunks(self._db, store_id, file_id)
            sql = "delete from vector_file where store_id = ? and file_id = ?"
            self._db.execute(sql, (store_id, file_id))

    def unread(self) -> list[tuple[str, str]]:
        """Store and file of all that is still to be read, oldest first; nothing is half read.

        For the start of the service: whoever was at work on them is gone.
        """
        sql = "select store_id, file_id from vector_file where status = 'in_progress'"
        found: list[tuple[str, str]] = self._db.execute(f"{sql} order by position").fetchall()
        with self._db:
            for store_id, file_id in found:
                forget_chunks(self._db, store_id, file_id)
        return found

    # Batches

    def new_batch(self, store_id: str, entries: Sequence[NewEntry]) -> dict[str, Any]:
        self._stores.touch(store_id)
        batch_id = new_id("vsfb")
        with self._db:
            sql = "insert into file_batch values (?, ?, ?)"
            self._db.execute(sql, (batch_id, store_id, self._clock()))
        self.put(store_id, entries, batch_id)
        return self.batch(store_id, batch_id)

    def batch(self, store_id: str, batch_id: str) -> dict[str, Any]:
        sql = "select created_at from file_batch where id = ? and store_id = ?"
        row = self._db.execute(sql, (batch_id, store_id)).fetchone()
        if row is None:
            raise unknown("File batch", batch_id)
        counts = counted(self._db, "batch_id", [batch_id])[0][batch_id]
        return {
            "id": batch_id,
            "object": "vector_store.files_batch",
            "created_at": row[0],
            "vector_store_id": store_id,
            "status": _batch_status(counts),
            "file_counts": counts,
        }

    def cancel_batch(self, store_id: str, batch_id: str) -> dict[str, Any]:
        """Files of it that were not read to their end yet will not be."""
        self.batch(store_id, batch_id)
        sql = "select file_id from vector_file where batch_id = ? and status = 'in_progress'"
        with self._db:
            for (file_id,) in self._db.execute(sql, (batch_id,)).fetchall():
                forget_chunks(self._db, store_id, file_id)
            self._db.execute(
                "update vector_file set status = 'cancelled'"
                " where batch_id = ? and status = 'in_progress'",
                (batch_id,),
            )
        return self.batch(store_id, batch_id)


_COLUMNS = "file_id, store_id, created_at, status, attributes, chunking, usage_bytes, error"


def _object(row: Row) -> dict[str, Any]:
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
