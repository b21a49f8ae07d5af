"""Schemas as people write them, and answers held against them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.json_schema import (
    SchemaFault,
    answer_problem,
    schema_report,
    tidied,
)

PERSON = json.dumps(
    {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "age": {"type": "integer", "minimum": 0},
            "tags": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["name", "age", "tags"],
        "additionalProperties": False,
    }
)


def test_a_good_schema_says_what_it_describes() -> None:
    report = schema_report(PERSON)
    assert report.fault is None
    assert (report.kind, report.fields, report.loose) == ("object", 3, "")


@pytest.mark.parametrize("text", ["", "  \n"])
def test_nothing_typed_is_no_mistake_of_json(text: str) -> None:
    assert schema_report(text).fault is SchemaFault.EMPTY


def test_a_slip_in_the_json_is_found_by_line_and_column() -> None:
    report = schema_report('{\n  "type": "object",\n  "properties" {}\n}')
    assert report.fault is SchemaFault.NOT_JSON
    assert (report.line, report.column) == (3, 16)
    assert "':'" in report.message


@pytest.mark.parametrize("text", ["[]", "true", "3", '"object"', "null"])
def test_a_schema_is_an_object(text: str) -> None:
    assert schema_report(text).fault is SchemaFault.NOT_OBJECT


@pytest.mark.parametrize("text", ['{"minimum": NaN}', '{"minimum": Infinity}'])
def test_what_only_python_takes_for_json_is_refused(text: str) -> None:
    assert schema_report(text).fault is SchemaFault.NOT_JSON


def test_a_wrong_keyword_is_found_by_its_path() -> None:
    report = schema_report('{"type": "object", "properties": {"age": {"type": "whole"}}}')
    assert report.fault is SchemaFault.NOT_SCHEMA
    assert report.path == "$.properties.age.type"
    assert "whole" in report.message


@pytest.mark.parametrize(
    "target", ["#/$defs/gone", "https://example.com/schema.json", "other.json", "#nowhere"]
)
def test_a_reference_that_leads_nowhere_or_outside_is_named(target: str) -> None:
    report = schema_report(json.dumps({"properties": {"a": {"$ref": target}}}))
    assert report.fault is SchemaFault.REFERENCE
    assert (report.path, report.message) == ("$.properties.a", target)


def test_references_inside_are_followed() -> None:
    text = json.dumps(
        {
            "$defs": {"node": {"type": "object", "properties": {"next": {"$ref": "#/$defs/node"}}}},
            "$ref": "#/$defs/node",
        }
    )
    assert schema_report(text).fault is None
    assert answer_problem(text, '{"next": {"next": {}}}') is None
    assert answer_problem(text, '{"next": {"next": 1}}') == "$.next.next: 1 is not of type 'object'"


def test_endless_depth_is_survived() -> None:
    deep = "[" * 200_000
    assert schema_report('{"enum": ' + deep).fault is SchemaFault.TOO_DEEP
    assert answer_problem("{}", deep) == "it is nested too deep to be checked"
    assert answer_problem('{"$ref": "#"}', "1") == "it is nested too deep to be checked"


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ({"type": "object", "properties": {}}, "$"),
        (
            {
                "type": "object",
                "properties": {"a": {"type": "object", "properties": {"b": {}}}},
                "required": ["a"],
                "additionalProperties": False,
            },
            "$.properties.a",
        ),
    ],
)
def test_what_strict_mode_refuses_is_found(schema: object, path: str) -> None:
    assert schema_report(json.dumps(schema)).loose == path


def test_an_answer_that_fits_has_no_problem() -> None:
    assert answer_problem(PERSON, '{"name": "Ada", "age": 36, "tags": []}') is None


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ('{"name": "Ada", "age": "36", "tags": []}', "$.age: '36' is not of type 'integer'"),
        ('{"name": "Ada", "age": 1, "tags": ["x", 2]}', "$.tags[1]: 2 is not of type 'string'"),
        ('{"age": 36, "tags": []}', "$: 'name' is a required property"),
        ('{"name": "Ada",\n "age": }', "line 2, column 9: Expecting value"),
        ("Here you are: {}", "line 1, column 1: Expecting value"),
    ],
)
def test_an_answer_that_does_not_fit_is_told_where(answer: str, said: str) -> None:
    assert answer_problem(PERSON, answer) == said


def test_long_answers_are_not_quoted_whole() -> None:
    said = answer_problem(PERSON, json.dumps("x" * 10_000))
    assert said is not None
    assert len(said) < 250


def test_a_broken_schema_is_not_laid_to_the_answer() -> None:
    said = answer_problem('{"type": "whole"}', "{}")
    assert said is not None
    assert said.startswith("the schema itself")


def test_without_a_schema_any_json_will_do() -> None:
    assert answer_problem("", "[1]") is None
    assert answer_problem("", "hello") is not None


@pytest.mark.parametrize(
    "schema",
    [
        {"pattern": "("},
        {"multipleOf": 1e-320},
        {"enum": [{"type": "object", "required": 5, "$ref": "x"}]},
        {"$dynamicRef": "#gone"},
        {"properties": {"a": {"type": "object", "required": ["b"]}, "required": {}}},
    ],
)
@pytest.mark.parametrize("answer", ["1e308", '"x"', "{}", "1e400"])
def test_odd_schemas_and_answers_are_survived(schema: object, answer: str) -> None:
    text = json.dumps(schema)
    said = answer_problem(text, answer)
    assert schema_report(text).fault is None or said is not None


def test_an_older_dialect_is_judged_by_its_own_rules() -> None:
    draft4 = '{"$schema": "http://json-schema.org/draft-04/schema#", "exclusiveMinimum": true, '
    assert schema_report(draft4 + '"minimum": 0}').fault is None
    assert answer_problem(draft4 + '"minimum": 0}', "0") is not None
    assert schema_report('{"exclusiveMinimum": true}').fault is SchemaFault.NOT_SCHEMA


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


@given(JSON)
def test_tidying_changes_no_value(value: object) -> None:
    assert json.loads(tidied(json.dumps(value))) == value


@given(JSON, JSON)
def test_no_json_makes_it_fail(schema: object, answer: object) -> None:
    report = schema_report(json.dumps(schema))
    said = answer_problem(json.dumps(schema), json.dumps(answer))
    assert said is None or said
    if report.fault is not None:
        assert said is not None


@given(st.text(max_size=40))
def test_no_text_makes_it_fail(text: str) -> None:
    assert schema_report(text).fault is not None or json.loads(text) is not None


def test_nothing_of_it_is_imported_before_the_first_schema() -> None:
    code = "import sys, oriel.domain.json_schema; print('jsonschema' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
