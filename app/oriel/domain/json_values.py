"""Frozen dataclasses as JSON objects and back, forgiving to what is read.

A field that is missing or of the wrong kind has its default, so that one bad value, or
one that only a newer Oriel understands, never costs the others.
"""

from __future__ import annotations

import json
import types
from collections.abc import Hashable
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from math import isfinite
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
_LARGEST = 2**63


class Unfit(ValueError):
    """A JSON value is not of the kind a field takes."""


def read_json(text: str | bytes) -> Any:
    """The value of a JSON text. Raises ValueError for what is none, or is nested too deep."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("nested too deep") from None


def to_plain(value: Any) -> Any:
    """A value made of JSON's kinds; what equals its default is left out."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(name): to_plain(item) for name, item in value.items()}
    if not is_dataclass(value):
        return value
    found = {f.name: (getattr(value, f.name), f) for f in fields(value)}
    return {n: to_plain(v) for n, (v, f) in found.items() if f.default is MISSING or v != f.default}


def from_plain(kind: type[T], raw: Any) -> T:
    """The dataclass a JSON object stands for. Raises Unfit when it is no object, or lacks
    a field that has no default."""
    if not isinstance(raw, dict):
        raise Unfit(f"no object: {type(raw).__name__}")
    values: dict[str, Any] = {}
    for name, (hint, needed) in _hints(cast(Hashable, kind)).items():
        if name not in raw:
            continue
        try:
            values[name] = _fitted(hint, raw[name])
        except Unfit:
            if needed:
                raise
    try:
        return kind(**values)
    except TypeError as error:
        raise Unfit(str(error)) from error


@cache
def _hints(kind: Any) -> dict[str, tuple[Any, bool]]:
    hints = get_type_hints(kind)
    return {
        f.name: (hints[f.name], f.default is MISSING and f.default_factory is MISSING)
        for f in fields(kind)
    }


def _fitted(hint: Any, raw: Any) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (types.UnionType, Union):
        return _one_of(arguments, raw)
    if origin is tuple:
        return _tuple(arguments, raw)
    if hint is Any or (origin is dict and isinstance(raw, dict)):
        return raw
    if is_dataclass(hint) and isinstance(hint, type):
        return from_plain(hint, raw)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _member(hint, raw)
    if hint is float and type(raw) is int and abs(raw) < _LARGEST:
        return float(raw)
    if type(raw) is float and not isfinite(raw):  # Python reads 1e999, no service does
        raise Unfit("a number without end")
    if type(raw) is not hint:
        raise Unfit(f"{type(raw).__name__} for {hint}")
    return raw


def _one_of(arguments: tuple[Any, ...], raw: Any) -> Any:
    if raw is None and type(None) in arguments:
        return None
    for argument in arguments:
        try:
            return _fitted(argument, raw)
        except Unfit:
            continue
    raise Unfit(f"{type(raw).__name__} for one of {arguments}")


def _tuple(arguments: tuple[Any, ...], raw: Any) -> tuple[Any, ...]:
    if not isinstance(raw, list):
        raise Unfit("no list")
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return tuple(_fitted(arguments[0], item) for item in raw)
    if len(arguments) != len(raw):
        raise Unfit(f"{len(raw)} values for {len(arguments)}")
    return tuple(_fitted(hint, item) for hint, item in zip(arguments, raw, strict=True))


def _member(kind: type[Enum], raw: Any) -> Enum:
    try:
        return kind(raw)
    except ValueError as error:
        raise Unfit(str(error)) from error
