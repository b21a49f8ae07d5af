"""What answers cost, in tokens, summed by day: read only, the rows are written by triggers.

A day at a time, because the index keeps the rows in the order of time: what belongs together
then lies together, and a million rows are summed without being sorted.
"""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta

from oriel.domain.prices import Tokens
from oriel.domain.spending import (
    EARLIEST,
    Days,
    DaySum,
    by_bars,
    local_day,
    local_midnight,
    step_for,
)
from oriel.store.database import Database

_DAY = """SELECT connection_id, model, count(*), sum(input_tokens), sum(output_tokens),
        sum(cached_tokens), sum(reasoning_tokens)
    FROM spent WHERE at >= ? AND at < ? GROUP BY connection_id, model"""
_NEXT = "SELECT min(at) FROM spent WHERE at >= ?"


class SpentTable:
    """Days are as this computer's clock has them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def oldest(self) -> date | None:
        """The first day of all; None before anything was spent."""

        def work(db: sqlite3.Connection) -> date | None:
            at = db.execute(_NEXT, (local_midnight(EARLIEST),)).fetchone()[0]
            return None if at is None else local_day(at)

        return await self._db.read_beside(work, "sums")

    async def by_day(self, days: Days) -> tuple[tuple[DaySum, ...], tuple[DaySum, ...]]:
        """What every model took at every connection, on each day of these, oldest first; and
        the same added up by the bars of a chart."""

        def work(db: sqlite3.Connection) -> tuple[tuple[DaySum, ...], tuple[DaySum, ...]]:
            sums = _by_day(db, days)
            return tuple(sums), tuple(by_bars(sums, step_for(days)))

        return await self._db.read_beside(work, "sums")


def _by_day(db: sqlite3.Connection, days: Days) -> list[DaySum]:
    found: list[DaySum] = []
    day = _next_with_any(db, days.first)
    while day is not None and day <= days.last:
        begin, end = local_midnight(day), local_midnight(day + timedelta(days=1))
        for connection_id, model, *counts in db.execute(_DAY, (begin, end)):
            found.append(DaySum(day, connection_id, model, Tokens(*counts)))
        day = _next_with_any(db, day + timedelta(days=1))
    return found


def _next_with_any(db: sqlite3.Connection, day: date) -> date | None:
    """The next day, this one included, on which anything was spent."""
    at = db.execute(_NEXT, (local_midnight(day),)).fetchone()[0]
    return None if at is None else local_day(at)
