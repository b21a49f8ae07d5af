"""Stretches of days, bars over them, and sums with their cost."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.prices import Price, PriceList, Tokens
from oriel.domain.spending import (
    EARLIEST,
    LATEST,
    Days,
    DaySum,
    Span,
    Step,
    bars_of,
    begin_of,
    days_of,
    local_day,
    local_midnight,
    spent_by,
    step_for,
)

TODAY = date(2026, 3, 15)
some_days = st.dates(date(1990, 1, 1), date(2090, 1, 1))


def test_stretches_end_today() -> None:
    oldest = date(2024, 5, 5)
    assert days_of(Span.WEEK, TODAY, oldest) == Days(date(2026, 3, 9), TODAY)
    assert days_of(Span.MONTH, TODAY, oldest).count == 30
    assert days_of(Span.THIS_MONTH, TODAY, oldest).first == date(2026, 3, 1)
    assert days_of(Span.YEAR, TODAY, oldest).count == 365
    assert days_of(Span.ALL, TODAY, oldest).first == oldest


def test_all_of_nothing_and_all_of_the_future_are_still_stretches() -> None:
    assert days_of(Span.ALL, TODAY, None).count == 30
    assert days_of(Span.ALL, TODAY, date(2200, 1, 1)) == Days(TODAY, TODAY)


@given(some_days, st.integers(0, 4000), st.sampled_from(Step))
def test_every_day_has_its_bar(first: date, more: int, step: Step) -> None:
    days = Days(first, first + timedelta(days=more))
    bars = bars_of(days, step)
    assert len(set(bars)) == len(bars)
    assert bars == sorted(bars)
    for number in (0, more // 2, more):
        assert begin_of(first + timedelta(days=number), step) in bars


@given(some_days, st.integers(0, 9000))
def test_there_are_never_too_many_bars(first: date, more: int) -> None:
    days = Days(first, first + timedelta(days=more))
    assert len(bars_of(days, step_for(days))) <= 300


@given(some_days)
def test_a_midnight_is_of_its_day_and_the_moment_before_is_not(day: date) -> None:
    assert local_day(local_midnight(day)) == day
    assert local_day(local_midnight(day) - 1) == day - timedelta(days=1)


def test_times_that_are_none_have_a_day_all_the_same() -> None:
    assert local_day(1e300) == LATEST
    assert local_day(float("inf")) == LATEST
    assert local_day(-1e300) == EARLIEST


def test_what_has_no_price_is_counted_apart() -> None:
    sums = [
        DaySum(TODAY, "con", "known", Tokens(1, 1_000_000, 0)),
        DaySum(TODAY, "con", "unknown", Tokens(2, 10, 5)),
    ]
    price = Price(id="p", model="known", currency="EUR", input=Decimal(3), output=Decimal(4))
    found = spent_by(sums, PriceList([price]), lambda each: each.day)[TODAY]
    assert found.money == {"EUR": Decimal(3)}
    assert found.tokens == Tokens(3, 1_000_010, 5)
    assert found.unpriced == Tokens(2, 10, 5)
