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


def check_hosted(entry: Mapping[str, Any]) -> None:
    """Raises ApiFault 400 for a tool of the service without what it needs."""
    match entry:
        case {"type": "file_search"}:
            if not entry.get("vector_store_ids") or not _texts(entry["vector_store_ids"]):
                raise wrong("tools", "file_search needs its 'vector_store_ids'.")
        case {"type": "code_interpreter"}:
            place = entry.get("container")
            automatic = isinstance(place, Mapping) and _texts(place.get("file_ids") or [])
            if not isinstance(place, str) and not automatic:
                raise wrong("tools", "code_interpreter needs its 'container'.")
        case {"type": "mcp"}:
            _check_server(entry)
        case {"type": "custom"}:
            if not isinstance(entry.get("name"), str):
                raise wrong("tools", "A custom tool needs its 'name'.")
        case {"type": str(), "filters": Mapping() as filters}:
            if not _texts(filters.get("allowed_domains") or []):
                raise wrong("tools", "allowed_domains is a list of texts.")
        case {"type": str()}:
            return
        case _:
            raise wrong("tools", "A tool needs its 'type'.")


def _check_server(entry: Mapping[str, Any]) -> None:
    allowed, rule = entry.get("allowed_tools"), entry.get("require_approval")
    names = allowed.get("tool_names") if isinstance(allowed, Mapping) else allowed
    if not isinstance(entry.get("server_label"), str):
        raise wrong("tools", "mcp needs its 'server_label'.")
    if not _texts(names or []):
        raise wrong("tools", "allowed_tools is a list of names.")
    if rule not in (None, "always", "never") and not isinstance(rule, Mapping):
        raise wrong("tools", "require_approval is always, never, or names tools for each.")


def _texts(raw: Any) -> bool:
    return isinstance(raw, list) and all(isinstance(one, str) for one in raw)


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
