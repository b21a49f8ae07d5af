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


def made_up(schema: Any, root: Any = None, depth: int = 0) -> Any:
    """A value a schema accepts, for the plain schemas that functions and formats have."""
    root = schema if root is None else root
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return "example"
    if "$ref" in schema:
        return made_up(_target(str(schema["$ref"]), root), root, depth + 1)
    for name in ("const", "default"):
        if name in schema:
            return schema[name]
    if isinstance(schema.get("enum"), list) and schema["enum"]:
        return schema["enum"][0]
    for name in ("anyOf", "oneOf"):
        if isinstance(schema.get(name), list) and schema[name]:
            return made_up(_simplest(schema[name], depth), root, depth + 1)
    if isinstance(schema.get("allOf"), list):
        return made_up(_merged(schema), root, depth + 1)
    return _of_kind(schema, root, depth)


def _of_kind(schema: Mapping[str, Any], root: Any, depth: int) -> Any:
    kind = schema.get("type", "object" if "properties" in schema else "string")
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), "null")
    match kind:
        case "object":
            fields = schema.get("properties")
            named = fields if isinstance(fields, Mapping) else {}
            if depth > _DEEPEST // 2:
                named = {n: one for n, one in named.items() if n in schema.get("required", ())}
            return {name: made_up(inner, root, depth + 1) for name, inner in named.items()}
        case "array":
            count = min(int(schema.get("minItems", 0)), 100)
            return [made_up(schema.get("items"), root, depth + 1) for _ in range(count)]
        case "integer" | "number":
            return _number(schema, 1 if kind == "integer" else 1.5)
        case "string":
            return _text(schema)
        case other:
            return _PLAIN.get(str(other), "example")


def _number(schema: Mapping[str, Any], usual: float) -> Any:
    low = schema.get("minimum", schema.get("exclusiveMinimum", -math.inf))
    high = schema.get("maximum", schema.get("exclusiveMaximum", math.inf))
    if usual <= low and "minimum" not in schema:
        return math.floor(low) + 1
    if usual >= high and "maximum" not in schema:
        return math.ceil(high) - 1
    return min(max(usual, low), high)


def _text(schema: Mapping[str, Any]) -> str:
    said = _FORMATS.get(str(schema.get("format")), "example")
    least, most = int(schema.get("minLength", 0)), int(schema.get("maxLength", 10_000))
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
