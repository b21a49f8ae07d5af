"""Recorded turns that call: functions, custom tools, tool servers, approvals."""

from __future__ import annotations

from oriel.domain.parts import (
    DecisionPart,
    ItemPart,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
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


def _function(number: int, name: str, arguments: str) -> Json:
    return {
        "type": "function_call",
        "id": f"fc_{number}",
        "call_id": f"call_{number}",
        "name": name,
        "arguments": arguments,
        "status": "completed",
    }


def _sent(number: int, name: str, arguments: str) -> Json:
    """A function call as it is sent again: without id and status."""
    said = {"type": "function_call", "call_id": f"call_{number}"}
    return {**said, "name": name, "arguments": arguments}


def _output(number: int, output: str) -> Json:
    return {"type": "function_call_output", "call_id": f"call_{number}", "output": output}


def _in_chat(*calls: tuple[int, str, str]) -> Json:
    made = [
        {"id": f"call_{n}", "type": "function", "function": {"name": name, "arguments": arguments}}
        for n, name, arguments in calls
    ]
    return {"role": "assistant", "content": None, "tool_calls": made}


def _tool(number: int, output: str) -> Json:
    return {"role": "tool", "tool_call_id": f"call_{number}", "content": output}


def _arguments(delta: str) -> Json:
    return {"type": "response.function_call_arguments.delta", "delta": delta}


def _arguments_done(name: str, arguments: str) -> Json:
    return {"type": "response.function_call_arguments.done", "name": name, "arguments": arguments}


_ADD = _function(1, "add", '{"a":1}')
FUNCTION = Recorded(
    name="function call",
    events=turn(
        *framed(
            0,
            _ADD,
            _arguments('{"a"'),
            _arguments(":1}"),
            _arguments_done("add", '{"a":1}'),
            arguments="",
        ),
        output=[_ADD],
    ),
    parts=(ToolCallPart("call_1", "add", '{"a":1}', "function_call", "completed"),),
    told=Told(
        calls=(ToolCallPart("call_1", "add", '{"a":1}', "function_call", "completed"),),
        states=(("in_progress", "completed"),),
    ),
    reason=StopReason.TOOL_CALLS,
    given=(ToolResultPart("call_1", "2"),),
    again=(_sent(1, "add", '{"a":1}'), _output(1, "2")),
    elsewhere=(_sent(1, "add", '{"a":1}'), _output(1, "2")),
    in_chat=(_in_chat((1, "add", '{"a":1}')), _tool(1, "2")),
)

_THOUGHT: Json = {
    "type": "reasoning",
    "id": "rs_1",
    "summary": [{"type": "summary_text", "text": "Both."}],
    "encrypted_content": "gAAA",
}
_SUB = _function(2, "now", "{}")
_BOTH = (
    ToolCallPart("call_1", "add", '{"a":1}', "function_call", "completed"),
    ToolCallPart("call_2", "now", "{}", "function_call", "completed"),
)


def _parallel(name: str, given: tuple[ToolResultPart, ...], **sent: tuple[Json, ...]) -> Recorded:
    begun = framed(1, _ADD, _arguments('{"a":1}'), arguments="")
    other = framed(2, _SUB, _arguments("{}"), arguments="")
    woven = [event for pair in zip(begun, other, strict=True) for event in pair]
    return Recorded(
        name=name,
        events=turn(*framed(0, _THOUGHT, summary=[]), *woven, output=[_THOUGHT, _ADD, _SUB]),
        parts=(ReasoningPart("Both."), *_BOTH),
        told=Told(calls=_BOTH, states=(("in_progress", "completed"),) * 2),
        reason=StopReason.TOOL_CALLS,
        given=given,
        **sent,
    )


PARALLEL = _parallel(
    "parallel functions, answered in another order",
    (ToolResultPart("call_2", "noon"), ToolResultPart("call_1", "2")),
    again=(
        _THOUGHT,
        _sent(1, "add", '{"a":1}'),
        _sent(2, "now", "{}"),
        _output(1, "2"),
        _output(2, "noon"),
    ),
    elsewhere=(
        _sent(1, "add", '{"a":1}'),
        _sent(2, "now", "{}"),
        _output(2, "noon"),
        _output(1, "2"),
    ),
    in_chat=(
        _in_chat((1, "add", '{"a":1}'), (2, "now", "{}")),
        _tool(2, "noon"),
        _tool(1, "2"),
    ),
)
HALF_ANSWERED = _parallel(
    "parallel functions, one without an answer",
    (ToolResultPart("call_2", "noon"),),
    again=(_THOUGHT, _sent(2, "now", "{}"), _output(2, "noon")),
    elsewhere=(_sent(2, "now", "{}"), _output(2, "noon")),
    in_chat=(_in_chat((2, "now", "{}")), _tool(2, "noon")),
)

_CUSTOM: Json = {
    "type": "custom_tool_call",
    "id": "ctc_1",
    "call_id": "call_1",
    "name": "sql",
    "input": "select 1",
}
CUSTOM = Recorded(
    name="custom tool call",
    events=turn(
        *framed(
            0,
            _CUSTOM,
            {"type": "response.custom_tool_call_input.delta", "delta": "select "},
            {"type": "response.custom_tool_call_input.delta", "delta": "1"},
            {"type": "response.custom_tool_call_input.done", "input": "select 1"},
            input="",
        ),
        output=[_CUSTOM],
    ),
    parts=(ToolCallPart("call_1", "sql", "select 1", "custom_tool_call"),),
    told=Told(
        calls=(ToolCallPart("call_1", "sql", "select 1", "custom_tool_call", "in_progress"),),
        states=(("in_progress",),),
    ),
    reason=StopReason.TOOL_CALLS,
    given=(ToolResultPart("call_1", "1 row"),),
    again=(
        {"type": "custom_tool_call", "call_id": "call_1", "name": "sql", "input": "select 1"},
        {"type": "custom_tool_call_output", "call_id": "call_1", "output": "1 row"},
    ),
    # Elsewhere it goes as a function, whose arguments have to be an object.
    elsewhere=(_sent(1, "sql", '{"input": "select 1"}'), _output(1, "1 row")),
    in_chat=(_in_chat((1, "sql", '{"input": "select 1"}')), _tool(1, "1 row")),
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
_FAILED: Json = {**_FIND, "output": None, "error": "gone", "status": "failed"}
MCP_FAILED = Recorded(
    name="tools of a server, both failed",
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
            _FAILED,
            {"type": "response.mcp_call.in_progress"},
            {"type": "response.mcp_call.failed"},
            error=None,
        ),
        *said(2, "no"),
        output=[_NO_TOOLS, _FAILED, message("msg_1", text_piece("no"))],
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
    again=(_NO_TOOLS, _FAILED, spoken("no")),
    elsewhere=(spoken("no"),),
    in_chat=(spoken_in_chat("no"),),
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

RECORDED = (
    FUNCTION,
    PARALLEL,
    HALF_ANSWERED,
    CUSTOM,
    MCP,
    MCP_FAILED,
    APPROVED,
    DECLINED,
    UNDECIDED,
)
