"""Filters over the attributes of a store's files, as its search takes them.

Values, their JSON both ways, what is wrong with one, and which files one lets through: the
tools popup checks what is typed by it, the retrieval view builds filters of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from typing import Any

from oriel.domain.json_values import read_json

Value = str | int | float | bool

DEEPEST = 8  # groups within groups; the outermost is the first
MOST_COMPARISONS = 100
LONGEST_KEY, LONGEST_VALUE = 64, 512  # characters, as of attributes (oci-api.md 5)


class Op(StrEnum):
    EQ = "eq"
    NE = "ne"
    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"


class Join(StrEnum):
    AND = "and"
    OR = "or"


@dataclass(frozen=True, slots=True)
class Comparison:
    """An attribute against a value. An empty key is one that is still to be typed."""

    key: str
    op: Op
    value: Value


@dataclass(frozen=True, slots=True)
class Group:
    """All of the filters (and), or at least one (or)."""

    join: Join
    filters: tuple[Filter, ...] = ()


Filter = Comparison | Group


class FilterUnfit(ValueError):
    """`code` says what is wrong: json, object, type (not one the service knows), key, value,
    filters (a group of none), deep, large."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def filter_problem(text: str) -> str:
    """What is wrong with a filter in JSON, as FilterUnfit's codes: "" for nothing, which is
    also for no filter."""
    try:
        read_filter(text)
    except FilterUnfit as unfit:
        return unfit.code
    return ""


def read_filter(text: str) -> Filter | None:
    """The filter of a JSON text, None of an empty one. Raises FilterUnfit."""
    if not text.strip():
        return None
    try:
        raw = read_json(text)
    except ValueError:
        raise FilterUnfit("json") from None
    return filter_from_json(raw)


def filter_from_json(raw: Any) -> Filter:
    """The filter of the service's JSON object. Raises FilterUnfit."""
    found = _read(raw, 1)
    if problem := problem_of(found):
        raise FilterUnfit(problem)
    return found


def filter_to_json(wanted: Filter) -> dict[str, Any]:
    """The service's own object."""
    match wanted:
        case Comparison(key, op, value):
            return {"type": op.value, "key": key, "value": value}
        case Group(join, filters):
            return {"type": join.value, "filters": [filter_to_json(each) for each in filters]}


def filter_text(wanted: Filter | None, indent: int | None = None) -> str:
    """A filter as JSON text, "" for none."""
    return (
        ""
        if wanted is None
        else json.dumps(filter_to_json(wanted), ensure_ascii=False, indent=indent)
    )


def problem_of(wanted: Filter) -> str:
    """What keeps the service from taking a filter, as FilterUnfit's codes; "" for nothing."""
    for depth, each in _walk(wanted, 1):
        if depth > DEEPEST:
            return "deep"
        if problem := _own_problem(each):
            return problem
    return "large" if count_of(wanted) > MOST_COMPARISONS else ""


def count_of(wanted: Filter | None) -> int:
    """How many comparisons a filter has."""
    if wanted is None:
        return 0
    return sum(isinstance(each, Comparison) for _, each in _walk(wanted, 1))


def matches(wanted: Filter | None, attributes: Mapping[str, Any]) -> bool:
    """Whether a file with these attributes is let through. One it does not have fits no
    comparison, not even "is not"; texts and numbers are never compared with each other."""
    match wanted:
        case None:
            return True
        case Group(join, filters):
            each = (matches(one, attributes) for one in filters)
            return all(each) if join is Join.AND else any(each)
        case Comparison(key, op, value):
            return _fits(attributes.get(key), op, value)


def _read(raw: Any, depth: int) -> Filter:
    if not isinstance(raw, dict):
        raise FilterUnfit("object")
    if depth > DEEPEST:
        raise FilterUnfit("deep")
    kind, key, value = raw.get("type"), raw.get("key"), raw.get("value")
    if kind in ("and", "or"):
        inside = raw.get("filters")
        if not isinstance(inside, list):
            raise FilterUnfit("filters")
        return Group(Join(kind), tuple(_read(one, depth + 1) for one in inside))
    if not isinstance(kind, str) or kind not in set(Op):
        raise FilterUnfit("type")
    if not isinstance(key, str) or not key:
        raise FilterUnfit("key")
    if not isinstance(value, str | int | float | bool):
        raise FilterUnfit("value")
    return Comparison(key, Op(kind), value)


def _walk(wanted: Filter, depth: int) -> Iterator[tuple[int, Filter]]:
    yield depth, wanted
    if isinstance(wanted, Group):
        for each in wanted.filters:
            yield from _walk(each, depth + 1)


def _own_problem(wanted: Filter) -> str:
    match wanted:
        case Group(_, filters):
            return "" if filters else "filters"
        case Comparison(key, _, value):
            if not key.strip() or not _is_text(key, LONGEST_KEY):
                return "key"
            return "" if _is_sendable(value) else "value"


def _is_sendable(value: Value) -> bool:
    if isinstance(value, str):
        return _is_text(value, LONGEST_VALUE)
    # Python reads 1e999, NaN and integers of any length; no service does.
    return isfinite(value) if isinstance(value, float) else abs(value) < 2**63


def _is_text(text: str, longest: int) -> bool:
    """Whether it can be sent: half a character cannot."""
    return len(text) <= longest and not any("\ud800" <= c <= "\udfff" for c in text)


def _fits(found: Any, op: Op, value: Value) -> bool:
    if not isinstance(found, str | int | float | bool):
        return False
    if op in (Op.EQ, Op.NE):
        # True equals 1 in Python, but not here.
        same = found == value and isinstance(found, bool) == isinstance(value, bool)
        return same == (op is Op.EQ)
    if isinstance(found, str) != isinstance(value, str):
        return False
    return _in_order(found, op, value)


def _in_order(found: Any, op: Op, value: Any) -> bool:
    match op:
        case Op.GT:
            return bool(found > value)
        case Op.GTE:
            return bool(found >= value)
        case Op.LT:
            return bool(found < value)
        case _:
            return bool(found <= value)
