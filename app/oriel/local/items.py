"""Input items: what callers may send, made uniform.

OpenAI takes a bare string, untyped messages and typed items; inside the service
there is one form: typed items with ids, content always a list of typed parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oriel.local.faults import wrong
from oriel.local.ids import new_id

Item = dict[str, Any]
_ROLES = ("user", "assistant", "system", "developer")
_MOST_ITEMS = 10_000
_PREFIXES = {
    "message": "msg",
    "function_call": "fc",
    "function_call_output": "fco",
    "reasoning": "rs",
    "compaction": "cmp",
    "custom_tool_call": "ctc",
    "custom_tool_call_output": "ctco",
    "mcp_call": "mcp",
    "mcp_list_tools": "mcpl",
    "mcp_approval_request": "mcpr",
    "mcp_approval_response": "mcpa",
}
_NEEDED: dict[str, dict[str, type]] = {
    "function_call_output": {"call_id": str},
    "custom_tool_call_output": {"call_id": str},
    "mcp_approval_response": {"approval_request_id": str, "approve": bool},
    "compaction": {"encrypted_content": str},
}


def items_from_input(raw: Any, param: str = "input") -> list[Item]:
    """The uniform items for a string or a list. Raises ApiFault 400."""
    if isinstance(raw, str):
        raw = [{"type": "message", "role": "user", "content": raw}]
    if not isinstance(raw, list) or not raw:
        raise wrong(param, f"'{param}' must be a string or a non-empty list of items.")
    if len(raw) > _MOST_ITEMS:
        raise wrong(param, f"'{param}' has more than {_MOST_ITEMS} items.", "array_too_long")
    return [_item(entry, f"{param}[{n}]") for n, entry in enumerate(raw)]


def _item(raw: Any, param: str) -> Item:
    if not isinstance(raw, Mapping):
        raise wrong(param, f"{param} must be an object.", "invalid_type")
    kind = raw.get("type", "message" if "role" in raw else None)
    if not isinstance(kind, str) or not kind:
        raise wrong(f"{param}.type", f"{param} needs a 'type'.", "missing_required_parameter")
    if kind == "message":
        return _message(raw, param)
    if kind == "item_reference":
        raise wrong(f"{param}.type", "Item references are not offered here; send the item itself.")
    for name, form in _NEEDED.get(kind, {}).items():
        if not isinstance(raw.get(name), form):
            raise wrong(f"{param}.{name}", f"A {kind} needs its '{name}'.")
    return {**raw, "id": raw.get("id") or new_id(_PREFIXES.get(kind, "item"))}


def _message(raw: Mapping[str, Any], param: str) -> Item:
    role = raw.get("role")
    if role not in _ROLES:
        raise wrong(f"{param}.role", f"'{role}' is not one of {', '.join(_ROLES)}.")
    phase = {"phase": raw["phase"]} if isinstance(raw.get("phase"), str) else {}
    return {
        "id": raw.get("id") or new_id("msg"),
        "type": "message",
        "status": "completed",
        "role": role,
        **phase,
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
