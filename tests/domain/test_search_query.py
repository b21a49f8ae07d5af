"""What is typed to search with is understood, never an error, and can be written again."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oriel.domain.periods import period_of, seconds_at
from oriel.domain.search import SearchQuery, parse_query, query_text

PIECES = st.sampled_from(
    [
        *("in:", "tag:", "model:gpt", "role:me", "role:as", "has:code", "has:", "before:2026"),
        *("after:20", "on:7d", "AFTER:today", "foo:bar", "-no", "--", '-"not this"', '"', '"x y"'),
        *(
            "word",
            "word",
            "größe",
            "窗",
            "C++",
            " ",
            "  ",
            "\t",
            "\u3000",
            "-",
            ":",
            "\0",
            "\ud800",
        ),
    ]
)
TYPED = st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=60)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("bay window ", SearchQuery(words=("bay", "window"))),
        ("bay win", SearchQuery(words=("bay", "win"), unfinished=True)),
        ('"bay  window"', SearchQuery(phrases=("bay window",))),
        ('"bay win', SearchQuery(words=("bay", "win"), unfinished=True)),
        ('-bay -"a window"', SearchQuery(without=("bay", "a window"))),
        ('in:Work in:"My folder"', SearchQuery(places=("Work", "My folder"))),
        ('in:"My fol', SearchQuery(places=("My fol",))),
        ("tag:home tag:idea", SearchQuery(tags=("home", "idea"))),
        ("model:gpt-oss", SearchQuery(models=("gpt-oss",))),
        ("role:me ROLE:Model", SearchQuery(roles=("user", "assistant"))),
        ("has:images has:code", SearchQuery(held=("image", "code"))),
        ("before:2026-01 after:7D on:today", SearchQuery(before="2026-01", after="7d", on="today")),
        ("after:2025 after:2026", SearchQuery(after="2026")),
        ("role:as has: before:20", SearchQuery(unclear=("role:as", "has:", "before:20"))),
        ("before:2026-13", SearchQuery(unclear=("before:2026-13",))),
        ("foo:bar ", SearchQuery(words=("foo:bar",))),
        ("http://x.y/in:z ", SearchQuery(words=("http://x.y/in:z",))),
        ("bay BAY bay ", SearchQuery(words=("bay", "BAY"))),
        ("bay win bay", SearchQuery(words=("bay", "win"))),
        ("well-known ", SearchQuery(words=("well-known",))),
        ("… - () ", SearchQuery()),
    ],
)
def test_what_is_typed_means(typed: str, expected: SearchQuery) -> None:
    assert parse_query(typed) == expected


@given(TYPED)
@settings(max_examples=500)
def test_what_was_understood_can_be_written_again(typed: str) -> None:
    query = parse_query(typed)
    assert parse_query(query_text(query)) == query


@given(TYPED)
def test_a_filter_more_changes_nothing_else(typed: str) -> None:
    query = parse_query(typed)
    if len(query.tags) < 30 and len(typed) < 1000:
        more = parse_query(f"tag:another {typed}")
        assert {*more.tags} == {*query.tags, "another"}
        assert (more.words, more.without) == (query.words, query.without)


def test_what_is_beyond_all_sense_is_cut() -> None:
    query = parse_query("".join(f"word{n} -no{n} tag:t{n} " for n in range(10_000)))
    assert 0 < len(query.words) <= 32
    assert len(query_text(query)) < 4_000
    assert len(parse_query("x" * 1_000_000).words[0]) <= 200


TODAY = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("typed", "first", "after"),
    [
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
        ("2024-02", date(2024, 2, 1), date(2024, 3, 1)),
        ("2025-12", date(2025, 12, 1), date(2026, 1, 1)),
        ("2024-2-29", date(2024, 2, 29), date(2024, 3, 1)),
        ("today", TODAY, date(2026, 4, 1)),
        ("Yesterday", date(2026, 3, 30), TODAY),
        ("7d", date(2026, 3, 24), date(2026, 3, 25)),
        ("2w", date(2026, 3, 17), date(2026, 3, 18)),
        ("1m", date(2026, 2, 28), date(2026, 3, 1)),
        ("13m", date(2025, 2, 28), date(2025, 3, 1)),
        ("1y", date(2025, 3, 31), date(2025, 4, 1)),
        ("9999", date(9999, 1, 1), date.max),
    ],
)
def test_a_period_has_its_days(typed: str, first: date, after: date) -> None:
    assert period_of(typed, TODAY) == (first, after)


@pytest.mark.parametrize("typed", ["", "2026-00", "2026-02-30", "0000", "9999y", "12", "d", "٢٠٢٦"])
def test_what_is_no_period(typed: str) -> None:
    assert period_of(typed, TODAY) is None


@given(st.text(max_size=12), st.dates())
def test_no_period_is_an_error(typed: str, today: date) -> None:
    if (found := period_of(typed, today)) is not None:
        assert seconds_at(found[0]) <= seconds_at(found[1])
