"""AnswerDraft: the parts do not depend on how the text was cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.errors import RateLimited, StreamInterrupted
from oriel.domain.messages import Message, Role
from oriel.domain.parts import (
    ErrorPart,
    ReasoningPart,
    RefusalPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from oriel.domain.stopping import StopReason
from oriel.domain.turns import (
    ReasoningAdded,
    RefusalAdded,
    TextAdded,
    ToolCallChanged,
    TurnResult,
    TurnStarted,
    UsageReported,
)
from oriel.domain.usage import Usage
from oriel.services.answer_draft import AnswerDraft

EVENTS = {"text": TextAdded, "reasoning": ReasoningAdded, "refusal": RefusalAdded}
PARTS = {"text": TextPart, "reasoning": ReasoningPart, "refusal": RefusalPart}
runs = st.lists(st.tuples(st.sampled_from(sorted(EVENTS)), st.lists(st.text(min_size=1))))


def draft() -> AnswerDraft:
    return AnswerDraft(
        Message(id="m", chat_id="c", parent_id=None, role=Role.ASSISTANT, created_at=0.0)
    )


@given(runs)
def test_any_chunking_gives_the_same_parts_and_the_same_saved_text(
    pieces: list[tuple[str, list[str]]],
) -> None:
    growing, saved = draft(), []
    for number, (kind, chunks) in enumerate(pieces):
        for chunk in chunks:
            growing.add(EVENTS[kind](str(number), chunk))
        saved += growing.take_unsaved() if number % 2 else []
    saved += growing.take_unsaved()
    whole = tuple(PARTS[kind]("".join(chunks)) for kind, chunks in pieces if chunks)
    assert growing.parts == whole
    for kind in EVENTS:
        on_disk = "".join(text for k, text in saved if k == kind)
        assert on_disk == "".join(p.text for p in whole if isinstance(p, PARTS[kind]))


def test_the_service_has_the_last_word_on_the_parts() -> None:
    growing = draft()
    growing.add(TurnStarted("resp_1", "m-1", "req"))
    growing.add(TextAdded("0", "helo"))
    growing.add(UsageReported(Usage(1, 2, 3)))
    done = growing.finished(TurnResult(reason=StopReason.LENGTH, parts=(TextPart("hello"),)))
    assert (done.text, done.stop_reason) == ("hello", StopReason.LENGTH)
    assert (done.response_id, done.model, done.request_id) == ("resp_1", "m-1", "req")
    assert done.usage == Usage(1, 2, 3)
    assert done.first_token_s is not None
    assert done.duration_s is not None


def test_a_cut_stream_keeps_its_text_as_interrupted() -> None:
    growing = draft()
    growing.add(TextAdded("0", "half"))
    cut = growing.failed(StreamInterrupted(host="h", events=1))
    assert (cut.text, cut.stop_reason) == ("half", StopReason.INTERRUPTED)
    assert isinstance(cut.parts[-1], ErrorPart)


def test_a_refusal_before_any_text_is_a_failure_with_its_facts() -> None:
    failed = draft().failed(RateLimited(status=429, retry_after_s=7, host="h"))
    assert failed.stop_reason is StopReason.FAILED
    assert failed.error == ErrorPart(
        "rate_limited", {"status": 429, "retry_after_s": 7, "host": "h"}, True
    )


def test_calls_that_bear_one_id_in_two_rounds_stay_apart() -> None:
    """Some servers number the calls of each round from the same beginning."""
    growing = draft()
    shown = []
    for name in ("first", "second"):
        call, result = ToolCallPart("call_0", name, "{}"), ToolResultPart("call_0", name)
        growing.add(ToolCallChanged("call 0", call))
        shown += [call, result]
        assert growing.parts == tuple(shown[:-1])
        growing.close_round(TurnResult(reason=StopReason.TOOL_CALLS, parts=(call,)))
        ended = ToolCallPart("call_0", name, "{}", status="completed")
        growing.add(ToolCallChanged("call_0", ended))
        for part in (ended, result):
            growing.put(part)
        growing.undo_round()
        shown[-2] = ended
    assert growing.parts == tuple(shown)


@pytest.mark.parametrize("status", ["waiting", "running", "searching"])
def test_no_call_waits_or_runs_in_an_answer_that_was_stopped(status: str) -> None:
    growing = draft()
    done = ToolCallPart("call_0", "first", "{}", status="completed")
    growing.add(ToolCallChanged("0", done))
    growing.add(ToolCallChanged("1", ToolCallPart("call_1", "second", "{}", status=status)))
    stopped = growing.ended(StopReason.STOPPED).parts
    failed = growing.failed(StreamInterrupted(host="h", events=1)).parts
    for parts in (stopped, failed[:-1]):
        assert parts == (done, ToolCallPart("call_1", "second", "{}", status="cancelled"))
