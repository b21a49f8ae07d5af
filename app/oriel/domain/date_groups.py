"""The headings of a list by date, as times from and until: a list is counted, not gone through."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from math import inf
from time import localtime
from typing import NamedTuple


class Period(NamedTuple):
    """`key` is today, yesterday, week or "YYYY-MM"; times are seconds since the epoch."""

    key: str
    since: float
    until: float


def recent_periods(today: date) -> tuple[Period, ...]:
    """The headings that go by days, newest first; what lies ahead is of today."""
    starts = [_start(today - timedelta(days=days)) for days in (0, 1, 7)]
    untils = [inf, *starts]
    keys = ("today", "yesterday", "week")
    return tuple(
        Period(key, since, until) for key, since, until in zip(keys, starts, untils, strict=False)
    )


def month_of(seconds: float, until: float) -> Period:
    """The month a time is in, as far as it lies before `until`. What no calendar has (a
    damaged row) is in a month with everything before it."""
    try:
        year, month = localtime(seconds)[:2]
        return Period(f"{year:04}-{month:02}", _start(date(year, month, 1)), until)
    except (ValueError, OverflowError, OSError):
        return Period("0001-01", -inf, until)


def _start(day: date) -> float:
    """Midnight of a day here."""
    return datetime(day.year, day.month, day.day).astimezone().timestamp()
