"""When the rehearsal calls a declared function, and what arguments it makes up."""

from __future__ import annotations

import json
import re
from typing import Any

from oriel.local.made_up import made_up
from oriel.local.talk import Call, Move, Question, Say, Think, Tool

_WISH = re.compile(r"\b(call|function|tool)s?\b", re.IGNORECASE)
_TWICE = re.compile(r"\b(twice|both|all|parallel|each)\b", re.IGNORECASE)
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
    if not question.parallel:
        chosen = chosen[:1]
    given = object_in(text)
    thought: list[Move] = [Think("A function is asked for.")] if "reason" in text.lower() else []
    return [*thought, *(Call(tool.name, json.dumps(given or _arguments(tool))) for tool in chosen)]


def object_in(text: str) -> dict[str, Any] | None:
    """The first JSON object in a text, None when there is none."""
    start = text.find("{")
    if start < 0:
        return None
    try:
        value, _end = json.JSONDecoder().raw_decode(text[start:])
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _arguments(tool: Tool) -> dict[str, Any]:
    value = made_up(tool.parameters)
    return value if isinstance(value, dict) else {}
