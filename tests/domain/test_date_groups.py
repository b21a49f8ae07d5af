"""The headings by date, as times from and until."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from math import inf

from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.date_groups import month_of, recent_periods

TODAY = date(2026, 3, 20)


def noon(day: date) -> float:
    return datetime(day.year, day.month, day.day, 12).astimezone().timestamp()


def test_the_last_days_have_headings_of_their_own() -> None:
    periods = recent_periods(TODAY)
    assert [p.key for p in periods] == ["today", "yesterday", "week"]

    def key(days_ago: int) -> str:
        at = noon(TODAY - timedelta(days=days_ago))
        return next((p.key for p in periods if p.since <= at < p.until), "older")

    found = [key(n) for n in (-400, 0, 1, 2, 7, 8)]
    assert found == ["today", "today", "yesterday", "week", "week", "older"]


def test_a_month_reaches_as_far_as_the_last_days() -> None:
    earliest = recent_periods(TODAY)[-1].since
    march = month_of(noon(date(2026, 3, 2)), earliest)
    assert (march.key, march.until) == ("2026-03", earliest)
    assert march.since <= noon(date(2026, 3, 1)) < march.until
    assert not march.since <= noon(date(2026, 2, 28))


@given(st.floats(max_value=1e300, min_value=-1e300))
def test_every_time_lies_in_its_month_damaged_ones_too(seconds: float) -> None:
    period = month_of(seconds, inf)
    assert period.since <= seconds
