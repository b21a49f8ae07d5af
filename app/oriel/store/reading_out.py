"""Reading what can be read of a damaged history: a copy of it, row by row, around what is broken.

SQLite gives up at the first page it cannot make sense of. So each table is read from its
beginning and from its end, and what lies between by the numbers that its indexes still know.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

Row = dict[str, Any]
_PAGE_SIZE_AT, _PAGES_AT, _FREE_AT = 16, 28, 32
_INTERIOR = 5
_BROKEN = (sqlite3.DatabaseError, UnicodeDecodeError, OverflowError)


def copy_of(damaged: Path, copy: Path) -> None:
    """The damaged file and its log, to be read without touching them. Raises OSError."""
    for ending in ("", "-wal"):
        source = damaged.with_name(damaged.name + ending)
        if source.is_file():
            shutil.copyfile(source, copy.with_name(copy.name + ending))
            copy.with_name(copy.name + ending).chmod(0o600)


def opened_damaged(copy: Path, model: Path) -> sqlite3.Connection | None:
    """A connection to what is left. Where not even the description of the tables can be read,
    that of `model` is put into the copy: a history's own backup has it at the same places.
    None when nothing can be read."""
    if not copy.exists() or not copy.stat().st_size:
        return None
    for attempt in range(2):
        if attempt:
            with suppress(OSError):
                _give_description(copy, model)
        connection = sqlite3.connect(copy, isolation_level=None)
        connection.text_factory = _decoded
        connection.row_factory = sqlite3.Row
        try:
            connection.execute("PRAGMA query_only = ON")
            names = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
            if {"chat", "message"} <= names:
                connection.execute("SELECT count(*) FROM chat WHERE 0").fetchone()
                return connection
        except _BROKEN:
            pass
        connection.close()
    return None


def rows_of(db: sqlite3.Connection, table: str) -> Iterator[Row]:
    """Every row of a table that can still be read, each once, in no order to rely on. A table
    that is not there has none."""
    seen: set[Any] = set()
    try:
        numbered = _is_numbered(db, table)
    except _BROKEN:
        return
    key = "rowid" if numbered else _key(db, table)
    if not key:
        return
    for order in ("", " DESC"):
        ended = True
        ordered = ", ".join(f"{name}{order}" for name in key.split(", "))
        cursor = f'SELECT {key}, * FROM "{table}" ORDER BY {ordered}'  # noqa: S608
        try:
            for row in db.execute(cursor):
                mark = tuple(row[: key.count(",") + 1])
                if mark not in seen:
                    seen.add(mark)
                    yield _values(row, key.count(",") + 1)
        except _BROKEN:
            ended = False
        if ended:
            return
    if numbered:
        yield from _by_number(db, table, seen)


def names_known(db: sqlite3.Connection, table: str) -> set[str]:
    """The ids that the index of a table still knows, also of rows that cannot be read."""
    found: set[str] = set()
    for order in ("", " DESC"):
        asked = f'SELECT id FROM "{table}" INDEXED BY sqlite_autoindex_{table}_1 ORDER BY id{order}'  # noqa: S608
        with suppress(*_BROKEN):
            found.update(row[0] for row in db.execute(asked))
            break
    return found


def _by_number(db: sqlite3.Connection, table: str, seen: set[Any]) -> Iterator[Row]:
    for number in _numbers(db, table):
        if (number,) in seen:
            continue
        seen.add((number,))
        with suppress(*_BROKEN):
            row = db.execute(
                f'SELECT rowid, * FROM "{table}" WHERE rowid = ?',  # noqa: S608
                (number,),
            ).fetchone()
            if row is not None:
                yield _values(row, 1)


def _numbers(db: sqlite3.Connection, table: str) -> list[int]:
    found: dict[int, None] = {}
    try:
        indexes = [row[1] for row in db.execute(f"PRAGMA index_list('{table}')")]
    except _BROKEN:
        return []
    for index in indexes:
        with suppress(*_BROKEN):
            for row in db.execute(f'SELECT rowid FROM "{table}" INDEXED BY "{index}"'):  # noqa: S608
                found[row[0]] = None
    return list(found)


def _is_numbered(db: sqlite3.Connection, table: str) -> bool:
    row = db.execute("SELECT wr FROM pragma_table_list WHERE name = ?", (table,)).fetchone()
    if row is None:
        raise sqlite3.DatabaseError("no such table")
    return not row[0]


def _key(db: sqlite3.Connection, table: str) -> str:
    with suppress(*_BROKEN):
        columns = db.execute(f"PRAGMA table_info('{table}')").fetchall()
        return ", ".join(row["name"] for row in sorted(columns, key=lambda c: c["pk"]) if row["pk"])
    return ""


def _values(row: sqlite3.Row, skipped: int) -> Row:
    return dict(zip(row.keys()[skipped:], tuple(row)[skipped:], strict=True))


def _decoded(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _give_description(copy: Path, model: Path) -> None:
    """Puts the pages that describe the tables of `model` into the copy."""
    with model.open("rb") as source, copy.open("r+b") as target:
        size = _page_size(source.read(100))
        for number in _description_pages(source, size):
            source.seek((number - 1) * size)
            target.seek((number - 1) * size)
            target.write(source.read(size))
        pages = target.seek(0, 2) // size
        target.seek(_PAGES_AT)
        target.write(pages.to_bytes(4, "big"))
        target.seek(_FREE_AT)
        target.write(bytes(8))


def _page_size(header: bytes) -> int:
    said = int.from_bytes(header[_PAGE_SIZE_AT : _PAGE_SIZE_AT + 2], "big")
    return 65536 if said == 1 else said


def _description_pages(source: Any, size: int) -> list[int]:
    pages = [1]
    for number in pages:  # grows while it is gone through
        source.seek((number - 1) * size)
        page = source.read(size)
        at = 100 if number == 1 else 0
        if page[at] != _INTERIOR:
            continue
        cells = int.from_bytes(page[at + 3 : at + 5], "big")
        places = [int.from_bytes(page[at + 12 + 2 * n :][:2], "big") for n in range(cells)]
        pages += [int.from_bytes(page[place : place + 4], "big") for place in places]
        pages.append(int.from_bytes(page[at + 8 : at + 12], "big"))
    return pages
