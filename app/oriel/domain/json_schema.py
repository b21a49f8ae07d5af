"""JSON schemas as a person writes them: what is wrong with one, and whether an answer fits it.

jsonschema takes a tenth of a second to import: it is imported with the first schema.
References stay inside the schema; nothing is ever fetched.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_LONGEST_SAID = 200
# Values, not schemas: what stands in them means nothing.
_VALUES = ("const", "default", "enum", "examples")


class SchemaFault(StrEnum):
    EMPTY = "empty"
    NOT_JSON = "not_json"  # `line` and `column` say where it stops being JSON
    NOT_OBJECT = "not_object"
    NOT_SCHEMA = "not_schema"  # `path` says which part is no schema
    REFERENCE = "reference"  # `path` names a $ref that leads nowhere, or outside
    TOO_DEEP = "too_deep"


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaReport:
    """`fault` None: it is a schema of `kind` (its root's type, "" for any) with `fields`.

    `message` are the parser's or validator's own words. `loose` is the path of the first
    object that strict mode refuses, "" where there is none. Lines and columns begin at 1.
    """

    fault: SchemaFault | None = None
    message: str = ""
    line: int = 0
    column: int = 0
    path: str = ""
    kind: str = ""
    fields: int = 0
    loose: str = ""


def schema_report(text: str) -> SchemaReport:
    """What there is to say about a schema as typed."""
    if not text.strip():
        return SchemaReport(fault=SchemaFault.EMPTY)
    try:
        return _judged(_parsed(text))
    except json.JSONDecodeError as error:
        return SchemaReport(
            fault=SchemaFault.NOT_JSON, message=error.msg, line=error.lineno, column=error.colno
        )
    except ValueError as error:
        return SchemaReport(fault=SchemaFault.NOT_JSON, message=str(error))
    except RecursionError:
        return SchemaReport(fault=SchemaFault.TOO_DEEP)


def answer_problem(schema_text: str, answer: str) -> str | None:
    """What is wrong with an answer and where ("$.age: 'x' is not of type 'integer'"), None
    when it fits. A schema that cannot be used is the problem then."""
    report = schema_report(schema_text or "{}")
    if report.fault is not None:
        return f"the schema itself: {report.message or report.fault}"
    try:
        return _misfit(_parsed(schema_text or "{}"), _parsed(answer))
    except json.JSONDecodeError as error:
        return f"line {error.lineno}, column {error.colno}: {error.msg}"
    except ValueError as error:
        return str(error)
    except RecursionError:
        return "it is nested too deep to be checked"


def tidied(text: str) -> str:
    """JSON with one thing on each line. Raises ValueError for what is no JSON, RecursionError
    for what is nested too deep."""
    return json.dumps(_parsed(text), indent=2, ensure_ascii=False)


def _parsed(text: str) -> Any:
    return json.loads(text, parse_constant=_refuse)


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")  # Python takes it; services do not


def _judged(schema: Any) -> SchemaReport:
    if not isinstance(schema, dict):
        return SchemaReport(fault=SchemaFault.NOT_OBJECT)
    from jsonschema.exceptions import SchemaError

    try:
        _validator(schema).check_schema(schema)
    except SchemaError as error:
        path, said = error.json_path, _short(error.message)
        return SchemaReport(fault=SchemaFault.NOT_SCHEMA, message=said, path=path)
    if (lost := _lost_reference(schema)) is not None:
        return SchemaReport(fault=SchemaFault.REFERENCE, message=lost[1], path=lost[0])
    kind, fields = schema.get("type"), schema.get("properties")
    return SchemaReport(
        kind=kind if isinstance(kind, str) else "",
        fields=len(fields) if isinstance(fields, dict) else 0,
        loose=next(_loose(schema), ""),
    )


def _misfit(schema: dict[str, Any], answer: Any) -> str | None:
    from jsonschema.exceptions import best_match
    from jsonschema_specifications import REGISTRY
    from referencing.exceptions import Unresolvable

    found = _validator(schema)(schema, registry=REGISTRY).iter_errors(answer)
    try:
        worst = best_match(found)
    except (Unresolvable, ArithmeticError) as error:
        # A dynamic reference that leads nowhere; a number beyond what Python counts with.
        return f"the schema itself: {_short(str(error))}"
    return None if worst is None else f"{worst.json_path}: {_short(worst.message)}"


def _validator(schema: dict[str, Any]) -> Any:
    from jsonschema import Draft202012Validator
    from jsonschema.validators import validator_for

    return validator_for(schema, default=Draft202012Validator)


def _lost_reference(schema: dict[str, Any]) -> tuple[str, str] | None:
    """The path and the target of the first reference that cannot be followed."""
    from jsonschema_specifications import REGISTRY
    from referencing.exceptions import Unresolvable
    from referencing.jsonschema import DRAFT202012, specification_with

    dialect = schema.get("$schema")
    usual = DRAFT202012
    rules = specification_with(dialect, default=usual) if isinstance(dialect, str) else usual
    whole = rules.create_resource(schema)
    resolver = REGISTRY.with_resource("", whole).resolver_with_root(whole)
    for path, part in _parts(schema, "$"):
        target = part.get("$ref")
        if not isinstance(target, str):
            continue
        try:
            resolver.lookup(target)
        except (Unresolvable, ValueError):
            return path, target
    return None


def _loose(schema: dict[str, Any]) -> Iterator[str]:
    """Objects that say nothing of further fields, or leave one optional."""
    for path, part in _parts(schema, "$"):
        fields = part.get("properties")
        if part.get("type") != "object" or not isinstance(fields, dict | None):
            continue
        required = part.get("required", ())
        if part.get("additionalProperties") is not False or set(fields or ()) - set(required):
            yield path


def _parts(value: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        yield path, value
        for name, inner in value.items():
            if name not in _VALUES:
                yield from _parts(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _parts(inner, f"{path}[{index}]")


def _short(said: str) -> str:
    return said if len(said) <= _LONGEST_SAID else said[: _LONGEST_SAID - 1] + "…"
