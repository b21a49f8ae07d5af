"""Vector stores: made, counted, expired. On the shelf's thread."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from oriel.local.database import dump, load
from oriel.local.faults import ApiFault, unknown
from oriel.local.ids import now
from oriel.local.pages import Listing, PageAsked, Row, page_of_table

STATES = ("in_progress", "completed", "failed", "cancelled")
_DAY_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class NewStore:
    """`expires_days` idle days; None for never."""

    name: str = ""
    description: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    expires_days: int | None = None


class VectorStores:
    """Raises ApiFault 404 for what is not here."""

    def __init__(self, db: sqlite3.Connection, clock: Callable[[], int] = now) -> None:
        self._db = db
        self._clock = clock

    def add(self, new: NewStore) -> dict[str, Any]:
        store_id, made = f"vs_{secrets.token_hex(16)}", self._clock()
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
        row = self._db.execute(
            f"select {_COLUMNS} from vector_store where id = ?",  # noqa: S608
            (store_id,),
        ).fetchone()
        if row is None:
            raise unknown("Vector store", store_id, param)
        return self._objects([row])[0]

    def page(self, asked: PageAsked) -> dict[str, Any]:
        """A page of the list. Raises ApiFault 400 for an unknown cursor."""
        return page_of_table(self._db, Listing("vector_store", _COLUMNS), asked, self._objects)

    def change(self, store_id: str, new: NewStore) -> dict[str, Any]:
        """All of it at once."""
        self.get(store_id)
        with self._db:
            self._db.execute(
                "update vector_store set name = ?, description = ?, metadata = ?,"
                " expires_days = ?, last_active_at = ? where id = ?",
                (
                    *(new.name, new.description, dump(dict(new.metadata))),
                    *(new.expires_days, self._clock(), store_id),
                ),
            )
        return self.get(store_id)

    def delete(self, store_id: str) -> None:
        """Its words are out of sight, and go little by little (`StoreIndex.clear_some`)."""
        with self._db:
            found = self._db.execute("delete from vector_store where id = ?", (store_id,))
        if not found.rowcount:
            raise unknown("Vector store", store_id)

    def touch(self, store_id: str, param: str | None = None) -> None:
        """It is used. Raises ApiFault 400 when it has expired."""
        sql = "select last_active_at, expires_days from vector_store where id = ?"
        row = self._db.execute(sql, (store_id,)).fetchone()
        if row is None:
            raise unknown("Vector store", store_id, param)
        if self._has_ended(*row):
            said = f"Vector store '{store_id}' has expired."
            raise ApiFault(400, said, param=param, code="vector_store_expired")
        with self._db:
            sql = "update vector_store set last_active_at = ? where id = ?"
            self._db.execute(sql, (self._clock(), store_id))

    def forget_file(self, file_id: str) -> None:
        """A file is in no store any more; part of the caller's transaction."""
        sql = "select store_id from vector_file where file_id = ?"
        for (store_id,) in self._db.execute(sql, (file_id,)).fetchall():
            forget_chunks(self._db, store_id, file_id)
        self._db.execute("delete from vector_file where file_id = ?", (file_id,))

    def _has_ended(self, active: int, days: int | None) -> bool:
        return days is not None and active + days * _DAY_S <= self._clock()

    def _objects(self, rows: Sequence[Row]) -> list[dict[str, Any]]:
        # One look at the files of all of them: a page of a hundred must not ask a hundred times.
        counts, used = counted(self._db, "store_id", [row[0] for row in rows])
        return [self._object(row, counts[row[0]], used[row[0]]) for row in rows]

    def _object(self, row: Row, counts: Mapping[str, int], used: int) -> dict[str, Any]:
        store_id, made, active, name, description, metadata, days = row
        busy = "in_progress" if counts["in_progress"] else "completed"
        return {
            "id": store_id,
            "object": "vector_store",
            "created_at": made,
            "last_active_at": active,
            "name": name,
            "description": description or None,
            "metadata": load(metadata),
            "status": "expired" if self._has_ended(active, days) else busy,
            "usage_bytes": used,
            "file_counts": dict(counts),
            "expires_after": None if days is None else {"anchor": "last_active_at", "days": days},
            "expires_at": None if days is None else active + days * _DAY_S,
        }


_COLUMNS = "id, created_at, last_active_at, name, description, metadata, expires_days"


def counted(
    db: sqlite3.Connection, column: str, ids: Sequence[str]
) -> tuple[dict[str, dict[str, int]], dict[str, int]]:
    """How many files are in each state, with their total, and their bytes: by id.

    `column` says what the ids are of: store_id or batch_id.
    """
    counts = {one: dict.fromkeys((*STATES, "total"), 0) for one in ids}
    used = dict.fromkeys(ids, 0)
    sql = (
        f"select {column}, status, count(*), sum(usage_bytes) from vector_file"  # noqa: S608
        f" where {column} in (select value from json_each(?)) group by 1, 2"
    )
    for one, status, number, size in db.execute(sql, (dump(list(ids)),)):
        counts[one][status] = number
        counts[one]["total"] += number
        used[one] += size
    return counts, used


def forget_chunks(db: sqlite3.Connection, store_id: str, file_id: str) -> None:
    """The words of a file in a store go; in the caller's transaction."""
    of_it = "select id from chunk where store_id = ? and file_id = ?"
    db.execute(f"delete from chunk_text where rowid in ({of_it})", (store_id, file_id))  # noqa: S608
    db.execute("delete from chunk where store_id = ? and file_id = ?", (store_id, file_id))
