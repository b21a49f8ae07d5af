"""Days, months and years as they are typed: `2026`, `2026-01`, `2026-01-15`, `today`,
`yesterday`, `7d` (seven days ago), `2w`, `3m`, `1y`."""

from __future__ import annotations

import math
import re
from calendar import monthrange
from datetime import date, timedelta
from time import mktime

_DAY = timedelta(days=1)
_CALENDAR = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_AGO = re.compile(r"([0-9]{1,4})([dwmy])")


def period_of(typed: str, today: date) -> tuple[date, date] | None:
    """The first day of the period and the one after its last; None when it is no period."""
    typed = typed.lower()
    if typed in ("today", "yesterday"):
        return _one(today - (_DAY if typed == "yesterday" else timedelta()))
    try:
        if found := _CALENDAR.fullmatch(typed):
            return _calendar(*found.groups())
        if found := _AGO.fullmatch(typed):
            return _one(_ago(int(found[1]), found[2], today))
    except (ValueError, OverflowError):  # a thirteenth month, the 30th of February
        pass
    return None


def seconds_at(day: date) -> float:
    """When that day begins here, in seconds since the epoch; infinite where no clock goes."""
    try:
        return mktime((day.year, day.month, day.day, 0, 0, 0, 0, 0, -1))
    except (ValueError, OverflowError, OSError):
        return math.inf if day.year > 1970 else -math.inf


def _one(day: date) -> tuple[date, date]:
    return day, _next(day)


def _next(day: date) -> date:
    return day + _DAY if day < date.max else day


def _calendar(year: str, month: str | None, day: str | None) -> tuple[date, date]:
    first, last = int(month or 1), int(month or 12)
    if day is not None:
        return _one(date(int(year), first, int(day)))
    return date(int(year), first, 1), _next(date(int(year), last, monthrange(int(year), last)[1]))


def _ago(count: int, unit: str, today: date) -> date:
    if unit in "dw":
        return today - timedelta(days=count * (7 if unit == "w" else 1))
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
