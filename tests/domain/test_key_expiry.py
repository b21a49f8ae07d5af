"""Warnings before the secrets of a key pair end: at 14, 3 and 1 days, once each."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.key_expiry import OVER, WARN_DAYS, date_of, expiry_warning, stage_of

TODAY = date(2026, 11, 21)


def in_days(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    ("days", "stage"),
    [(15, None), (14, 14), (4, 14), (3, 3), (2, 3), (1, 1), (0, OVER), (-9, OVER)],
)
def test_the_stage_follows_the_days_left(days: int, stage: int | None) -> None:
    assert stage_of(days) == stage
    found = expiry_warning((in_days(days),), TODAY)
    assert (found.stage if found else None) == stage


def test_each_stage_is_told_once() -> None:
    assert expiry_warning((in_days(10),), TODAY, warned=14) is None
    later = expiry_warning((in_days(3),), TODAY, warned=14)
    assert later is not None
    assert later.stage == 3
    assert expiry_warning((in_days(-1),), TODAY, warned=OVER) is None


def test_the_first_to_end_is_named_and_the_spare_one_too() -> None:
    found = expiry_warning((in_days(80), in_days(2)), TODAY)
    assert found is not None
    assert (found.which, found.days, found.spare) == (1, 2, True)
    alone = expiry_warning((in_days(2),), TODAY)
    assert alone is not None
    assert not alone.spare


@given(st.lists(st.one_of(st.dates().map(date.isoformat), st.text(max_size=12)), max_size=2))
def test_nonsense_never_warns_and_never_fails(dates: list[str]) -> None:
    found = expiry_warning(dates, TODAY)
    if found is not None:
        assert date_of(dates[found.which]) == found.ends
        assert found.stage in (*WARN_DAYS, OVER)


def test_a_time_counts_by_its_date() -> None:
    assert date_of("2027-02-28T10:00:00Z") == date(2027, 2, 28)
    assert date_of("soon") is None
