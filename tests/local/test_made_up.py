"""Values made up for schemas, plain and odd."""

from __future__ import annotations

import json
from typing import Any

import pytest

from oriel.local.made_up import made_up


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string"}, "example"),
        ({"type": "string", "minLength": 9}, "example.."),
        ({"type": "string", "format": "email"}, "someone@example.com"),
        ({"type": "integer"}, 1),
        ({"type": "integer", "exclusiveMinimum": 4}, 5),
        ({"type": "integer", "maximum": -2}, -2),
        ({"type": "number", "exclusiveMaximum": 0}, -1),
        ({"type": ["null", "boolean"]}, True),
        ({"type": "null"}, None),
        ({"const": 7}, 7),
        ({"default": [1]}, [1]),
        ({"enum": ["a", "b"]}, "a"),
        ({"oneOf": [{"type": "null"}, {"type": "integer"}]}, 1),
        (
            {"allOf": [{"properties": {"a": {"const": 1}}}, {"properties": {"b": {"const": 2}}}]},
            {"a": 1, "b": 2},
        ),
        ({"$ref": "#/$defs/x", "$defs": {"x": {"const": "found"}}}, "found"),
        ({"$ref": "#/nowhere"}, "example"),
        ({"$ref": "#"}, "example"),
        ({"type": "array", "items": {"type": "string"}}, []),
        ({}, "example"),
        (True, "example"),
    ],
)
def test_fits_the_schema(schema: Any, value: Any):
    assert made_up(schema) == value


def test_a_small_schema_makes_no_huge_value():
    many = {"type": "array", "minItems": 100, "items": {"$ref": "#"}}
    assert len(json.dumps(made_up(many))) < 1_000_000
    two = {"properties": {"a": {"$ref": "#"}, "b": {"$ref": "#"}}, "required": ["a", "b"]}
    assert len(json.dumps(made_up(two))) < 1_000_000
