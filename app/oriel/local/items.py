"""Input items: what callers may send, made uniform; and the lines models read.

OpenAI takes a bare string, untyped messages and typed items; inside the service
there is one form: typed items with ids, content always a list of typed parts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from oriel.local.faults import wrong
from oriel.local.ids import new_id
from oriel.local.talk import Line, Tool

Item = dict[str, Any]
_ROLES = ("user", "assistant", "system", "developer", "tool")
_PREFIXES = {
    "message": "msg",
    "function_call": "fc",
    "function_call_output": "fco",
    "reasoning": "rs",
}


def items_from_input(raw: Any, param: str = "input") -> list[Item]:
    """The uniform items for a string or a list. Raises ApiFault 400."""
    if isinstance(raw, str):
        raw = [{"type": "message", "role": "user", "content": raw}]
    if not isinstance(raw, list) or not raw:
        raise wrong(param, f"'{param}' must be a string or a non-empty list of items.")
    return [_item(entry, f"{param}[{n}]") for n, entry in enumerate(raw)]


def _item(raw: Any, param: str) -> Item:
    if not isinstance(raw, Mapping):
        raise wrong(param, f"{param} must be an object.", "invalid_type")
    kind = raw.get("type", "message" if "role" in raw else None)
    if not isinstance(kind, str) or not kind:
        raise wrong(f"{param}.type", f"{param} needs a 'type'.", "missing_required_parameter")
    if kind == "message":
        return _message(raw, param)
    if kind == "function_call_output" and not isinstance(raw.get("call_id"), str):
        raise wrong(f"{param}.call_id", "A function_call_output needs its 'call_id'.")
    return {**raw, "id": raw.get("id") or new_id(_PREFIXES.get(kind, "item"))}


def _message(raw: Mapping[str, Any], param: str) -> Item:
    role = raw.get("role")
    if role not in _ROLES[:4]:
        raise wrong(f"{param}.role", f"'{role}' is not one of {', '.join(_ROLES[:4])}.")
    return {
        "id": raw.get("id") or new_id("msg"),
        "type": "message",
        "status": "completed",
        "role": role,
        "content": _content(raw.get("content"), str(role), f"{param}.content"),
    }


def _content(raw: Any, role: str, param: str) -> list[dict[str, Any]]:
    if isinstance(raw, str):
        if role == "assistant":
            return [{"type": "output_text", "text": raw, "annotations": []}]
        return [{"type": "input_text", "text": raw}]
    if not isinstance(raw, list):
        raise wrong(param, f"{param} must be a string or a list of parts.", "invalid_type")
    for n, part in enumerate(raw):
        if not isinstance(part, Mapping) or not isinstance(part.get("type"), str):
            raise wrong(f"{param}[{n}]", "A content part is an object with a 'type'.")
        if part["type"].endswith("text") and not isinstance(part.get("text"), str):
            raise wrong(f"{param}[{n}].text", "A text part needs its 'text'.")
    return [dict(part) for part in raw]


def text_of(content: Any) -> str:
    """All text in a message's content, whichever API it came over."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        return ""
    texts = [part.get("text") or part.get("refusal") for part in content if isinstance(part, dict)]
    return "\n".join(text for text in texts if isinstance(text, str) and text)


def lines_from_items(items: Iterable[Item]) -> list[Line]:
    """The conversation as a model reads it; reasoning and calls are left out."""
    lines = []
    for item in items:
        if item.get("type") == "message":
            lines.append(Line(str(item["role"]), text_of(item.get("content"))))
        elif item.get("type") == "function_call_output":
            lines.append(Line("tool", _output_text(item.get("output"))))
    return lines


def _output_text(output: Any) -> str:
    return text_of(output) or ("" if output is None else json.dumps(output, ensure_ascii=False))


def lines_from_messages(raw: Any) -> list[Line]:
    """The lines of a Chat Completions `messages` list. Raises ApiFault 400."""
    if not isinstance(raw, list) or not raw:
        raise wrong("messages", "'messages' must be a non-empty list.")
    for n, message in enumerate(raw):
        if not isinstance(message, dict) or message.get("role") not in _ROLES:
            raise wrong(f"messages[{n}].role", f"A role is one of {', '.join(_ROLES)}.")
    return [Line(str(m["role"]), text_of(m.get("content"))) for m in raw]


def tools_from(raw: Any) -> tuple[Tool, ...]:
    """The functions offered, in the form of either API; other tools are passed over."""
    found = []
    for entry in raw if isinstance(raw, list) else []:
        function = entry.get("function", entry) if isinstance(entry, dict) else None
        if isinstance(function, dict) and isinstance(function.get("name"), str):
            parameters = function.get("parameters")
            found.append(Tool(function["name"], parameters if isinstance(parameters, dict) else {}))
    return tuple(found)


def tool_choice_from(raw: Any) -> str:
    """auto, none, required, or the name of the one function to call."""
    if isinstance(raw, dict):
        inner = raw.get("function")
        name = raw.get("name") or (inner.get("name") if isinstance(inner, dict) else None)
        return str(name or "auto")
    return raw if isinstance(raw, str) else "auto"
