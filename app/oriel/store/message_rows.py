"""Writing messages: the one place that knows all columns, and a row's number.

A row's number (`n`) is its time, so that the order of the word index is that of time, also
for messages that were imported, and a search between two days reads just those. Functions
for the database thread.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from itertools import islice

from oriel.domain.messages import Message
from oriel.store.rows import DERIVED_COLUMNS, MESSAGE_COLUMNS, message_to_row

SECOND = 64  # numbers of one second
_EPOCH = 946_684_800  # 2000-01-01; whatever claims to be older is numbered as of then
_LATEST = 2**33  # seconds since then, some 270 years
_WRITTEN = (*MESSAGE_COLUMNS, *DERIVED_COLUMNS)
_NAMES = ", ".join(_WRITTEN)
_ROW = f"(?{', ?' * len(_WRITTEN)})"
_ADD = f"INSERT INTO message (n, {_NAMES}) VALUES {_ROW}"  # noqa: S608
# The word index writes what it has gathered at the end of each statement: of many rows in
# one statement it costs half. Few sizes, so that SQLite knows the statements again.
_SIZES = (64, 16, 4, 1)
_REPLACE = f"{_ADD} ON CONFLICT (id) DO UPDATE SET " + ", ".join(
    f"{name} = excluded.{name}" for name in _WRITTEN
)
_LAST_IN = "SELECT max(n) FROM message WHERE n >= ? AND n < ?"


def number_at(seconds: float) -> int:
    """The first row number of a second; `seconds` since the epoch, however odd."""
    if not seconds > _EPOCH:  # not a number is not greater either
        return SECOND
    return SECOND + int(min(seconds - _EPOCH, _LATEST)) * SECOND


def free_number(db: sqlite3.Connection, seconds: float, taken: Sequence[int] = ()) -> int:
    """The next row number of that second, or the next but a few when it is full. `taken` are
    numbers in order that are about to be written."""
    first, room = number_at(seconds), SECOND
    while True:
        last = db.execute(_LAST_IN, (first, first + room)).fetchone()[0]
        before = bisect_left(taken, first + room)
        if before and taken[before - 1] >= first:
            last = max(last or 0, taken[before - 1])
        if last is None:
            return first
        if last + 1 < first + room:
            return int(last) + 1
        room *= 4


def add_message(db: sqlite3.Connection, message: Message) -> None:
    """Raises sqlite3.IntegrityError when the chat or the parent is not there."""
    db.execute(_ADD, (free_number(db, message.created_at), *message_to_row(message)))


def add_messages(db: sqlite3.Connection, messages: Iterable[Message]) -> None:
    """Parents first. Raises as `add_message`."""
    coming = iter(messages)
    while handful := list(islice(coming, _SIZES[0])):
        while handful:
            size = next(size for size in _SIZES if size <= len(handful))
            _add(db, handful[:size])
            handful = handful[size:]


def _add(db: sqlite3.Connection, messages: Sequence[Message]) -> None:
    numbers: list[int] = []
    values: list[object] = []
    for message in messages:
        number = free_number(db, message.created_at, numbers)
        insort(numbers, number)
        values += (number, *message_to_row(message))
    db.execute(_ADD + f", {_ROW}" * (len(messages) - 1), values)


def put_message(db: sqlite3.Connection, message: Message) -> None:
    """Adds the message, or writes it in the place of the one with its id."""
    db.execute(_REPLACE, (free_number(db, message.created_at), *message_to_row(message)))
