"""What a request declares: functions, tools of the service, the choice among them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oriel.local.faults import wrong
from oriel.local.talk import Tool

_FUNCTIONS = (None, "function")
_CHOICES = ("auto", "none", "required")


def tools_from(raw: Any) -> tuple[Tool, ...]:
    """The functions offered, in the form of either API. Raises ApiFault 400."""
    found = []
    for entry in _entries(raw):
        function = entry.get("function", entry)
        if entry.get("type") not in _FUNCTIONS or not isinstance(function, dict):
            continue
        if isinstance(function.get("name"), str):
            parameters = function.get("parameters")
            found.append(Tool(function["name"], parameters if isinstance(parameters, dict) else {}))
    return tuple(found)


def hosted_from(raw: Any) -> tuple[Mapping[str, Any], ...]:
    """The tools that are no functions, as they were declared. Raises ApiFault 400."""
    return tuple(entry for entry in _entries(raw) if entry.get("type") not in _FUNCTIONS)


def tool_choice_from(raw: Any) -> str:
    """auto, none, required, the name of the one function, or the type of the hosted tool."""
    if isinstance(raw, dict):
        inner = raw.get("function")
        name = raw.get("name") or (inner.get("name") if isinstance(inner, dict) else None)
        if raw.get("type") in ("mcp", "custom") or not name:
            name = raw.get("mode") if raw.get("type") == "allowed_tools" else raw.get("type")
        return str(name or "auto")
    return raw if isinstance(raw, str) else "auto"


def check_tool_choice(raw: Any) -> None:
    """Raises ApiFault 400 for a choice that is none."""
    if raw is not None and not isinstance(raw, dict) and raw not in _CHOICES:
        raise wrong("tool_choice", f"tool_choice is one of {', '.join(_CHOICES)}, or an object.")


def only_allowed(tools: tuple[Tool, ...], raw: Any) -> tuple[Tool, ...]:
    """The functions a choice of `allowed_tools` leaves."""
    if not isinstance(raw, dict) or raw.get("type") != "allowed_tools":
        return tools
    names = {entry.get("name") for entry in _entries(raw.get("tools"))}
    return tuple(tool for tool in tools if tool.name in names)


def _entries(raw: Any) -> list[dict[str, Any]]:
    if raw is None:
        return []
    if not isinstance(raw, list) or not all(isinstance(entry, dict) for entry in raw):
        raise wrong("tools", "tools is a list of objects, each with its 'type'.")
    return raw
