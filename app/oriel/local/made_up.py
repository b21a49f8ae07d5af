"""Values made up to fit a JSON schema: arguments of calls, and answers in a given shape."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

_PLAIN: dict[str, Any] = {"boolean": True, "null": None}
_FORMATS = {
    "date": "2026-11-01",
    "time": "09:30:00Z",
    "date-time": "2026-11-01T09:30:00Z",
    "duration": "PT5M",
    "email": "someone@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com",
    "uuid": "00000000-0000-4000-8000-000000000000",
}
_DEEPEST = 24  # a schema may refer to itself
_LARGEST = 2000  # values in a value
_LARGEST_NUMBER = 2**53


def made_up(schema: Any) -> Any:
    """A value a schema accepts, for the plain schemas that functions and formats have."""
    return _Maker(schema).value(schema)


class _Maker:
    """Makes one value. `_left` bounds what a small schema can grow to."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self._left = _LARGEST

    def value(self, schema: Any, depth: int = 0) -> Any:
        self._left -= 1
        if not isinstance(schema, Mapping) or depth > _DEEPEST or self._left < 0:
            return "example"
        if "$ref" in schema:
            return self.value(_target(str(schema["$ref"]), self._root), depth + 1)
        for name in ("const", "default"):
            if name in schema:
                return schema[name]
        if isinstance(schema.get("enum"), list) and schema["enum"]:
            return schema["enum"][0]
        for name in ("anyOf", "oneOf"):
            if isinstance(schema.get(name), list) and schema[name]:
                return self.value(_simplest(schema[name], depth), depth + 1)
        if isinstance(schema.get("allOf"), list):
            return self.value(_merged(schema), depth + 1)
        return self._of_kind(schema, depth)

    def _of_kind(self, schema: Mapping[str, Any], depth: int) -> Any:
        kind = schema.get("type", "object" if "properties" in schema else "string")
        if isinstance(kind, list):
            kind = next((one for one in kind if one != "null"), "null")
        match kind:
            case "object":
                return {n: self.value(one, depth + 1) for n, one in _fields(schema, depth)}
            case "array":
                count = min(int(_number_in(schema, "minItems", 0)), 100)
                return [self.value(schema.get("items"), depth + 1) for _ in range(count)]
            case "integer" | "number":
                return _number(schema, 1 if kind == "integer" else 1.5)
            case "string":
                return _text(schema)
            case other:
                return _PLAIN.get(str(other), "example")


def _fields(schema: Mapping[str, Any], depth: int) -> list[tuple[str, Any]]:
    """The properties; far down only those that have to be there."""
    fields, needed = schema.get("properties"), schema.get("required")
    if not isinstance(fields, Mapping):
        return []
    if depth <= _DEEPEST // 2:
        return [*fields.items()]
    names = needed if isinstance(needed, list) else []
    return [(name, inner) for name, inner in fields.items() if name in names]


def _number_in(schema: Mapping[str, Any], name: str, usual: float) -> Any:
    """What callers write in a schema may be anything."""
    found = schema.get(name)
    if isinstance(found, bool) or not isinstance(found, int | float):
        return usual
    return found if abs(found) < _LARGEST_NUMBER else usual


def _number(schema: Mapping[str, Any], usual: float) -> Any:
    low = _number_in(schema, "minimum", _number_in(schema, "exclusiveMinimum", -math.inf))
    high = _number_in(schema, "maximum", _number_in(schema, "exclusiveMaximum", math.inf))
    if usual <= low and "minimum" not in schema:
        return math.floor(low) + 1
    if usual >= high and "maximum" not in schema:
        return math.ceil(high) - 1
    return min(max(usual, low), high)


def _text(schema: Mapping[str, Any]) -> str:
    said = _FORMATS.get(str(schema.get("format")), "example")
    least = int(_number_in(schema, "minLength", 0))
    most = int(_number_in(schema, "maxLength", 10_000))
    return (said + "." * min(max(0, least - len(said)), 10_000))[: max(0, most)]


def _simplest(choices: list[Any], depth: int) -> Any:
    """Not null, unless a schema that refers to itself has to come to an end."""
    null = {"type": "null"}
    if depth > _DEEPEST // 2 and null in choices:
        return null
    return next((one for one in choices if one != null), choices[0])


def _merged(schema: Mapping[str, Any]) -> dict[str, Any]:
    whole: dict[str, Any] = {name: value for name, value in schema.items() if name != "allOf"}
    for part in schema["allOf"]:
        for name, value in part.items() if isinstance(part, Mapping) else ():
            both = isinstance(value, Mapping) and isinstance(whole.get(name), Mapping)
            whole[name] = {**whole[name], **value} if both else value
    return whole


def _target(ref: str, root: Any) -> Any:
    found = root
    for step in ref.lstrip("#/").split("/") if ref != "#" else ():
        found = found.get(step) if isinstance(found, Mapping) else None
    return found
