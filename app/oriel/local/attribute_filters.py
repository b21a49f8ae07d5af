"""Filters over the attributes of files, as vector store search takes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from oriel.local.faults import ApiFault, wrong

Attributes = Mapping[str, Any]
Filter = Callable[[Attributes], bool]
_DEEPEST = 16
_ORDERED: dict[str, Callable[[Any, Any], bool]] = {
    "gt": lambda a, b: a > b,
    "gte": lambda a, b: a >= b,
    "lt": lambda a, b: a < b,
    "lte": lambda a, b: a <= b,
}


def any_file(_attributes: Attributes) -> bool:
    """The filter that keeps nothing out."""
    return True


def filter_from(raw: Any, depth: int = 0) -> Filter:
    """Whether a file's attributes fit; an attribute that is not there never does.

    Raises ApiFault 400, and 422 for a comparison the service does not know.
    """
    if raw is None:
        return any_file
    if not isinstance(raw, Mapping) or depth > _DEEPEST:
        raise wrong("filters", "A filter is {type, key, value}, or {type: and/or, filters}.")
    kind, key, value = raw.get("type"), raw.get("key"), raw.get("value")
    if kind in ("and", "or"):
        return _together(kind, raw.get("filters"), depth)
    if kind not in ("eq", "ne", *_ORDERED):
        said = f"Unknown filter type '{kind}'."
        raise ApiFault(422, said, param="filters", code="invalid_value")
    if not isinstance(key, str) or not isinstance(value, str | int | float | bool):
        raise wrong("filters", f"A filter of type {kind} needs its 'key' and 'value'.")
    return _comparing(str(kind), key, value)


def attributes_from(raw: Any) -> dict[str, Any]:
    """Up to 16 texts, numbers and truths by name. Raises ApiFault 400."""
    if raw is None:
        return {}
    fits = isinstance(raw, Mapping) and len(raw) <= 16
    if not fits or not all(_is_attribute(name, value) for name, value in raw.items()):
        said = "attributes takes 16 values: names to 64, texts to 512 characters."
        raise wrong("attributes", said)
    return dict(raw)


def _is_attribute(name: Any, value: Any) -> bool:
    if isinstance(value, str) and len(value) > 512:
        return False
    return isinstance(value, str | int | float | bool) and len(name) <= 64


def _together(kind: str, raw: Any, depth: int) -> Filter:
    if not isinstance(raw, list) or not raw:
        raise wrong("filters", f"A filter of type {kind} needs its 'filters'.")
    inner = [filter_from(one, depth + 1) for one in raw]
    if kind == "and":
        return lambda attributes: all(fits(attributes) for fits in inner)
    return lambda attributes: any(fits(attributes) for fits in inner)


def _comparing(kind: str, key: str, value: Any) -> Filter:
    def fits(attributes: Attributes) -> bool:
        found = attributes.get(key)
        if found is None:
            return False
        if kind in ("eq", "ne"):
            # True equals 1 in Python, but not here.
            same = found == value and isinstance(found, bool) == isinstance(value, bool)
            return same == (kind == "eq")
        if isinstance(found, str) != isinstance(value, str):
            return False
        return _ORDERED[kind](found, value)

    return fits
