"""Filters over attributes: JSON both ways, their problems, what they let through."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.filters import (
    DEEPEST,
    MOST_COMPARISONS,
    Comparison,
    Filter,
    FilterUnfit,
    Group,
    Join,
    Op,
    count_of,
    filter_from_json,
    filter_problem,
    filter_text,
    filter_to_json,
    matches,
    problem_of,
    read_filter,
)
from oriel.local.attribute_filters import filter_from

KEYS = st.text(st.characters(exclude_categories=("Cs", "Zs", "Cc")), min_size=1, max_size=12)
VALUES = (
    st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
    | st.integers(-(2**40), 2**40)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
)
COMPARISONS = st.builds(Comparison, KEYS, st.sampled_from(Op), VALUES)
FILTERS: st.SearchStrategy[Filter] = st.recursive(
    COMPARISONS,
    lambda inside: st.builds(
        Group, st.sampled_from(Join), st.lists(inside, min_size=1, max_size=3).map(tuple)
    ),
    max_leaves=8,
).filter(lambda found: problem_of(found) == "")
# Few keys and values, so that filters and attributes meet.
SMALL = st.sampled_from(["a", "b", 0, 1, 2, 2.5, True, False])
MEETING: st.SearchStrategy[Filter] = st.recursive(
    st.builds(Comparison, st.sampled_from("xyz"), st.sampled_from(Op), SMALL),
    lambda inside: st.builds(
        Group, st.sampled_from(Join), st.lists(inside, min_size=1, max_size=3).map(tuple)
    ),
    max_leaves=6,
).filter(lambda found: problem_of(found) == "")


def nested(depth: int) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "eq", "key": "a", "value": 1}
    for _ in range(depth):
        made = {"type": "and", "filters": [made]}
    return made


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", ""),
        ('{"type": "eq", "key": "a", "value": "b"}', ""),
        ('{"type": "and", "filters": [{"type": "lt", "key": "a", "value": 2}]}', ""),
        ("{", "json"),
        ("[]", "object"),
        ('{"type": "in", "key": "a", "value": ["b"]}', "type"),
        ('{"type": "eq", "value": 1}', "key"),
        ('{"type": "eq", "key": "a", "value": [1]}', "value"),
        ('{"type": "or", "filters": []}', "filters"),
        ('{"type": "or", "filters": [{"type": "eq", "key": ""}]}', "key"),
    ],
)
def test_filters_the_service_would_refuse_are_known(text: str, problem: str) -> None:
    assert filter_problem(text) == problem


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"type": "eq", "key": "a", "value": NaN}', "value"),
        ('{"type": "eq", "key": "a", "value": 1e999}', "value"),
        ('{"type": "gt", "key": "a", "value": 99999999999999999999}', "value"),
        ('{"type": "eq", "key": "a", "value": "\\ud800"}', "value"),
        ('{"type": "eq", "key": " ", "value": 1}', "key"),
        (json.dumps({"type": "eq", "key": "k" * 65, "value": 1}), "key"),
        (json.dumps({"type": "eq", "key": "k", "value": "v" * 513}), "value"),
        ('{"type": ["eq"], "key": "a", "value": 1}', "type"),
        ('{"type": "or", "filters": {"a": 1}}', "filters"),
        (json.dumps(nested(DEEPEST - 1)), ""),
        (json.dumps(nested(DEEPEST)), "deep"),
        ("[" * 100_000, "json"),
        (json.dumps({"type": "or", "filters": [nested(0)] * MOST_COMPARISONS}), ""),
        (json.dumps({"type": "or", "filters": [nested(0)] * (MOST_COMPARISONS + 1)}), "large"),
    ],
)
def test_limits_are_known(text: str, problem: str) -> None:
    assert filter_problem(text) == problem


def test_no_text_is_no_filter() -> None:
    assert read_filter("  \n") is None
    assert filter_text(None) == ""
    assert count_of(None) == 0
    assert matches(None, {})


def test_what_is_still_being_built_is_a_value_with_a_problem() -> None:
    row = Comparison("", Op.EQ, "")
    assert problem_of(row) == "key"
    assert problem_of(Group(Join.AND)) == "filters"
    with pytest.raises(FilterUnfit):
        filter_from_json(filter_to_json(row))


@given(FILTERS)
def test_a_filter_comes_back_from_its_json_as_it_was(wanted: Filter) -> None:
    again = read_filter(filter_text(wanted, indent=2))
    assert again == wanted
    # True == 1 == 1.0 in Python; to the service they are three values.
    assert again is not None
    assert json.dumps(filter_to_json(again)) == json.dumps(filter_to_json(wanted))


@given(MEETING, st.dictionaries(st.sampled_from("xyz"), SMALL, max_size=3))
def test_it_lets_through_what_the_local_service_does(
    wanted: Filter, attributes: dict[str, Any]
) -> None:
    assert matches(wanted, attributes) == filter_from(filter_to_json(wanted))(attributes)


@pytest.mark.parametrize(
    ("op", "value", "fits"),
    [
        (Op.EQ, 2024, True),
        (Op.NE, 2024, False),
        (Op.GT, 2023, True),
        (Op.GTE, 2025, False),
        (Op.LT, "2025", False),
        (Op.LTE, 2024.0, True),
        (Op.EQ, True, False),
    ],
)
def test_each_comparison(op: Op, value: Any, fits: bool) -> None:
    assert matches(Comparison("year", op, value), {"year": 2024, "kind": "report"}) is fits


def test_an_attribute_a_file_does_not_have_fits_nothing() -> None:
    assert not any(matches(Comparison("lang", op, "en"), {"year": 2024}) for op in Op)
