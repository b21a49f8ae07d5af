"""The list of chats as it is shown: counts and pages, never the whole.

Functions for a reading thread; every one walks the index chat_listed (or chat_archived) and
reads rows of `chat` only for what it gives back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from math import inf
from typing import Any

from oriel.domain.chat_lists import ChatHead, Heads, Section, Seek, Shelf, Span
from oriel.domain.date_groups import month_of, recent_periods
from oriel.store.chats import tags_read

_COLUMNS = tuple(f.name for f in fields(ChatHead))
_NAMES = ", ".join(_COLUMNS)
_LISTED = "deleted_at IS NULL AND archived_at IS NULL"
_LOOSE = f"{_LISTED} AND folder_id = ''"
# Also those an import found here and added to (store/import_runs.py).
_IMPORTED = """deleted_at IS NULL AND id IN (
    SELECT id FROM chat WHERE import_id <> '' AND import_id = :key UNION
    SELECT each.value ->> '$.chat_id' FROM import_run, json_each(
        CASE WHEN json_valid(import_run.json) THEN import_run.json ELSE '{}' END, '$.updated'
    ) AS each
    WHERE json_valid(import_run.json) AND import_run.json ->> '$.part_of' = :key)"""
# Of each shelf: which chats, in what order, and which of them come before one.
_WHERE = {
    Shelf.PINNED: f"{_LOOSE} AND pinned = 1",
    Shelf.DATED: f"{_LOOSE} AND pinned = 0 AND updated_at >= :since AND updated_at < :until",
    Shelf.FOLDER: f"{_LISTED} AND folder_id = :key",
    Shelf.ARCHIVED: "deleted_at IS NULL AND archived_at IS NOT NULL",
    Shelf.TAGGED: f"{_LISTED} AND id IN (SELECT chat_id FROM chat_tag WHERE tag = :key)",  # noqa: S608
    Shelf.IMPORTED: _IMPORTED,
}
_BY_TIME = "updated_at DESC, id"
_ORDER = {
    Shelf.PINNED: _BY_TIME,
    Shelf.DATED: _BY_TIME,
    Shelf.FOLDER: f"pinned DESC, {_BY_TIME}",
    Shelf.ARCHIVED: "archived_at DESC, id",
    Shelf.TAGGED: _BY_TIME,
    Shelf.IMPORTED: _BY_TIME,
}
_LATER = "(updated_at > :updated_at OR (updated_at = :updated_at AND id < :id))"
_ABOVE = {
    Shelf.PINNED: _LATER,
    Shelf.DATED: _LATER,
    Shelf.FOLDER: f"(pinned > :pinned OR (pinned = :pinned AND {_LATER}))",
    Shelf.ARCHIVED: "(archived_at > :archived_at OR (archived_at = :archived_at AND id < :id))",
    Shelf.TAGGED: _LATER,
    Shelf.IMPORTED: _LATER,
}
_AFTER_ALL = b""
_IN_FOLDERS = f"""SELECT folder_id, count(*) FROM chat
    WHERE {_LISTED} AND folder_id <> '' GROUP BY folder_id"""  # noqa: S608
_NEWEST = f"""SELECT updated_at FROM chat WHERE {_LOOSE} AND pinned = 0 AND updated_at < ?
    ORDER BY updated_at DESC LIMIT 1"""  # noqa: S608
_LAST_USED = """SELECT id FROM chat WHERE deleted_at IS NULL
    ORDER BY updated_at DESC, id LIMIT 1"""
_ANSWERED = "SELECT connection_id, count(*) FROM chat WHERE deleted_at IS NULL GROUP BY 1"
_BEGINS = """SELECT EXISTS (SELECT 1 FROM chat
    WHERE folded >= :from AND folded < :to AND deleted_at IS NULL)"""
# Not by the index of titles: the chats of a section are gone through in their order.
_TITLED = "((+folded >= :from AND folded < :to) OR (:nameless AND folded = ''))"
_LAST_LETTER = "\U0010ffff"
_ONE = f"SELECT {_NAMES} FROM chat WHERE deleted_at IS NULL AND id = ?"  # noqa: S608


def folder_counts(db: sqlite3.Connection) -> dict[str, int]:
    """How many chats lie in each folder itself, by its id."""
    return dict(db.execute(_IN_FOLDERS).fetchall())


def dated_counts(db: sqlite3.Connection, today: date) -> Iterator[tuple[Section, int]]:
    """The headings by date, newest first, those without a chat left out."""
    earliest = inf
    for period in recent_periods(today):
        section = Section(Shelf.DATED, *period)
        earliest = period.since
        if found := count(db, section):
            yield section, found
    while row := db.execute(_NEWEST, (earliest,)).fetchone():
        section = Section(Shelf.DATED, *month_of(row[0], earliest))
        yield section, count(db, section)
        earliest = section.since


def count(db: sqlite3.Connection, section: Section) -> int:
    statement = f"SELECT count(*) FROM chat WHERE {_WHERE[section.shelf]}"  # noqa: S608
    found: int = db.execute(statement, _values(section)).fetchone()[0]
    return found


def heads(db: sqlite3.Connection, span: Span) -> Heads:
    """The rows of a span; fewer where the section ends."""
    found = _walk(db, _NAMES, span)
    return tuple(_head(row) for row in found)


def ids(db: sqlite3.Connection, span: Span) -> list[str]:
    """The ids of the chats of a span, in their order."""
    return [row[0] for row in _walk(db, "id", span)]


def head(db: sqlite3.Connection, chat_id: str) -> ChatHead | None:
    """One chat that is not in the bin; None when there is none."""
    row = db.execute(_ONE, (chat_id,)).fetchone()
    return _head(row) if row else None


def newest(db: sqlite3.Connection) -> str:
    """The chat that was used last, archived or not; "" when there is none."""
    row = db.execute(_LAST_USED).fetchone()
    return row[0] if row else ""


def connection_counts(db: sqlite3.Connection) -> dict[str, int]:
    """How many chats each connection answers, by its id; the bin aside."""
    return dict(db.execute(_ANSWERED).fetchall())


def rows_above(db: sqlite3.Connection, section: Section, chat: ChatHead) -> int | None:
    """How many rows of the section come before a chat; None when it is not in it."""
    where, values = _WHERE[section.shelf], _values(section) | _place_of(chat)
    there = f"SELECT 1 FROM chat WHERE {where} AND id = :id"  # noqa: S608
    if db.execute(there, values).fetchone() is None:
        return None
    above = f"SELECT count(*) FROM chat WHERE {where} AND {_ABOVE[section.shelf]}"  # noqa: S608
    found: int = db.execute(above, values).fetchone()[0]
    return found


def sought(db: sqlite3.Connection, seek: Seek) -> Span | None:
    """Where the chat that is looked for stands; None when there is none."""
    values = {
        "from": seek.folded,
        "to": seek.folded + _LAST_LETTER,
        "nameless": seek.nameless,
    }
    if not seek.nameless and not db.execute(_BEGINS, values).fetchone()[0]:
        return None
    here = head(db, seek.chat_id) if seek.chat_id else None
    for number, section in enumerate(seek.sections):
        where, bound = f"{_WHERE[section.shelf]} AND {_TITLED}", values | _values(section)
        if number == 0 and here is not None:
            where += f" AND NOT {_ABOVE[section.shelf]}" + (" AND id <> :id" if seek.on else "")
            bound |= _place_of(here)
        statement = f"SELECT id FROM chat WHERE {where} ORDER BY {_ORDER[section.shelf]} LIMIT 1"  # noqa: S608
        if row := db.execute(statement, bound).fetchone():
            return _span_of(db, section, row[0])
    return None


def _span_of(db: sqlite3.Connection, section: Section, chat_id: str) -> Span | None:
    found = head(db, chat_id)
    row = rows_above(db, section, found) if found is not None else None
    return Span(section, row) if row is not None else None


def _walk(db: sqlite3.Connection, names: str, span: Span) -> sqlite3.Cursor:
    shelf = span.section.shelf
    statement = f"""SELECT {names} FROM chat WHERE {_WHERE[shelf]}
        ORDER BY {_ORDER[shelf]} LIMIT :count OFFSET :first"""  # noqa: S608
    return db.execute(statement, _values(span.section) | {"count": span.count, "first": span.first})


def _values(section: Section) -> dict[str, Any]:
    # To SQLite a blob lies behind every number, a damaged row's infinity too.
    until = _AFTER_ALL if section.until == inf else section.until
    return {"key": section.key, "since": section.since, "until": until}


def _place_of(chat: ChatHead) -> dict[str, Any]:
    return {
        "id": chat.id,
        "updated_at": chat.updated_at,
        "pinned": int(chat.pinned),
        "archived_at": chat.archived_at,
    }


def _head(row: tuple[Any, ...]) -> ChatHead:
    values = dict(zip(_COLUMNS, row, strict=True))
    values["pinned"] = bool(values["pinned"])
    values["tags"] = tags_read(values["tags"])
    return ChatHead(**values)
