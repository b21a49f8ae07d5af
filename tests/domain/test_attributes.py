"""Attributes as a person types them: the limits of the service, held before it is asked."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.attributes import (
    LARGEST_NUMBER,
    LONGEST_KEY,
    LONGEST_TEXT,
    MOST_KEYS,
    NotAnAttribute,
    Problem,
    TypedAttribute,
    ValueType,
    problems_of,
    rows_of,
    shared_by,
    type_of,
    typed_attributes,
    value_of,
    with_changes,
)
from oriel.domain.library import AttributeValue

KEYS = st.text(min_size=1, max_size=LONGEST_KEY).filter(lambda key: key == key.strip() != "")
VALUES: st.SearchStrategy[AttributeValue] = st.one_of(
    st.text(max_size=LONGEST_TEXT),
    st.booleans(),
    st.integers(-LARGEST_NUMBER, LARGEST_NUMBER),
    st.floats(allow_nan=False, allow_infinity=False),
)
ATTRIBUTES = st.dictionaries(KEYS, VALUES, max_size=MOST_KEYS)


def row(key: str = "k", text: str = "v", kind: ValueType = ValueType.TEXT) -> TypedAttribute:
    return TypedAttribute(key, kind, text)


@given(ATTRIBUTES)
def test_what_is_shown_is_read_back_as_it_was(attributes: dict[str, AttributeValue]) -> None:
    again = typed_attributes(rows_of(attributes))
    assert again == attributes
    assert {k: type_of(v) for k, v in again.items()} == {
        k: type_of(v) for k, v in attributes.items()
    }


@given(st.lists(st.builds(TypedAttribute, st.text(), st.sampled_from(ValueType), st.text())))
def test_rows_are_either_taken_within_the_limits_or_each_fault_has_its_row(
    rows: list[TypedAttribute],
) -> None:
    found = problems_of(rows)
    if found:
        assert all(not rows[at].is_blank for at in found)
        with pytest.raises(NotAnAttribute):
            typed_attributes(rows)
        return
    taken = typed_attributes(rows)
    assert len(taken) <= MOST_KEYS
    assert all(0 < len(key) <= LONGEST_KEY for key in taken)
    assert all(len(v) <= LONGEST_TEXT for v in taken.values() if isinstance(v, str))
    assert all(math.isfinite(v) for v in taken.values() if isinstance(v, float))


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        (row(key=" "), Problem.KEY_EMPTY),
        (row(key="k" * (LONGEST_KEY + 1)), Problem.KEY_LONG),
        (row(text="v" * (LONGEST_TEXT + 1)), Problem.TEXT_LONG),
        (row(text="ten", kind=ValueType.NUMBER), Problem.NOT_NUMBER),
        (row(text="nan", kind=ValueType.NUMBER), Problem.NOT_NUMBER),
        (row(text="", kind=ValueType.NUMBER), Problem.NOT_NUMBER),
        (row(text="9" * 20, kind=ValueType.NUMBER), Problem.NUMBER_LARGE),
        (row(text="9" * 5000, kind=ValueType.NUMBER), Problem.NOT_NUMBER),
        (row(text="-" + "9" * 350, kind=ValueType.NUMBER), Problem.NUMBER_LARGE),
        (row(text="maybe", kind=ValueType.BOOL), Problem.NOT_BOOL),
    ],
)
def test_each_fault_has_its_code(typed: TypedAttribute, problem: Problem) -> None:
    assert problems_of([typed]) == {0: problem}


def test_the_second_of_a_name_and_the_seventeenth_are_at_fault() -> None:
    assert problems_of([row("a"), row("b"), row(" a ")]) == {2: Problem.KEY_TWICE}
    many = [row(f"key{n}") for n in range(MOST_KEYS + 1)]
    assert problems_of(many) == {MOST_KEYS: Problem.TOO_MANY}


def test_blank_rows_count_for_nothing() -> None:
    blank = TypedAttribute()
    assert problems_of([blank, row(), blank]) == {}
    assert typed_attributes([blank, row("a", "x"), blank]) == {"a": "x"}


def test_a_value_is_of_the_type_that_was_chosen() -> None:
    assert value_of("12", ValueType.TEXT) == "12"
    assert value_of(" 12 ", ValueType.NUMBER) == 12
    assert value_of("1.5", ValueType.NUMBER) == 1.5
    assert value_of("Yes", ValueType.BOOL) is True
    assert value_of("false", ValueType.BOOL) is False


def test_of_several_files_only_the_keys_that_were_touched_change() -> None:
    before = {"year": 2024, "team": "red"}
    assert with_changes(before, {"team": None, "done": True}) == {"year": 2024, "done": True}
    shared, mixed = shared_by([before, {"year": 2024, "team": "blue"}])
    assert (shared, mixed) == ({"year": 2024}, {"team"})
    assert shared_by([{"a": 1}, {"a": True}]) == ({}, {"a"})
    assert shared_by([{"a": "x"}, {}]) == ({}, {"a"})
