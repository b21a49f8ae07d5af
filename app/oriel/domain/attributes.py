"""Attributes of a file in a vector store: what a person types, checked against the limits.

Rules only, without I/O. The service takes at most 16 of them, text, number or yes/no.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

from oriel.domain.library import Attributes, AttributeValue

MOST_KEYS = 16
LONGEST_KEY = 64  # characters
LONGEST_TEXT = 512
LARGEST_NUMBER = 2**53  # beyond it a JSON number loses digits on its way

_YES = ("true", "yes", "1")
_NO = ("false", "no", "0")


class ValueType(StrEnum):
    TEXT = "string"
    NUMBER = "number"
    BOOL = "boolean"


class Problem(StrEnum):
    """What is wrong with one typed attribute."""

    KEY_EMPTY = "key_empty"
    KEY_LONG = "key_long"
    KEY_TWICE = "key_twice"
    TEXT_LONG = "text_long"
    NOT_NUMBER = "not_number"
    NUMBER_LARGE = "number_large"
    NOT_BOOL = "not_bool"
    TOO_MANY = "too_many"  # of the first row that is one too many


@dataclass(frozen=True, slots=True)
class TypedAttribute:
    """One row of the grid, as it was typed."""

    key: str = ""
    type: ValueType = ValueType.TEXT
    text: str = ""

    @property
    def is_blank(self) -> bool:
        """Nobody has written anything in it; such a row counts for nothing."""
        return not self.key.strip() and not self.text.strip()


class NotAnAttribute(Exception):
    """A typed value is none, for `problem`."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def value_of(text: str, kind: ValueType) -> AttributeValue:
    """The value that was typed. Raises NotAnAttribute."""
    match kind:
        case ValueType.TEXT:
            if len(text) > LONGEST_TEXT:
                raise NotAnAttribute(Problem.TEXT_LONG)
            return text
        case ValueType.NUMBER:
            return _number(text.strip())
    word = text.strip().casefold()
    if word not in (*_YES, *_NO):
        raise NotAnAttribute(Problem.NOT_BOOL)
    return word in _YES


def problems_of(rows: Sequence[TypedAttribute]) -> dict[int, Problem]:
    """By row, what is wrong with it first; empty when all may be sent."""
    found: dict[int, Problem] = {}
    seen: set[str] = set()
    for at, row in enumerate(rows):
        if row.is_blank:
            continue
        if problem := _problem(row, seen):
            found[at] = problem
        seen.add(row.key.strip())
    return found


def typed_attributes(rows: Iterable[TypedAttribute]) -> dict[str, AttributeValue]:
    """What the rows say; blank ones are left out. Raises NotAnAttribute."""
    written = [row for row in rows if not row.is_blank]
    if found := problems_of(written):
        raise NotAnAttribute(next(iter(found.values())))
    return {row.key.strip(): value_of(row.text, row.type) for row in written}


def rows_of(attributes: Attributes) -> list[TypedAttribute]:
    """The rows that `typed_attributes` takes for the same attributes."""
    return [
        TypedAttribute(key, type_of(value), text_of(value)) for key, value in attributes.items()
    ]


def type_of(value: AttributeValue) -> ValueType:
    if isinstance(value, bool):
        return ValueType.BOOL
    return ValueType.NUMBER if isinstance(value, int | float) else ValueType.TEXT


def text_of(value: AttributeValue) -> str:
    """A value as it is shown and typed."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) <= LARGEST_NUMBER:
        return str(int(value))
    return str(value)


def with_changes(
    before: Attributes, changes: Mapping[str, AttributeValue | None]
) -> dict[str, AttributeValue]:
    """`before` with these keys set, or taken away where None; the others stay."""
    after = {**before, **changes}
    return {key: value for key, value in after.items() if value is not None}


def shared_by(each: Sequence[Attributes]) -> tuple[dict[str, AttributeValue], set[str]]:
    """Of several files: what all have alike, and the keys in which they differ."""
    keys = {key: None for attributes in each for key in attributes}
    alike = {key: _same(each, key) for key in keys}
    shared = {key: value for key, value in alike.items() if value is not None}
    return shared, set(keys) - set(shared)


def _same(each: Sequence[Attributes], key: str) -> AttributeValue | None:
    first = each[0].get(key)
    for attributes in each:
        other = attributes.get(key)
        # True and 1 are equal, and yet not the same to a filter.
        if other is None or other != first or type_of(other) is not _type_or_text(first):
            return None
    return first


def _type_or_text(value: AttributeValue | None) -> ValueType:
    return ValueType.TEXT if value is None else type_of(value)


def _problem(row: TypedAttribute, seen: set[str]) -> Problem | None:
    key = row.key.strip()
    if not key:
        return Problem.KEY_EMPTY
    if len(key) > LONGEST_KEY:
        return Problem.KEY_LONG
    if key in seen:
        return Problem.KEY_TWICE
    if len(seen) >= MOST_KEYS:
        return Problem.TOO_MANY
    try:
        value_of(row.text, row.type)
    except NotAnAttribute as error:
        return error.problem
    return None


def _number(text: str) -> float:
    try:
        value: float = int(text) if _is_whole(text) else float(text)
    except ValueError:
        raise NotAnAttribute(Problem.NOT_NUMBER) from None
    if isinstance(value, int):
        # Before anything else: a float does not hold every whole number.
        if abs(value) > LARGEST_NUMBER:
            raise NotAnAttribute(Problem.NUMBER_LARGE)
    elif not isfinite(value):
        raise NotAnAttribute(Problem.NOT_NUMBER)
    return value


def _is_whole(text: str) -> bool:
    digits = text.removeprefix("-").removeprefix("+")
    return digits.isascii() and digits.isdigit() and len(digits) <= 400
