"""Recorded turns with tool servers that the service asks: their tools, calls, approvals."""

from __future__ import annotations

from typing import Any

from oriel.domain.parts import DecisionPart, ItemPart, TextPart, ToolCallPart, ToolResultPart
from oriel.domain.stopping import StopReason

from .recorded_items import (
    Json,
    Recorded,
    Told,
    framed,
    message,
    said,
    spoken,
    spoken_in_chat,
    text_piece,
    turn,
)

_TOOLS: Json = {
    "type": "mcp_list_tools",
    "id": "mcpl_1",
    "server_label": "docs",
    "tools": [{"name": "find", "input_schema": {"type": "object"}}],
}
_FIND: Json = {
    "type": "mcp_call",
    "id": "mcp_1",
    "server_label": "docs",
    "name": "find",
    "arguments": '{"q":"x"}',
    "output": "one page",
    "error": None,
    "status": "completed",
    "approval_request_id": None,
}
_LISTED = ToolCallPart(
    "mcpl_1",
    "mcp_list_tools",
    '[{"name": "find", "input_schema": {"type": "object"}}]',
    "mcp_list_tools",
    "completed",
    "docs",
)
_FINDING = ToolCallPart("mcp_1", "find", '{"q":"x"}', "mcp_call", "completed", "docs")
MCP = Recorded(
    name="tools of a server, and a call",
    events=turn(
        *framed(
            0,
            _TOOLS,
            {"type": "response.mcp_list_tools.in_progress"},
            {"type": "response.mcp_list_tools.completed"},
            tools=[],
        ),
        *framed(
            1,
            _FIND,
            {"type": "response.mcp_call.in_progress"},
            {"type": "response.mcp_call_arguments.delta", "delta": '{"q":'},
            {"type": "response.mcp_call_arguments.delta", "delta": '"x"}'},
            {"type": "response.mcp_call_arguments.done", "arguments": '{"q":"x"}'},
            {"type": "response.mcp_call.completed"},
            arguments="",
            output=None,
        ),
        *said(2, "yes"),
        output=[_TOOLS, _FIND, message("msg_1", text_piece("yes"))],
    ),
    parts=(
        ItemPart("mcp_list_tools", _TOOLS),
        _FINDING,
        ToolResultPart("mcp_1", "one page"),
        TextPart("yes"),
    ),
    told=Told(
        text="yes",
        calls=(_LISTED, _FINDING),
        states=(("in_progress", "completed"), ("in_progress", "completed")),
        results=(ToolResultPart("mcp_1", "one page"),),
    ),
    again=(_TOOLS, _FIND, spoken("yes")),
    elsewhere=(spoken("yes"),),
    in_chat=(spoken_in_chat("yes"),),
)

_NO_TOOLS: Json = {**_TOOLS, "tools": [], "error": "unreachable"}


def _failed(name: str, error: Any, **more: Any) -> Recorded:
    """A call that failed with `error`, which says "gone" in one of the service's ways."""
    call = {**_FIND, "output": None, "error": error, "status": "failed"}
    return Recorded(
        name=f"tools of a server, both failed: {name}",
        events=turn(
            *framed(
                0,
                _NO_TOOLS,
                {"type": "response.mcp_list_tools.in_progress"},
                {"type": "response.mcp_list_tools.failed"},
                error=None,
            ),
            *framed(
                1,
                call,
                {"type": "response.mcp_call.in_progress"},
                {"type": "response.mcp_call.failed"},
                error=None,
            ),
            *said(2, "no"),
            output=[_NO_TOOLS, call, message("msg_1", text_piece("no"))],
        ),
        parts=(
            ItemPart("mcp_list_tools", _NO_TOOLS),
            ToolCallPart("mcp_1", "find", '{"q":"x"}', "mcp_call", "failed", "docs"),
            ToolResultPart("mcp_1", "gone", failed=True),
            TextPart("no"),
        ),
        told=Told(
            text="no",
            calls=(
                ToolCallPart("mcpl_1", "mcp_list_tools", "", "mcp_list_tools", "failed", "docs"),
                ToolCallPart("mcp_1", "find", '{"q":"x"}', "mcp_call", "failed", "docs"),
            ),
            states=(("in_progress", "failed"), ("in_progress", "failed")),
            results=(ToolResultPart("mcp_1", "gone", failed=True),),
        ),
        again=(_NO_TOOLS, call, spoken("no")),
        elsewhere=(spoken("no"),),
        in_chat=(spoken_in_chat("no"),),
        **more,
    )


FAILED = (
    _failed("text", "gone", odd=True),
    _failed("protocol", {"type": "mcp_protocol_error", "code": -32000, "message": "gone"}),
    _failed("http", {"type": "http_error", "code": 502, "message": "gone"}),
    _failed(
        "execution",
        {"type": "mcp_tool_execution_error", "content": [{"type": "text", "text": "gone"}]},
    ),
)

_LEAVE: Json = {
    "type": "mcp_approval_request",
    "id": "mcpr_1",
    "server_label": "docs",
    "name": "wipe",
    "arguments": "{}",
}
_ASKING = ToolCallPart("mcpr_1", "wipe", "{}", "mcp_approval_request", "", "docs")


def _approval(name: str, given: tuple[DecisionPart, ...], *again: Json) -> Recorded:
    begun = ToolCallPart("mcpr_1", "wipe", "{}", "mcp_approval_request", "in_progress", "docs")
    return Recorded(
        name=name,
        events=turn(*said(0, "May I?"), *framed(1, _LEAVE), output=[_MAY_I, _LEAVE]),
        parts=(TextPart("May I?"), _ASKING),
        told=Told(text="May I?", calls=(begun,), states=(("in_progress",),)),
        reason=StopReason.TOOL_CALLS,
        given=given,
        again=(spoken("May I?"), *again),
        elsewhere=(spoken("May I?"),),
        in_chat=(spoken_in_chat("May I?"),),
    )


_MAY_I = message("msg_1", text_piece("May I?"))
_ANSWER: Json = {"type": "mcp_approval_response", "approval_request_id": "mcpr_1"}
APPROVED = _approval(
    "leave asked for and given",
    (DecisionPart("mcpr_1", approved=True),),
    _LEAVE,
    {**_ANSWER, "approve": True},
)
DECLINED = _approval(
    "leave asked for and refused",
    (DecisionPart("mcpr_1", approved=False, reason="never"),),
    _LEAVE,
    {**_ANSWER, "approve": False, "reason": "never"},
)
UNDECIDED = _approval("leave asked for, nothing said", ())

RECORDED = (MCP, *FAILED, APPROVED, DECLINED, UNDECIDED)
