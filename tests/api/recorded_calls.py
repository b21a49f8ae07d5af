"""Recorded turns that call what runs on this side: functions and custom tools."""

from __future__ import annotations

from oriel.domain.parts import (
    ReasoningPart,
    ToolCallPart,
    ToolResultPart,
)
from oriel.domain.stopping import StopReason

from .recorded_items import (
    Json,
    Recorded,
    Told,
    framed,
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

RECORDED = (FUNCTION, PARALLEL, HALF_ANSWERED, CUSTOM)
