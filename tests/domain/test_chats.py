"""The chat list's headings, and titles from a first turn."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.chats import Chat, group_by_date, title_from

TODAY = date(2026, 3, 10)


def a_chat(chat_id: str, updated_at: float, pinned: bool = False) -> Chat:
    return Chat(id=chat_id, created_at=0.0, updated_at=updated_at, pinned=pinned)


def days_ago(days: int, hour: int = 12) -> float:
    day = TODAY - timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour).astimezone().timestamp()


@pytest.mark.parametrize(
    ("days", "key"),
    [
        (-1, "today"),  # the clock was wrong once
        (0, "today"),
        (1, "yesterday"),
        (2, "week"),
        (7, "week"),
        (8, "2026-03"),
        (10, "2026-02"),
        (100, "2025-11"),
    ],
)
def test_the_heading_of_a_day(days: int, key: str) -> None:
    chats = [a_chat("early", days_ago(days, 0)), a_chat("late", days_ago(days, 23))]
    (group,) = group_by_date(chats, TODAY)
    assert (group.key, [c.id for c in group.chats]) == (key, ["late", "early"])


def test_pinned_chats_come_first_whatever_their_age() -> None:
    chats = [a_chat("new", days_ago(0)), a_chat("old", days_ago(400), pinned=True)]
    assert [g.key for g in group_by_date(chats, TODAY)] == ["pinned", "today"]


def test_no_chats_no_headings() -> None:
    assert group_by_date([], TODAY) == []


@pytest.mark.parametrize("damaged", [1e300, -1e300, float("inf"), float("nan"), -1e11])
def test_a_damaged_time_does_not_hide_the_others(damaged: float) -> None:
    groups = group_by_date([a_chat("bad", damaged), a_chat("good", days_ago(0))], TODAY)
    assert {c.id for g in groups for c in g.chats} == {"bad", "good"}


@given(st.lists(st.tuples(st.floats(0, 4e9), st.booleans())))
def test_every_chat_stands_under_one_heading_in_order(
    given_chats: list[tuple[float, bool]],
) -> None:
    chats = [a_chat(str(n), at, pinned) for n, (at, pinned) in enumerate(given_chats)]
    groups = group_by_date(chats, TODAY)
    assert sorted(c.id for g in groups for c in g.chats) == sorted(c.id for c in chats)
    assert len({g.key for g in groups}) == len(groups)
    for group in groups:
        times = [c.updated_at for c in group.chats]
        assert times == sorted(times, reverse=True)
        assert all(c.pinned == (group.key == "pinned") for c in group.chats)


TITLES = [
    ("Hello", "Hello"),
    ("  \n\n # What is *this*\nand that", "What is *this"),
    ("```python\nprint(1)", "python"),
    ("> - quoted point", "quoted point"),
    ("\u3000\nsecond line", "second line"),
    ("one   two\t three", "one two three"),
    ("", ""),
    ("***\n---\n", ""),
    ("word " * 9 + "abc", ("word " * 9 + "abc").strip()),
    ("word " * 20, "word " * 8 + "word…"),
    ("x" * 60, "x" * 48 + "…"),
    ("a " + "x" * 60, "a " + "x" * 46 + "…"),
    ("窗" * 60, "窗" * 48 + "…"),
    ("Please, tell me everything you know about them, and more", None),
]


@pytest.mark.parametrize(("text", "title"), TITLES)
def test_titles(text: str, title: str | None) -> None:
    if title is None:
        assert title_from(text) == "Please, tell me everything you know about them…"
    else:
        assert title_from(text) == title


@given(st.text(), st.integers(1, 60))
def test_a_title_is_one_short_line(text: str, limit: int) -> None:
    title = title_from(text, limit)
    assert len(title) <= limit + 1
    assert len(title.splitlines()) <= 1
    assert title == title.strip()
