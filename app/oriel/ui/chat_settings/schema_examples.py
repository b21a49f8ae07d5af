"""Three schemas to begin with. They are what strict mode takes: every field named and needed."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from PySide6.QtCore import QT_TRANSLATE_NOOP

from oriel.ui.chat_settings.words import said


class Example(NamedTuple):
    """`title` is shown, `name` is what the schema is called."""

    title: str
    name: str
    schema: str


def _object(**fields: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": fields,
        "required": [*fields],
        "additionalProperties": False,
    }


_TEXT, _TEXTS = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
_TASK = _object(
    what=_TEXT,
    who={"type": ["string", "null"], "description": "null when nobody is named"},
    due={"type": ["string", "null"], "description": "An ISO date, such as 2027-02-28"},
)
_EXAMPLES: tuple[tuple[object, str, dict[str, Any]], ...] = (
    (
        QT_TRANSLATE_NOOP("ChatSettings", "A contact out of a text"),
        "contact",
        _object(name=_TEXT, company={"type": ["string", "null"]}, emails=_TEXTS, phones=_TEXTS),
    ),
    (
        QT_TRANSLATE_NOOP("ChatSettings", "A verdict with a reason"),
        "verdict",
        _object(
            verdict={"type": "string", "enum": ["positive", "neutral", "negative"]},
            certainty={"type": "number", "description": "0 to 1"},
            reason=_TEXT,
        ),
    ),
    (
        QT_TRANSLATE_NOOP("ChatSettings", "A list of tasks"),
        "tasks",
        _object(summary=_TEXT, tasks={"type": "array", "items": _TASK}),
    ),
)


def examples() -> list[Example]:
    return [
        Example(said(title), name, json.dumps(schema, indent=2))
        for title, name, schema in _EXAMPLES
    ]
