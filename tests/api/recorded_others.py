"""Recorded turns with what is neither words nor one of the usual tools: compactions, tools
that are searched for, functions of the service's own, and what nobody knows yet."""

from __future__ import annotations

from oriel.domain.parts import ItemPart, TextPart, ToolCallPart, ToolResultPart

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

_YES = message("msg_1", text_piece("yes"))
_WORDS = {
    "elsewhere": (spoken("yes"),),
    "in_chat": (spoken_in_chat("yes"),),
}

_FOLDED: Json = {"type": "compaction", "id": "cmp_1", "encrypted_content": "gAAAold"}
_FOLDED_ANEW: Json = {"type": "compaction", "id": "cmp_2", "encrypted_content": "gAAAnew"}
COMPACTION = Recorded(
    name="two compactions around words",
    events=turn(
        *framed(0, _FOLDED, {"type": "response.compaction.compacting"}),
        *said(1, "old", "msg_0"),
        *framed(2, _FOLDED_ANEW),
        *said(3, "yes"),
        output=[_FOLDED, message("msg_0", text_piece("old")), _FOLDED_ANEW, _YES],
    ),
    parts=(
        ItemPart("compaction", _FOLDED),
        TextPart("old"),
        ItemPart("compaction", _FOLDED_ANEW),
        TextPart("yes"),
    ),
    told=Told(text="oldyes"),
    again=(_FOLDED_ANEW, spoken("yes")),
    elsewhere=(
        {
            "type": "message",
            "role": "assistant",
            "content": [
                {"type": "output_text", "text": "old"},
                {"type": "output_text", "text": "yes"},
            ],
        },
    ),
    in_chat=(spoken_in_chat("oldyes"),),
    folds=True,
)

_SOUGHT: Json = {
    "type": "tool_search_call",
    "id": "ts_1",
    "call_id": None,
    "execution": "server",
    "arguments": {"paths": ["crm"]},
    "status": "completed",
}
_TOOLS: Json = {
    "type": "tool_search_output",
    "id": "tso_1",
    "call_id": None,
    "execution": "server",
    "tools": [],
    "status": "completed",
}
_SEEKING = ToolCallPart(
    "ts_1", "tool_search", '{"paths": ["crm"]}', "tool_search_call", "completed"
)
TOOL_SEARCH = Recorded(
    name="search for tools",
    events=turn(
        *framed(0, _SOUGHT), *framed(1, _TOOLS), *said(2, "yes"), output=[_SOUGHT, _TOOLS, _YES]
    ),
    parts=(_SEEKING, ItemPart("tool_search_output", _TOOLS), TextPart("yes")),
    told=Told(text="yes", calls=(_SEEKING,), states=(("in_progress", "completed"),)),
    again=(_SOUGHT, _TOOLS, spoken("yes")),
    **_WORDS,
)

# A service may run functions of its own, and say in pieces what they gave.
_OWN: Json = {
    "type": "function_call",
    "id": "fc_1",
    "call_id": "call_1",
    "name": "peek",
    "arguments": "{}",
    "status": "completed",
}
_GAVE: Json = {
    "type": "function_call_output",
    "id": "fco_1",
    "call_id": "call_1",
    "output": [{"type": "input_text", "text": "a"}, {"type": "input_text", "text": "b"}],
    "status": "completed",
}
_PEEKED = ToolCallPart("call_1", "peek", "{}", "function_call", "completed")
OWN_FUNCTION = Recorded(
    name="function that the service ran itself",
    events=turn(*framed(0, _OWN), *framed(1, _GAVE), *said(2, "yes"), output=[_OWN, _GAVE, _YES]),
    parts=(_PEEKED, ToolResultPart("call_1", "ab"), TextPart("yes")),
    told=Told(
        text="yes",
        calls=(_PEEKED,),
        states=(("in_progress", "completed"),),
        results=(ToolResultPart("call_1", "ab"),),
    ),
    again=(
        {"type": "function_call", "call_id": "call_1", "name": "peek", "arguments": "{}"},
        _GAVE,
        spoken("yes"),
    ),
    elsewhere=(
        {"type": "function_call", "call_id": "call_1", "name": "peek", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "call_1", "output": "ab"},
        spoken("yes"),
    ),
    in_chat=(
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {
                    "id": "call_1",
                    "type": "function",
                    "function": {"name": "peek", "arguments": "{}"},
                }
            ],
        },
        {"role": "tool", "tool_call_id": "call_1", "content": "ab"},
        spoken_in_chat("yes"),
    ),
)

_NEW: Json = {"type": "dream_report", "id": "dr_1", "content": ["plain", {"deep": [1, None, "ü"]}]}
UNKNOWN = Recorded(
    name="an item nobody knows",
    events=turn(
        {"type": "response.dream_report.dreaming", "item_id": "dr_1"},
        *framed(0, _NEW),
        *said(1, "yes"),
        output=[_NEW, _YES],
    ),
    parts=(ItemPart("dream_report", _NEW), TextPart("yes")),
    told=Told(text="yes"),
    again=(_NEW, spoken("yes")),
    odd=True,
    **_WORDS,
)

RECORDED = (COMPACTION, TOOL_SEARCH, OWN_FUNCTION, UNKNOWN)
