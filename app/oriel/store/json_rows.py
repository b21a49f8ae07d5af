"""Tables of small values a person keeps: an id and one JSON object a row, in the order added.

One place for what such tables share; what is in the object is decided by who reads it.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from oriel.domain.json_values import read_json
from oriel.store.database import Database
from oriel.store.rows import storable, to_json

T = TypeVar("T")
_UNREADABLE = (ValueError, TypeError, KeyError, AttributeError)
_PUT = """INSERT INTO $table (id, json) VALUES (?, ?)
    ON CONFLICT (id) DO UPDATE SET json = excluded.json"""
_DELETE = "DELETE FROM $table WHERE id = ?"
_ALL = "SELECT id, json FROM $table ORDER BY n"
_log = logging.getLogger(__name__)


class JsonRows(Generic[T]):
    """The rows of `table` (n, id, json). `dump` makes a value's plain object, `load` the
    value of one; what `load` cannot read raises ValueError, TypeError, KeyError or
    AttributeError, and is left out of `all`."""

    def __init__(
        self,
        db: Database,
        table: str,
        dump: Callable[[T], Any],
        load: Callable[[Any], T],
    ) -> None:
        self._db = db
        self._table = table
        self._put = _PUT.replace("$table", table)
        self._delete = _DELETE.replace("$table", table)
        self._all = _ALL.replace("$table", table)
        self._dump = dump
        self._load = load

    async def put(self, *values: tuple[str, T]) -> None:
        """Adds values by their ids or replaces those of the ids: all of them, or none."""
        rows = [(storable(row_id), to_json(self._dump(value))) for row_id, value in values]
        await self._db.run(lambda db: db.executemany(self._put, rows))

    async def delete(self, row_id: str) -> None:
        """Forgets a row; one that is not there is no error."""
        await self._db.run(lambda db: db.execute(self._delete, (row_id,)))

    async def all(self) -> list[T]:
        """All of them, in the order they were added; one that cannot be read is left out."""

        def work(db: sqlite3.Connection) -> list[T]:
            found = [self._read(*row) for row in db.execute(self._all)]
            return [value for (value,) in filter(None, found)]

        return await self._db.read(work)

    def _read(self, row_id: str, stored: str) -> tuple[T] | None:
        try:
            return (self._load(read_json(stored)),)
        except _UNREADABLE:
            # One unreadable row must not take the others with it.
            _log.warning("%s %s cannot be read", self._table, row_id)
            return None
