"""The filter before the caret, and what completing it makes of the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.search import parse_query
from oriel.domain.search_typing import NAMES, Begun, begun, completed


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("role:", Begun(0, "role", "")),
        ("tea Role:as", Begun(4, "role", "as")),
        ('in:"My fol', Begun(0, "in", "My fol")),
        ("tea :", Begun(4, "", "")),
        (":", Begun(0, "", "")),
        ("http:", None),
        ("xin:", None),
        ("role:user ", None),
        ("a:b:", None),
        ("", None),
    ],
)
def test_what_is_begun(typed: str, expected: Begun | None) -> None:
    assert begun(typed, len(typed)) == expected


@pytest.mark.parametrize(
    ("typed", "caret", "value", "expected"),
    [
        ("tea role:as", 11, "assistant", ("tea role:assistant ", 19)),
        ("in:My rest", 5, "My plans", ('in:"My plans" rest', 14)),
        ("has:", 4, "code", ("has:code ", 9)),
    ],
)
def test_what_is_completed(typed: str, caret: int, value: str, expected: tuple[str, int]) -> None:
    found = begun(typed, caret)
    assert found is not None
    assert completed(typed, caret, found, value) == expected


@given(st.sampled_from(["in", "tag", "model"]), st.text(st.sampled_from("ab é-"), min_size=1))
def test_a_completed_filter_is_read_as_that_value(name: str, value: str) -> None:
    value = " ".join(value.split())
    if not value:
        return
    typed = f"{name}:"
    found = begun(typed, len(typed))
    assert found is not None
    text, caret = completed(typed, len(typed), found, value)
    assert caret == len(text)
    query = parse_query(text)
    assert (*query.places, *query.tags, *query.models) == (value,)


def test_every_filter_is_read_by_the_search() -> None:
    values = {"role": "user", "has": "code", "before": "today", "after": "7d", "on": "today"}
    for name in NAMES:
        query = parse_query(f"{name}:{values.get(name, 'x')} ")
        assert query.filtered, name
        assert not query.unclear
