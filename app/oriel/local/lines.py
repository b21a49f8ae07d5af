"""The conversation as a model reads it: lines, from the items or messages of either API."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from oriel.local.faults import ApiFault, unknown, wrong
from oriel.local.items import Item, text_of
from oriel.local.sealed import seal, unseal
from oriel.local.talk import Leave, Line

_ROLES = ("user", "assistant", "system", "developer", "tool")
_OUTPUTS = ("function_call_output", "custom_tool_call_output")
_FOLDED_LINES, _FOLDED_LENGTH = 40, 240  # what a compaction keeps: newest lines, characters each
_PARTS = {
    "input_image": "image",
    "image_url": "image",
    "input_file": "file",
    "file": "file",
    "input_audio": "audio clip",
}


def lines_from_items(items: Iterable[Item]) -> list[Line]:
    """The lines of items; thoughts and calls are left out, and what lies before a compaction.

    Raises ApiFault 400 for sealed content that is not as it was given out.
    """
    lines: list[Line] = []
    for n, item in enumerate(items):
        match item.get("type"):
            case "message":
                content = item.get("content")
                lines.append(Line(str(item["role"]), text_of(content), _parts(content)))
            case kind if kind in _OUTPUTS:
                lines.append(Line("tool", _output_text(item.get("output"))))
            case "compaction":
                lines = _unfolded(_opened(item, n))
            case "reasoning" if item.get("encrypted_content"):
                _opened(item, n)
    return lines


def folded(lines: Sequence[Line]) -> str:
    """The content of a compaction item: the newest lines, shortened; opaque to callers."""
    kept = lines[-_FOLDED_LINES:]
    return seal({"lines": [[line.role, line.text[:_FOLDED_LENGTH]] for line in kept]})


def leave_from(given: Iterable[Item], before: Iterable[Item]) -> tuple[Leave, ...]:
    """The answers to approval requests among new items. Raises ApiFault 404 without a request."""
    given = list(given)
    known = {item["id"]: item for item in (*before, *given) if "id" in item}
    return tuple(
        _leave(item, known) for item in given if item.get("type") == "mcp_approval_response"
    )


def lines_from_messages(raw: Any) -> list[Line]:
    """The lines of a Chat Completions `messages` list. Raises ApiFault 400."""
    if not isinstance(raw, list) or not raw:
        raise wrong("messages", "'messages' must be a non-empty list.")
    for n, message in enumerate(raw):
        if not isinstance(message, dict) or message.get("role") not in _ROLES:
            raise wrong(f"messages[{n}].role", f"A role is one of {', '.join(_ROLES)}.")
        if not isinstance(message.get("content", ""), str | list | None):
            raise wrong(f"messages[{n}].content", "A content is a text or a list of parts.")
        for part in message["content"] if isinstance(message.get("content"), list) else ():
            if not isinstance(part, dict) or not isinstance(part.get("type"), str):
                raise wrong(f"messages[{n}].content", "A part is an object with a 'type'.")
    return [Line(str(m["role"]), text_of(m.get("content")), _parts(m.get("content"))) for m in raw]


def _parts(content: Any) -> tuple[str, ...]:
    parts = content if isinstance(content, list) else []
    kinds = (part.get("type") for part in parts if isinstance(part, dict))
    return tuple(_PARTS[kind] for kind in kinds if kind in _PARTS)


def _output_text(output: Any) -> str:
    return text_of(output) or ("" if output is None else json.dumps(output, ensure_ascii=False))


def _opened(item: Item, n: int) -> Any:
    try:
        return unseal(str(item["encrypted_content"]))
    except ValueError as error:
        said = f"The encrypted content of item {item.get('id')} could not be verified."
        param = f"input[{n}].encrypted_content"
        raise ApiFault(400, said, param=param, code="invalid_encrypted_content") from error


def _unfolded(value: Any) -> list[Line]:
    pairs = value.get("lines") if isinstance(value, dict) else None
    return [Line(str(role), str(text)) for role, text in pairs or []]


def _leave(item: Item, known: dict[str, Item]) -> Leave:
    request_id = item["approval_request_id"]
    request = known.get(request_id)
    if request is None or request.get("type") != "mcp_approval_request":
        raise unknown("Approval request", request_id, "input")
    return Leave(
        request_id,
        item["approve"],
        str(request.get("server_label")),
        str(request.get("name")),
        str(request.get("arguments")),
        str(item.get("reason") or ""),
    )
