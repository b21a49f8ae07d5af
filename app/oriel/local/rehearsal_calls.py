"""When the rehearsal calls a declared function, and what arguments it makes up."""

from __future__ import annotations

import json
import re
from typing import Any

from oriel.local.talk import Call, Move, Question, Say, Think, Tool

_WISH = re.compile(r"\b(call|function|tool)s?\b", re.IGNORECASE)
_TWICE = re.compile(r"\b(twice|both|all|parallel|each)\b", re.IGNORECASE)
_MADE_UP: dict[str, Any] = {
    "string": "example",
    "integer": 1,
    "number": 1.5,
    "boolean": True,
    "array": [],
    "null": None,
}
_NO_TOOLS = (
    "You asked for a function call, but the request declared no function. "
    "Declare one in `tools` and ask again."
)


def calls_for(question: Question) -> list[Move] | None:
    """The calls the message asks for; None when it asks for none.

    Functions named in the message are called, or the first one; `all`, `both`,
    `parallel` call every one. A JSON object in the message becomes the arguments.
    """
    choice, text = question.tool_choice, question.asked
    named = [tool for tool in question.tools if re.search(rf"\b{re.escape(tool.name)}\b", text)]
    forced = [tool for tool in question.tools if tool.name == choice]
    wished = bool(_WISH.search(text)) or bool(named)
    if choice == "none" or not (wished or forced or choice == "required"):
        return None
    if not question.tools:
        return [Say(_NO_TOOLS)]
    chosen = forced or named or list(question.tools if _TWICE.search(text) else question.tools[:1])
    given = _object_in(text)
    thought: list[Move] = [Think("A function is asked for.")] if "reason" in text.lower() else []
    return [*thought, *(Call(tool.name, json.dumps(given or _arguments(tool))) for tool in chosen)]


def _object_in(text: str) -> dict[str, Any] | None:
    start = text.find("{")
    if start < 0:
        return None
    try:
        value, _end = json.JSONDecoder().raw_decode(text[start:])
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _arguments(tool: Tool) -> dict[str, Any]:
    value = _made_up(tool.parameters)
    return value if isinstance(value, dict) else {}


def _made_up(schema: Any) -> Any:
    """A value a JSON schema accepts, for the plain schemas functions have."""
    if not isinstance(schema, dict):
        return "example"
    if "default" in schema:
        return schema["default"]
    if isinstance(schema.get("enum"), list) and schema["enum"]:
        return schema["enum"][0]
    kind = schema.get("type", "object" if "properties" in schema else "string")
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), "null")
    if kind == "object":
        properties = schema.get("properties")
        fields = properties if isinstance(properties, dict) else {}
        return {name: _made_up(inner) for name, inner in fields.items()}
    return _MADE_UP.get(str(kind), "example")
