"""What a service kept of a cut answer takes the place of its last round, and of nothing else."""

from __future__ import annotations

from dataclasses import replace

from oriel.domain.messages import Message, Role
from oriel.domain.parts import (
    ErrorPart,
    ImagePart,
    NotePart,
    Part,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from oriel.domain.stopping import StopReason
from oriel.domain.turns import TurnResult
from oriel.domain.usage import Usage
from oriel.services.rest_of_answer import completed

ADJUSTED = NotePart("adjusted", {"detail": "seed"})
HOSTED = (ToolCallPart("w", "web_search", "{}", kind="web_search_call"), ToolResultPart("w", "hit"))
CALLED: tuple[Part, ...] = (
    TextPart("Let me look."),
    ToolCallPart("c", "look", "{}", kind="function_call", status="completed"),
    ToolResultPart("c", "found"),
    ImagePart(url="https://x.example/a.png", call_id="c"),
)
CUT = Message(
    id="m",
    chat_id="c",
    parent_id="q",
    role=Role.ASSISTANT,
    created_at=0.0,
    stop_reason=StopReason.INTERRUPTED,
    parts=(
        ADJUSTED,
        *CALLED,
        *HOSTED,
        TextPart("It is"),
        ErrorPart("stream_interrupted", {}, True),
    ),
    usage=Usage(input_tokens=10, output_tokens=5),
    provider={"asked": "m", "output": [{"type": "function_call"}]},
)
WHOLE = TurnResult(
    reason=StopReason.FINISHED,
    parts=(*HOSTED, TextPart("It is there.")),
    usage=Usage(input_tokens=20, output_tokens=7),
    provider={"output": [{"type": "message"}]},
)


def test_the_rounds_before_the_cut_stay() -> None:
    whole = completed(CUT, WHOLE)
    assert whole is not None
    assert [p for p in whole.parts if not isinstance(p, NotePart)] == [*CALLED, *WHOLE.parts]
    notes = [p.code for p in whole.parts if isinstance(p, NotePart)]
    assert notes == ["rest_fetched", "adjusted"]
    assert whole.stop_reason is StopReason.FINISHED
    assert whole.usage == Usage(input_tokens=30, output_tokens=12)
    assert [item["type"] for item in whole.provider["output"]] == ["function_call", "message"]


def test_an_answer_of_one_round_is_replaced_whole() -> None:
    cut = replace(CUT, parts=(*HOSTED, TextPart("It is")), provider={"asked": "m"})
    whole = completed(cut, WHOLE)
    assert whole is not None
    assert whole.parts == (NotePart("rest_fetched"), *WHOLE.parts)
    assert whole.usage == WHOLE.usage


def test_a_round_that_is_here_already_adds_nothing() -> None:
    earlier = TurnResult(reason=StopReason.TOOL_CALLS, parts=CALLED[:2])
    assert completed(CUT, earlier) is None
