"""Wire events to TurnEvents, without a socket: however cut, however odd."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oriel.api.chat_completions import ChatTranslator
from oriel.api.responses import ResponsesTranslator
from oriel.api.stream import EventReader
from oriel.domain.connections import WireApi
from oriel.domain.parts import (
    CitationPart,
    ReasoningPart,
    RefusalPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from oriel.domain.stopping import StopReason
from oriel.domain.turns import (
    CitationAdded,
    EventSkipped,
    ReasoningAdded,
    RefusalAdded,
    TextAdded,
    ToolCallChanged,
    TurnResult,
    UsageReported,
)
from oriel.domain.usage import Usage

from .played_service import Heard, sse
from .recorded import chat_chunk, chat_stream, responses_stream, text_item

Json = dict[str, Any]
MAKERS = {WireApi.RESPONSES: ResponsesTranslator, WireApi.CHAT: ChatTranslator}
RECORDED: dict[WireApi, list[Any]] = {
    WireApi.RESPONSES: [*responses_stream("Grüße ", "東京 🏙\r\n", "end"), "[DONE]", "{broken"],
    WireApi.CHAT: [*chat_stream("Grüße ", "東京 🏙\r\n", "end"), "{broken"],
}


class Pieces(httpx.AsyncByteStream):
    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece


def played(api: WireApi, pieces: list[bytes]) -> tuple[Heard, Any]:
    heard = Heard()
    translator = MAKERS[api](heard, "REQ")
    request = httpx.Request("POST", "http://127.0.0.1/v1/responses")
    response = httpx.Response(200, stream=Pieces(pieces), request=request)
    reader = EventReader(response, translator, lambda said: heard(EventSkipped(said)))
    asyncio.run(reader.play())
    return heard, translator.result


def fed(api: WireApi, events: list[Json]) -> tuple[Heard, Any]:
    heard = Heard()
    translator = MAKERS[api](heard, "REQ")
    for event in events:
        translator.feed(event)
    return heard, translator


def ended(*events: Json, api: WireApi = WireApi.RESPONSES) -> tuple[Heard, TurnResult]:
    heard, translator = fed(api, list(events))
    assert translator.result is not None
    return heard, translator.result


def completed(*output: Json, **more: Any) -> Json:
    status = more.get("status", "completed")
    return {"type": f"response.{status}", "response": {"id": "r", "output": [*output], **more}}


@pytest.mark.parametrize("api", list(WireApi))
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_the_same_events_however_the_bytes_are_cut(api: WireApi, data: st.DataObject) -> None:
    newline = data.draw(st.sampled_from(["\n", "\r\n", "\r"]))
    body = sse(RECORDED[api], newline=newline)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(body)), max_size=40)))
    pieces = [body[a:b] for a, b in zip([0, *cuts], [*cuts, len(body)], strict=True) if a < b]
    whole = played(api, [body])
    assert whole[1].parts == (TextPart("Grüße 東京 🏙\r\nend"),)
    assert played(api, pieces) == whole


@pytest.mark.parametrize("api", list(WireApi))
def test_the_same_events_byte_by_byte(api: WireApi) -> None:
    body = b"\xef\xbb\xbf" + sse(RECORDED[api])
    assert played(api, [bytes([b]) for b in body]) == played(api, [body])


def test_the_type_may_stand_only_in_the_event_name() -> None:
    lines = []
    for event in responses_stream("hi"):
        kind = event.pop("type")
        lines.append(f"event: {kind}\ndata: {json.dumps(event)}\n\n")
    heard, result = played(WireApi.RESPONSES, ["".join(lines).encode()])
    assert heard.text(TextAdded) == "hi"
    assert result.reason is StopReason.FINISHED


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
NAMES = st.sampled_from(
    [
        "type",
        "item_id",
        "output_index",
        "content_index",
        "summary_index",
        "delta",
        "text",
        "item",
        "response",
        "arguments",
        "annotation",
        "choices",
        "usage",
        "error",
        "message",
        "code",
        "name",
        "refusal",
        "output",
        "status",
    ]
)
KINDS = st.sampled_from([*ResponsesTranslator(Heard())._handlers, "response.unheard_of", "", 7])


@given(event=st.dictionaries(NAMES, JSON), kind=KINDS, usual=st.booleans())
@settings(max_examples=300, deadline=None)
def test_no_event_however_odd_breaks_a_translator(event: Json, kind: Any, usual: bool) -> None:
    odd = {**event, "type": kind}
    start = responses_stream("a")[:2] if usual else []
    fed(WireApi.RESPONSES, [*start, odd])
    fed(WireApi.RESPONSES, [*start, {"type": kind, "item": event, "response": event}])
    fed(WireApi.CHAT, [event, {"choices": [event]}, {"choices": [{"delta": event}]}])
    nested = {"choices": [{"delta": {"tool_calls": [event, {"function": event}]}}]}
    fed(WireApi.CHAT, [nested])


def test_sequence_numbers_indexes_and_ids_may_be_missing() -> None:
    bare = [
        {k: v for k, v in event.items() if k in ("type", "delta", "response")}
        for event in responses_stream("a", "b")
    ]
    heard, result = ended(*bare)
    assert heard.text(TextAdded) == "ab"
    assert len({e.part_id for e in heard.of(TextAdded)}) == 1
    assert result.parts == (TextPart("ab"),)


def test_unknown_events_are_passed_over() -> None:
    odd = [{"type": "response.audio.delta", "delta": "x"}, {"type": "ping"}, {}, {"type": ["x"]}]
    events = responses_stream("a", "b")
    heard, result = ended(*odd, *events[:2], *odd, *events[2:])
    assert heard.text(TextAdded) == "ab"
    assert result.parts == (TextPart("ab"),)


def test_the_terminal_event_is_the_truth_over_the_deltas() -> None:
    _, result = ended(*responses_stream("teh", output=[text_item("the")]))
    assert result.parts == (TextPart("the"),)
    assert result.provider == {"output": [text_item("the")]}


@pytest.mark.parametrize("output", [[], [{"type": "reasoning", "summary": []}]])
def test_what_was_streamed_is_kept_where_the_terminal_event_has_none(output: list[Json]) -> None:
    _, result = ended(*responses_stream("kept", output=output))
    assert result.parts == (TextPart("kept"),)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("max_output_tokens", StopReason.LENGTH),
        ("content_filter", StopReason.FILTERED),
        ("something_new", StopReason.INTERRUPTED),
    ],
)
def test_an_incomplete_answer_says_why(said: str, reason: StopReason) -> None:
    details = {"reason": said}
    stream = responses_stream("ab", status="incomplete", incomplete_details=details)
    assert ended(*stream)[1].reason is reason


@pytest.mark.parametrize(
    "event",
    [
        {"type": "error", "code": "boom", "message": "no"},
        {"type": "error", "error": {"code": "boom", "message": "no"}},
        {"type": "response.failed", "response": {"error": {"code": "boom", "message": "no"}}},
        {"error": {"code": "boom", "message": "no"}},
        {"code": "boom", "message": "no"},
    ],
)
def test_a_failure_in_any_shape_keeps_its_words(event: Json) -> None:
    _, translator = fed(WireApi.RESPONSES, [*responses_stream("a")[:2], event])
    assert translator.failure == ("no", "boom")
    assert translator.result is None


def test_usage_is_reported_with_its_details() -> None:
    usage = {
        "input_tokens": 10,
        "output_tokens": 20,
        "input_tokens_details": {"cached_tokens": 4},
        "output_tokens_details": {"reasoning_tokens": 7},
    }
    heard, result = ended(*responses_stream("a", usage=usage))
    assert result.usage == Usage(10, 20, 30, 4, 7)
    assert heard.of(UsageReported) == [UsageReported(Usage(10, 20, 30, 4, 7))]


def test_reasoning_refusal_and_citations_become_their_parts() -> None:
    note = {
        "type": "url_citation",
        "url": "https://o",
        "title": "O",
        "start_index": 1,
        "end_index": 2,
    }
    message = text_item("said")
    message["content"][0]["annotations"] = [note]
    message["content"].append({"type": "refusal", "refusal": "no"})
    thought = {"type": "reasoning", "id": "rs", "summary": [{"type": "summary_text", "text": "hm"}]}
    summary = {"type": "response.reasoning_summary_text.delta", "item_id": "rs"}
    heard, result = ended(
        {**summary, "summary_index": 0, "delta": "h"},
        {**summary, "summary_index": 0, "delta": "m"},
        {**summary, "summary_index": 1, "delta": "2"},
        {"type": "response.reasoning_text.delta", "item_id": "rs", "delta": "raw"},
        {"type": "response.refusal.delta", "item_id": "msg_1", "delta": "n"},
        {"type": "response.refusal.done", "item_id": "msg_1", "refusal": "no"},
        {"type": "response.output_text.annotation.added", "item_id": "msg_1", "annotation": note},
        completed(thought, message),
    )
    cited = CitationPart("url_citation", "O", "https://o", start=1, end=2)
    assert result.parts == (ReasoningPart("hm"), TextPart("said"), cited, RefusalPart("no"))
    assert [e.text for e in heard.of(ReasoningAdded)] == ["h", "m", "2", "raw"]
    assert len({e.part_id for e in heard.of(ReasoningAdded)}) == 3
    assert heard.text(RefusalAdded) == "no"
    assert heard.of(CitationAdded)[0].citation == cited


def test_a_function_call_grows_and_the_turn_waits_for_it() -> None:
    item = {"type": "function_call", "id": "fc", "call_id": "call_1", "name": "add"}
    arguments = {"type": "response.function_call_arguments.delta", "item_id": "fc"}
    done = {**item, "arguments": '{"a": 1}', "status": "completed"}
    heard, result = ended(
        {"type": "response.output_item.added", "item": {**item, "arguments": ""}},
        {**arguments, "delta": '{"a"'},
        {**arguments, "delta": ": 1}"},
        {
            "type": "response.function_call_arguments.done",
            "item_id": "fc",
            "arguments": '{"a": 1}',
        },
        {"type": "response.output_item.done", "item": done},
        completed(done),
    )
    call = ToolCallPart("call_1", "add", '{"a": 1}', "function_call", "completed")
    changes = heard.of(ToolCallChanged)
    assert {e.part_id for e in changes} == {"fc"}
    assert [e.call.arguments for e in changes][:2] == ["", '{"a"']
    assert changes[-1].call == call
    assert result.parts == (call,)
    assert result.reason is StopReason.TOOL_CALLS


def test_long_arguments_are_told_in_ever_larger_steps() -> None:
    delta = {"type": "response.function_call_arguments.delta", "item_id": "fc", "delta": "12345"}
    heard, _ = fed(WireApi.RESPONSES, [delta] * 4000)
    assert len(heard.of(ToolCallChanged)) < 60


def test_hosted_tools_show_their_state_and_their_results() -> None:
    search = {"type": "file_search_call", "id": "fs", "status": "completed", "queries": ["a", "b"]}
    code = {
        "type": "code_interpreter_call",
        "id": "ci",
        "code": "print(1)",
        "outputs": [{"type": "logs", "logs": "1\n"}],
        "status": "completed",
    }
    remote = {"type": "mcp_call", "id": "mc", "name": "find", "arguments": "{}", "error": "gone"}
    heard, result = ended(
        {"type": "response.file_search_call.searching", "item_id": "fs"},
        {"type": "response.output_item.done", "item": search},
        {"type": "response.code_interpreter_call_code.delta", "item_id": "ci", "delta": "print"},
        completed(search, code, remote),
    )
    states = [e.call.status for e in heard.of(ToolCallChanged) if e.part_id == "fs"]
    assert states == ["searching", "completed"]
    assert result.parts == (
        ToolCallPart("fs", "file_search", '["a", "b"]', "file_search_call", "completed"),
        ToolCallPart("ci", "code_interpreter", "print(1)", "code_interpreter_call", "completed"),
        ToolResultPart("ci", "1\n"),
        ToolCallPart("mc", "find", "{}", "mcp_call"),
        ToolResultPart("mc", "gone", failed=True),
    )
    assert result.reason is StopReason.FINISHED


def test_chat_reasoning_under_either_name_and_refusals() -> None:
    heard, result = ended(
        chat_chunk(reasoning_content="h"),
        chat_chunk(reasoning="m"),
        chat_chunk(content="yes"),
        chat_chunk(refusal="no"),
        chat_chunk(finish="content_filter"),
        api=WireApi.CHAT,
    )
    assert heard.text(ReasoningAdded) == "hm"
    assert result.parts == (ReasoningPart("hm"), TextPart("yes"), RefusalPart("no"))
    assert result.reason is StopReason.FILTERED
    assert result.provider["message"] == {"role": "assistant", "content": "yes", "refusal": "no"}


@pytest.mark.parametrize("with_index", [True, False])
def test_chat_tool_calls_are_merged_by_index_or_without(with_index: bool) -> None:
    def piece(index: int, call_id: str = "", name: str = "", arguments: str = "") -> Json:
        call: Json = {"function": {"name": name, "arguments": arguments}, "id": call_id}
        return chat_chunk(tool_calls=[{**call, "index": index} if with_index else call])

    _, result = ended(
        piece(0, "c1", "add", '{"a"'),
        piece(0, arguments=":1}"),
        piece(1, "c2", "sub"),
        piece(1, arguments="{}"),
        chat_chunk(finish="tool_calls"),
        api=WireApi.CHAT,
    )
    called = [(p.call_id, p.name, p.arguments) for p in result.parts if isinstance(p, ToolCallPart)]
    assert called == [("c1", "add", '{"a":1}'), ("c2", "sub", "{}")]
    assert result.reason is StopReason.TOOL_CALLS
    assert [c["id"] for c in result.provider["message"]["tool_calls"]] == ["c1", "c2"]


@pytest.mark.parametrize(
    ("finish", "reason"),
    [("stop", StopReason.FINISHED), ("length", StopReason.LENGTH), ("eos", StopReason.FINISHED)],
)
def test_chat_finish_reasons(finish: str, reason: StopReason) -> None:
    assert ended(chat_chunk(content="a", finish=finish), api=WireApi.CHAT)[1].reason is reason


def test_a_chat_error_beside_choices_is_a_failure() -> None:
    choice = {"index": 0, "delta": {"content": ""}, "finish_reason": "error"}
    _, translator = fed(
        WireApi.CHAT,
        [chat_chunk(content="a"), {"error": {"code": 502, "message": "gone"}, "choices": [choice]}],
    )
    assert translator.failure == ("gone", "502")
    assert translator.result is None
