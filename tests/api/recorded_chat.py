"""Recorded turns of the Chat Completions API, as documented and as servers send them."""

from __future__ import annotations

from typing import Any

from oriel.domain.connections import WireApi
from oriel.domain.parts import (
    CitationPart,
    ImagePart,
    Part,
    ReasoningPart,
    RefusalPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from oriel.domain.stopping import StopReason
from oriel.domain.usage import Usage

from .recorded_items import JPEG, PNG, Json, Recorded, Told, spoken

_HEAD: Json = {"id": "chatcmpl-1", "model": "m-1"}
_USAGE: Json = {
    "prompt_tokens": 10,
    "prompt_tokens_details": {"cached_tokens": 4},
    "completion_tokens": 20,
    "completion_tokens_details": {"reasoning_tokens": 7},
    "total_tokens": 30,
}
_COUNT: Json = {**_HEAD, "choices": [], "usage": _USAGE}


def chunk(finish: str | None = None, index: int = 0, **delta: Any) -> Json:
    return {**_HEAD, "choices": [{"index": index, "delta": delta, "finish_reason": finish}]}


def _chat(name: str, *events: Json, counted: bool = True, **more: Any) -> Recorded:
    begun = chunk(role="assistant", content="")
    told = (begun, *events, *((_COUNT,) if counted else ()))
    return Recorded(name=f"chat: {name}", events=told, api=WireApi.CHAT, **more)


def _words(text: str, *before: Part, reasoning: str = "") -> Any:
    return {
        "parts": (*before, TextPart(text)),
        "told": Told(text=text, reasoning=reasoning),
        "again": ({"role": "assistant", "content": text},),
        "elsewhere": (spoken(text),),
    }


TEXT = (
    _chat(
        "text",
        chunk(content="Grüße "),
        chunk(content="東京 🏙"),
        chunk("stop"),
        **_words("Grüße 東京 🏙"),
    ),
    _chat(
        "empty choices first", {**_HEAD, "choices": []}, chunk("stop", content="a"), **_words("a")
    ),
    _chat("no usage", chunk(content="a"), chunk("stop"), counted=False, usage=None, **_words("a")),
    _chat(
        "usage beside the last choice",
        {**chunk("stop", content="a"), "usage": {"prompt_tokens": 1, "completion_tokens": 2}},
        counted=False,
        usage=Usage(1, 2, 3),
        odd=True,
        **_words("a"),
    ),
    _chat("no finish reason", chunk(content="a"), done=(True,), **_words("a")),
    _chat(
        "cut",
        chunk(content="a"),
        counted=False,
        told=Told(text="a"),
        reason=None,
        usage=None,
        done=(False,),
    ),
    _chat("length", chunk("length", content="a"), reason=StopReason.LENGTH, **_words("a")),
    _chat(
        "filter", chunk("content_filter", content="a"), reason=StopReason.FILTERED, **_words("a")
    ),
    _chat("unheard-of reason", chunk("eos", content="a"), odd=True, **_words("a")),
    _chat(
        "content in pieces",
        chunk(content=[{"type": "text", "text": "a"}]),
        chunk(content=[{"type": "text", "text": "b"}, {"type": "text", "text": "c"}]),
        chunk("stop", content=None),
        odd=True,
        **_words("abc"),
    ),
)
_HM = ReasoningPart("hm")
REASONING = (
    _chat(
        "reasoning_content",
        chunk(reasoning_content="h", content=None),
        chunk(reasoning_content="m"),
        chunk("stop", content="a"),
        **_words("a", _HM, reasoning="hm"),
    ),
    _chat(
        "reasoning",
        chunk(reasoning="h", content=""),
        chunk(reasoning="m"),
        chunk("stop", content="a"),
        **_words("a", _HM, reasoning="hm"),
    ),
)
THINKING = _chat(
    "thoughts among the content",
    chunk(content=[{"type": "thinking", "thinking": [{"type": "text", "text": "h"}]}]),
    chunk(content=[{"type": "reasoning", "text": "m"}, {"type": "text", "text": "a"}]),
    chunk("stop"),
    odd=True,
    **_words("a", _HM, reasoning="hm"),
)
REFUSAL = _chat(
    "refusal",
    chunk(refusal="I "),
    chunk(refusal="won't."),
    chunk("stop"),
    parts=(RefusalPart("I won't."),),
    told=Told(refusal="I won't."),
    again=({"role": "assistant", "content": "I won't."},),
    elsewhere=(
        {
            "type": "message",
            "role": "assistant",
            "content": [{"type": "refusal", "refusal": "I won't."}],
        },
    ),
)
_NOTE: Json = {"url": "https://o.example", "title": "O", "start_index": 0, "end_index": 1}
_CITED = CitationPart("url_citation", "O", "https://o.example", start=0, end=1)
ANNOTATIONS = _chat(
    "annotations",
    chunk(content="a"),
    chunk(annotations=[{"type": "url_citation", "url_citation": _NOTE}]),
    chunk("stop"),
    parts=(TextPart("a"), _CITED),
    told=Told(text="a", citations=(_CITED,)),
    again=({"role": "assistant", "content": "a"},),
    elsewhere=(spoken("a"),),
)
_PNG, _JPEG = f"data:image/png;base64,{PNG}", f"data:image/jpeg;base64,{JPEG}"


def _shown(uri: str, **more: Any) -> Json:
    return {"type": "image_url", "image_url": {"url": uri}, **more}


_TWO = (ImagePart(data_uri=_PNG), ImagePart(url="https://o.example/b.jpg"))
_DRAWN = (ImagePart(data_uri=_PNG), ImagePart(data_uri=_JPEG))
IMAGES = (
    _chat(
        "images among the content",
        chunk(content=[{"type": "text", "text": "a"}, _shown(_PNG)]),
        chunk(content=[_shown("https://o.example/b.jpg")]),
        chunk("stop"),
        parts=(TextPart("a"), *_TWO),
        told=Told(text="a", images=_TWO),
        again=({"role": "assistant", "content": "a"},),
        elsewhere=(spoken("a"),),
        odd=True,
    ),
    _chat(
        "images beside the content",
        chunk(content="a"),
        chunk(images=[_shown(_PNG, index=0)]),
        chunk(images=[_shown(_JPEG, index=1)]),
        chunk("stop"),
        parts=(TextPart("a"), *_DRAWN),
        told=Told(text="a", images=_DRAWN),
        again=({"role": "assistant", "content": "a"},),
        elsewhere=(spoken("a"),),
    ),
)
OTHERS = _chat(
    "two choices",
    chunk(content="a", index=1),
    chunk(content="x"),
    chunk(content="b", index=1),
    chunk("stop", content="y"),
    chunk("length", index=1),
    others=((TextPart("ab"),),),
    **_words("xy"),
)


def _piece(call_id: str = "", name: str = "", arguments: str = "", **more: Any) -> Json:
    function = {**({"name": name} if name else {}), "arguments": arguments}
    head = {"id": call_id, "type": "function"} if call_id else {}
    return {**more, **head, "function": function}


_CALLED = (
    ToolCallPart("c1", "add", '{"a":1}', "function_call", "in_progress"),
    ToolCallPart("c2", "now", "{}", "function_call", "in_progress"),
)
_REPLAYED: Any = {
    "parts": _CALLED,
    "told": Told(calls=_CALLED, states=(("in_progress",),) * 2),
    "reason": StopReason.TOOL_CALLS,
    "given": (ToolResultPart("c1", "2"), ToolResultPart("c2", "noon")),
    "again": (
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {
                    "id": "c1",
                    "type": "function",
                    "function": {"name": "add", "arguments": '{"a":1}'},
                },
                {"id": "c2", "type": "function", "function": {"name": "now", "arguments": "{}"}},
            ],
        },
        {"role": "tool", "tool_call_id": "c1", "content": "2"},
        {"role": "tool", "tool_call_id": "c2", "content": "noon"},
    ),
    "elsewhere": (
        {"type": "function_call", "call_id": "c1", "name": "add", "arguments": '{"a":1}'},
        {"type": "function_call", "call_id": "c2", "name": "now", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "c1", "output": "2"},
        {"type": "function_call_output", "call_id": "c2", "output": "noon"},
    ),
}
CALLS = (
    _chat(
        "calls by index, woven",
        chunk(tool_calls=[_piece("c1", "add", "", index=0), _piece("c2", "now", index=1)]),
        chunk(tool_calls=[_piece(arguments='{"a"', index=0)]),
        chunk(tool_calls=[_piece(arguments="{", index=1)]),
        chunk(tool_calls=[_piece(arguments=":1}", index=0), _piece(arguments="}", index=1)]),
        chunk("tool_calls"),
        **_REPLAYED,
    ),
    _chat(
        "calls without an index",
        chunk(tool_calls=[_piece("c1", "add", '{"a"')]),
        chunk(tool_calls=[_piece(arguments=":1}")]),
        chunk(tool_calls=[_piece("c2", "now", "{}")]),
        chunk("tool_calls"),
        odd=True,
        **_REPLAYED,
    ),
    _chat(
        "whole calls, all with index 0",
        chunk(tool_calls=[_piece("c1", "add", '{"a":1}', index=0)]),
        chunk(tool_calls=[_piece("c2", "now", "{}", index=0)]),
        chunk("tool_calls"),
        **_REPLAYED,
    ),
    _chat(
        "calls, but stop as the reason",
        chunk(tool_calls=[_piece("c1", "add", '{"a":1}', index=0)]),
        chunk(tool_calls=[_piece("c2", "now", "{}", index=1)]),
        chunk("stop"),
        **_REPLAYED,
    ),
    _chat(
        "the id repeated in every piece",
        chunk(tool_calls=[_piece("c1", "add", '{"a"', index=0)]),
        chunk(tool_calls=[_piece("c1", "add", ":1}", index=0)]),
        chunk(tool_calls=[_piece("c2", "now", "{}", index=1)]),
        chunk("tool_calls"),
        **_REPLAYED,
    ),
)
_OLD = ToolCallPart("", "add", '{"a":1}', "function_call", "in_progress")
OLD_FUNCTION = _chat(
    "function_call of old",
    chunk(function_call={"name": "add", "arguments": ""}),
    chunk(function_call={"arguments": '{"a"'}),
    chunk(function_call={"arguments": ":1}"}),
    chunk("function_call"),
    parts=(_OLD,),
    told=Told(calls=(_OLD,), states=(("in_progress",),)),
    reason=StopReason.TOOL_CALLS,
)
_GONE = ("gone", "502")
FAILURES = tuple(
    _chat(
        name,
        chunk(content="a"),
        event,
        counted=False,
        told=Told(text="a"),
        reason=None,
        usage=None,
        failure=_GONE,
        odd=True,
    )
    for name, event in {
        "error": {"error": {"message": "gone", "code": 502}},
        "error of Oracle's": {"code": "502", "message": "gone"},
        "error beside a choice": {
            "error": {"message": "gone", "code": 502},
            **chunk("error", content=""),
        },
    }.items()
)

RECORDED = (
    *TEXT,
    *REASONING,
    THINKING,
    REFUSAL,
    ANNOTATIONS,
    *IMAGES,
    OTHERS,
    *CALLS,
    OLD_FUNCTION,
    *FAILURES,
)
