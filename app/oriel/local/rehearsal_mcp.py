"""The rehearsal's MCP server: it lists tools, asks for leave where it must, and calls.

Nothing is connected anywhere: the server named in the request is only played.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from oriel.local.faults import wrong
from oriel.local.hosted import AskLeave, CallServer, ListTools
from oriel.local.made_up import made_up
from oriel.local.rehearsal_calls import object_in
from oriel.local.talk import Leave, Move, Question, Say

_TOOLS: tuple[dict[str, Any], ...] = (
    {
        "name": "look_up",
        "description": "Looks a word up (played, nothing is looked up).",
        "input_schema": {
            "type": "object",
            "properties": {"word": {"type": "string"}},
            "required": ["word"],
        },
        "annotations": {"readOnlyHint": True},
    },
    {
        "name": "send_note",
        "description": "Sends a note to somebody (played, nothing is sent).",
        "input_schema": {
            "type": "object",
            "properties": {"to": {"type": "string"}, "text": {"type": "string"}},
            "required": ["to", "text"],
        },
        "annotations": {"readOnlyHint": False},
    },
)


def mcp_moves(question: Question) -> list[Move]:
    """Listing, then a call or a request for leave, at the server the message names."""
    servers = mcp_servers(question)
    text = question.asked
    server = next((one for one in servers if str(one["server_label"]) in text), servers[0])
    label, offered = str(server["server_label"]), [*_offered(server)]
    if "unreachable" in text:
        return [ListTools(label, error="The server did not answer."), Say(_NO_SERVER)]
    listing = ListTools(label, tuple(offered))
    tool = next((one for one in offered if one["name"] in text), offered[0] if offered else None)
    if tool is None:
        return [listing, Say("The server offers no tool that is allowed. ")]
    arguments = json.dumps(object_in(text) or made_up(tool["input_schema"]))
    if _needs_leave(server.get("require_approval"), tool["name"]):
        return [listing, AskLeave(label, tool["name"], arguments)]
    return [listing, *_called(label, tool["name"], arguments, None, "broken" in text)]


def after_leave(question: Question) -> list[Move]:
    """What the answers to approval requests lead to: calls, or a polite word."""
    labels = [server["server_label"] for server in mcp_servers(question)]
    moves: list[Move] = []
    for leave in question.leave:
        if leave.server_label not in labels:
            said = f"The MCP server '{leave.server_label}' has to be declared again."
            raise wrong("tools", said)
        moves += _after(leave, "broken" in question.asked)
    return moves


def mcp_servers(question: Question) -> list[Mapping[str, Any]]:
    """The servers the request declares."""
    return [tool for tool in question.hosted if tool.get("type") == "mcp"]


_NO_SERVER = "The MCP server could not be reached, so nothing was called. "


def _after(leave: Leave, broken: bool) -> list[Move]:
    if leave.approve:
        call = (leave.server_label, leave.name, leave.arguments, leave.request_id)
        return _called(*call, broken)
    because = f" You said: “{leave.reason}”." if leave.reason else ""
    return [Say(f"As you wish: `{leave.name}` was not called.{because} ")]


def _called(
    label: str, name: str, arguments: str, request_id: str | None, broken: bool
) -> list[Move]:
    if broken:
        error = "The tool said no."
        call = CallServer(label, name, arguments, "", error, request_id)
        return [call, Say(f"The tool `{name}` failed: {error} ")]
    output = json.dumps({"played": True, "tool": name, "given": json.loads(arguments or "{}")})
    call = CallServer(label, name, arguments, output, "", request_id)
    return [call, Say(f"The tool `{name}` of **{label}** returned:\n\n```json\n{output}\n```\n")]


def _offered(server: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    allowed = server.get("allowed_tools")
    names = allowed.get("tool_names") if isinstance(allowed, Mapping) else allowed
    if not names:
        return _TOOLS
    known = {tool["name"]: tool for tool in _TOOLS}
    return [known.get(name) or _unheard(str(name)) for name in names]


def _unheard(name: str) -> dict[str, Any]:
    """A tool only the caller knows of; it is played all the same."""
    schema = {"type": "object", "properties": {"text": {"type": "string"}}}
    plain = re.sub(r"[_-]+", " ", name)
    return {"name": name, "description": f"Plays “{plain}”.", "input_schema": schema}


def _needs_leave(rule: Any, name: str) -> bool:
    if isinstance(rule, Mapping):
        never = rule.get("never")
        free = never.get("tool_names") if isinstance(never, Mapping) else None
        return not isinstance(free, list) or name not in free
    return bool(rule != "never")
