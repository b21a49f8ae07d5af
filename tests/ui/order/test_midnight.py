"""The day changes while Oriel is open: at midnight, after a sleep, when the clock is set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QGuiApplication

from oriel.ui.order.midnight import LONGEST_LOOK_MS, Midnight, ms_until_tomorrow


class Clock:
    """The wall, with a hand that a test may move."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 20, 23, 59, 59, 960_000).astimezone()

    def now(self) -> datetime:
        return self.at


def test_midnight_is_told_once_and_when_it_comes(qtbot) -> None:
    clock = Clock()
    midnight = Midnight(clock.now)
    assert 1 <= midnight.wait_ms <= 41
    with qtbot.waitSignal(midnight.passed):
        clock.at += timedelta(seconds=1)
    with qtbot.assertNotEmitted(midnight.passed):
        midnight.look()


def test_a_timer_that_comes_too_early_waits_for_the_rest(qtbot) -> None:
    clock = Clock()
    midnight = Midnight(clock.now)
    with qtbot.assertNotEmitted(midnight.passed):
        midnight.look()
    assert midnight.wait_ms <= 41


@pytest.mark.parametrize("days", [1, 3, -1])
def test_a_sleep_and_a_clock_that_is_set_are_noticed(qtbot, days: int) -> None:
    clock = Clock()
    clock.at -= timedelta(hours=9)
    midnight = Midnight(clock.now)
    assert midnight.wait_ms == LONGEST_LOOK_MS
    clock.at += timedelta(days=days)
    app = QGuiApplication.instance()
    assert isinstance(app, QGuiApplication)
    with qtbot.waitSignal(midnight.passed):
        app.applicationStateChanged.emit(app.applicationState())  # back in front


@given(st.integers(631_152_000, 3_786_912_000))
def test_the_next_midnight_is_ahead_and_within_a_long_day(seconds: int) -> None:
    here = datetime.fromtimestamp(seconds, UTC).astimezone()
    wait = ms_until_tomorrow(here)
    assert 1 <= wait <= 25 * 3_600_000 + 1
    then = datetime.fromtimestamp(seconds + wait / 1000, UTC).astimezone()
    assert then.date() > here.date()
