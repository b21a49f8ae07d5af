"""What is said of a schema as it is typed: one line, and whether it is good."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from oriel.domain.json_schema import SchemaFault, SchemaReport
from oriel.ui.chat_settings.words import said

_FAULTS = {
    SchemaFault.EMPTY: QT_TRANSLATE_NOOP("ChatSettings", "Write a schema, or take an example."),
    SchemaFault.NOT_JSON: QT_TRANSLATE_NOOP(
        "ChatSettings", "No JSON: line {line}, column {column}: {message}."
    ),
    SchemaFault.NOT_OBJECT: QT_TRANSLATE_NOOP(
        "ChatSettings", "A schema is an object: it begins with a brace."
    ),
    SchemaFault.NOT_SCHEMA: QT_TRANSLATE_NOOP("ChatSettings", "No schema at {path}: {message}."),
    SchemaFault.REFERENCE: QT_TRANSLATE_NOOP(
        "ChatSettings", "At {path}, “{message}” leads nowhere in this schema."
    ),
    SchemaFault.TOO_DEEP: QT_TRANSLATE_NOOP("ChatSettings", "It is nested too deep."),
}
_OBJECT = QT_TRANSLATE_NOOP("ChatSettings", "OK: object with {count} fields")
_OBJECT_1 = QT_TRANSLATE_NOOP("ChatSettings", "OK: object with 1 field")
_OTHER = QT_TRANSLATE_NOOP("ChatSettings", "OK: {kind}")
_ANY = QT_TRANSLATE_NOOP("ChatSettings", "OK, but it says nothing of a type")
_LOOSE = QT_TRANSLATE_NOOP(
    "ChatSettings",
    "Strict mode wants every field of {path} under “required”, and “additionalProperties” false.",
)


def judged(report: SchemaReport, *, strict: bool) -> tuple[str, str]:
    """The line, and the textRole it has."""
    if report.fault is not None:
        role = "small" if report.fault is SchemaFault.EMPTY else "danger"
        text = said(_FAULTS[report.fault]).format(
            line=report.line,
            column=report.column,
            path=report.path,
            message=report.message.rstrip("."),
        )
        return text, role
    if strict and report.loose:
        return f"{_good(report)}. {said(_LOOSE).format(path=report.loose)}", "warning"
    return _good(report), "ok"


def _good(report: SchemaReport) -> str:
    if report.kind == "object":
        text = said(_OBJECT_1 if report.fields == 1 else _OBJECT)
        return text.format(count=report.fields)
    return said(_OTHER).format(kind=report.kind) if report.kind else said(_ANY)
