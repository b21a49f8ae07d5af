"""The headings by date, as times from and until."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
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


@given(st.lists(st.floats(allow_nan=False), max_size=30))
def test_every_time_is_in_one_period_and_periods_follow_each_other(times: list[float]) -> None:
    """As a list is counted: the newest time before what is counted names the next period."""
    periods = list(recent_periods(TODAY))
    while older := [at for at in times if at < periods[-1].since]:
        periods.append(month_of(max(older), periods[-1].since))
    assert all(
        later.since == earlier.until or earlier.until <= later.since
        for later, earlier in pairwise(periods)
    )
    for at in times:
        held = [p for p in periods if p.since <= at and (at < p.until or p.until == inf)]
        assert len(held) == 1
    assert len({p.key for p in periods}) == len(periods)
