"""Every item and event of both APIs, however the bytes come: one recorded turn, one meaning."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from oriel.domain.connections import WireApi
from oriel.domain.parts import ToolCallPart
from oriel.domain.stopping import StopReason
from oriel.domain.turns import (
    CitationAdded,
    EventSkipped,
    ImageAdded,
    ReasoningAdded,
    RefusalAdded,
    TextAdded,
    ToolCallChanged,
    ToolResultAdded,
    TurnResult,
    TurnStarted,
    UsageReported,
)

from .every_recorded import EVERY, RESPONSES
from .played_service import Heard
from .playing import DONE, FORMS, plain, play
from .recorded_calls import CUSTOM, FUNCTION
from .recorded_items import Recorded, Told
from .recorded_servers import MCP
from .recorded_tools import CODE, X_SEARCH_AS_CUSTOM
from .recorded_words import OPEN_THOUGHTS, REFUSAL, SUMMARY, TEXT

# How far apart a stream is cut at once; every byte of it is a cut in one of the plays.
APART = 450
# oci-api.md 8.1, written out.
EVENTS = """
    response.created response.queued response.in_progress
    response.completed response.incomplete response.failed
    error
    response.output_item.added response.output_item.done
    response.content_part.added response.content_part.done
    response.output_text.delta response.output_text.done
    response.output_text.annotation.added
    response.refusal.delta response.refusal.done
    response.reasoning_summary_part.added response.reasoning_summary_part.done
    response.reasoning_summary_text.delta response.reasoning_summary_text.done
    response.reasoning_text.delta response.reasoning_text.done
    response.function_call_arguments.delta response.function_call_arguments.done
    response.custom_tool_call_input.delta response.custom_tool_call_input.done
    response.file_search_call.in_progress response.file_search_call.searching
    response.file_search_call.completed
    response.web_search_call.in_progress response.web_search_call.searching
    response.web_search_call.completed
    response.code_interpreter_call.in_progress response.code_interpreter_call.interpreting
    response.code_interpreter_call.completed
    response.code_interpreter_call_code.delta response.code_interpreter_call_code.done
    response.image_generation_call.in_progress response.image_generation_call.generating
    response.image_generation_call.partial_image response.image_generation_call.completed
    response.mcp_call.in_progress response.mcp_call.completed response.mcp_call.failed
    response.mcp_call_arguments.delta response.mcp_call_arguments.done
    response.mcp_list_tools.in_progress response.mcp_list_tools.completed
    response.mcp_list_tools.failed
    response.compaction.compacting
    response.shell_call_command.added response.shell_call_command.delta
    response.shell_call_command.done
    response.shell_call_output_content.delta response.shell_call_output_content.done
    """
ITEMS = """
    message reasoning function_call file_search_call web_search_call code_interpreter_call
    image_generation_call mcp_list_tools mcp_call mcp_approval_request compaction
    custom_tool_call shell_call local_shell_call apply_patch_call computer_call
    """

# Turns whose recorded series says everything a second time, whole.
TOLD_WHOLE = (TEXT, REFUSAL, SUMMARY, OPEN_THOUGHTS, FUNCTION, CUSTOM, MCP, CODE)
XAI_RUNS = """
    x_user_search x_keyword_search x_semantic_search x_thread_fetch
    web_search web_search_with_snippets browse_page
    """

every = pytest.mark.parametrize("recorded", EVERY, ids=lambda recorded: recorded.name)


def test_every_event_of_the_service_is_recorded() -> None:
    kinds = {event["type"] for recorded in RESPONSES for event in recorded.events}
    assert not set(EVENTS.split()) - kinds


def test_every_item_of_the_service_is_recorded() -> None:
    events = [event for recorded in RESPONSES for event in recorded.events]
    added = {e["item"]["type"] for e in events if e["type"] == "response.output_item.added"}
    done = {e["item"]["type"] for e in events if e["type"] == "response.output_item.done"}
    ended = {i["type"] for e in events for i in e.get("response", {}).get("output", [])}
    assert not set(ITEMS.split()) - (added & done & ended)


@every
def test_a_turn_comes_to_what_is_written_beside_it(recorded: Recorded) -> None:
    heard, result, failure = asyncio.run(play(recorded.api, _body(recorded).encode()))
    assert _told(heard) == recorded.told
    assert failure == recorded.failure
    assert len(heard.of(TurnStarted)) == 1
    if recorded.reason is None:
        assert result is None
    else:
        _is_the_end(result, recorded)
        usages = [event.usage for event in heard.of(UsageReported)]
        assert usages == ([recorded.usage] if recorded.usage else [])


@every
def test_a_turn_is_the_same_in_every_form(recorded: Recorded) -> None:
    asyncio.run(_in_every_form(recorded))


@every
def test_a_turn_is_the_same_however_it_is_cut(recorded: Recorded) -> None:
    asyncio.run(_cut_everywhere(recorded))


@pytest.mark.parametrize("recorded", TOLD_WHOLE, ids=lambda recorded: recorded.name)
def test_a_turn_is_the_same_without_its_deltas(recorded: Recorded) -> None:
    events = [event for event in recorded.events if not event["type"].endswith(".delta")]
    assert len(events) < len(recorded.events)
    heard, result, _ = asyncio.run(play(recorded.api, plain(events).encode()))
    assert _told(heard) == recorded.told
    _is_the_end(result, recorded)


@pytest.mark.parametrize("recorded", (FUNCTION, CUSTOM, MCP, CODE), ids=lambda r: r.name)
def test_arguments_said_whole_are_shown_before_the_call_is_done(recorded: Recorded) -> None:
    kept = [
        event
        for event in recorded.events[:-1]
        if not event["type"].endswith((".delta", "output_item.done"))
    ]
    heard, _, _ = asyncio.run(play(recorded.api, plain(kept).encode()))
    assert _told(heard).calls[-1].arguments == recorded.told.calls[-1].arguments


@pytest.mark.parametrize("name", XAI_RUNS.split())
def test_what_xai_runs_itself_waits_for_nobody(name: str) -> None:
    body = _body(X_SEARCH_AS_CUSTOM).replace("x_keyword_search", name)
    _, result, _ = asyncio.run(play(WireApi.RESPONSES, body.encode()))
    assert result is not None
    assert result.reason is StopReason.FINISHED
    call = result.parts[0]
    assert isinstance(call, ToolCallPart)
    assert call.kind in ("x_search_call", "web_search_call")


async def _in_every_form(recorded: Recorded) -> None:
    whole = await play(recorded.api, _body(recorded).encode())
    for form in FORMS:
        if form is FORMS[1] and recorded.api is WireApi.CHAT:
            continue  # its chunks have no types
        body = form(recorded.events)
        for text in (body + DONE * done for done in recorded.done):
            for newline in ("\n", "\r\n", "\r"):
                played = await play(recorded.api, text.replace("\n", newline).encode())
                assert played == whole, f"{form.__name__}, {newline!r}"


async def _cut_everywhere(recorded: Recorded) -> None:
    for newline in ("\n", "\r\n"):
        body = b"\xef\xbb\xbf" + _body(recorded).replace("\n", newline).encode()
        whole = await play(recorded.api, body)
        assert await play(recorded.api, *(bytes([byte]) for byte in body)) == whole
        if newline == "\n":
            for first in range(1, min(APART + 1, len(body))):
                assert await play(recorded.api, *_cut(body, first)) == whole, first


def _cut(body: bytes, first: int) -> list[bytes]:
    cuts = [0, *range(first, len(body), APART), len(body)]
    return [body[a:b] for a, b in pairwise(cuts)]


def _body(recorded: Recorded) -> str:
    return plain(recorded.events) + DONE * recorded.done[0]


def _is_the_end(result: TurnResult | None, recorded: Recorded) -> None:
    assert result is not None
    assert result.parts == recorded.parts
    assert result.reason is recorded.reason
    assert result.usage == recorded.usage
    assert result.others == recorded.others
    assert result.model == "m-1"
    assert result.request_id == "REQ"
    assert result.response_id in ("resp_1", "chatcmpl-1")


def _told(heard: Heard) -> Told:
    assert not heard.of(EventSkipped)
    last = {event.part_id: event.call for event in heard.of(ToolCallChanged)}
    states: dict[str, list[str]] = {part_id: [] for part_id in last}
    for event in heard.of(ToolCallChanged):
        if event.call.status not in states[event.part_id][-1:]:
            states[event.part_id].append(event.call.status)
    shown = {event.part_id: event.image for event in heard.of(ImageAdded)}
    results = {event.part_id: event.result for event in heard.of(ToolResultAdded)}
    return Told(
        text=heard.text(TextAdded),
        reasoning=heard.text(ReasoningAdded),
        refusal=heard.text(RefusalAdded),
        citations=tuple(event.citation for event in heard.of(CitationAdded)),
        calls=tuple(last.values()),
        states=tuple(tuple(gone) for gone in states.values()),
        results=tuple(results.values()),
        images=tuple(shown.values()),
    )
