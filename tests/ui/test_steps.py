"""The steps of an answer: each call with its own result, the words between them in place."""

from __future__ import annotations

from oriel.domain.messages import Message, Role
from oriel.domain.parts import ImagePart, Part, TextPart, ToolCallPart, ToolResultPart
from oriel.domain.turns import ToolCallChanged, ToolResultAdded
from oriel.ui.transcript.step_changes import step_change
from oriel.ui.transcript.steps import Steps, TextStep, ToolStep, steps_of


def shown(steps: Steps) -> list[str]:
    said = []
    for step in steps.all:
        match step:
            case TextStep(text):
                said.append(text)
            case ToolStep(call, result):
                said.append(f"{call.name}: {result.output if result else ''}")
    return said


def rounds() -> list[tuple[ToolCallPart, ToolResultPart]]:
    """Two rounds of a server that numbers the calls of each from the same beginning."""
    return [
        (ToolCallPart("call_0", name, status="completed"), ToolResultPart("call_0", name.upper()))
        for name in ("first", "second")
    ]


def test_a_stored_answer_gives_its_steps_and_the_text_that_is_open() -> None:
    parts: list[Part] = []
    for call, result in rounds():
        parts += [TextPart(f"Before {call.name}."), call, result]
    picture = ImagePart(url="https://x.example/a.png", call_id="call_0")
    message = Message(
        id="m",
        chat_id="c",
        parent_id=None,
        role=Role.ASSISTANT,
        created_at=0.0,
        parts=(*parts, picture, TextPart("After.")),
    )
    steps, text = steps_of(message)
    assert shown(steps) == ["Before first.", "first: FIRST", "Before second.", "second: SECOND"]
    assert text == "After."
    for call, result in rounds():
        stored = next(p for p in parts if p == call)
        assert isinstance(stored, ToolCallPart)
        step = steps.step_of(stored)
        assert step is not None
        assert step.result == result
    last = steps.all[-1]
    assert isinstance(last, ToolStep)
    assert [*last.images.values()] == [picture]


def test_calls_of_one_id_in_two_rounds_stay_apart_while_they_stream() -> None:
    steps = Steps()
    for call, result in rounds():
        for event in (
            ToolCallChanged("call 0", ToolCallPart("call_0", call.name)),
            ToolCallChanged("call_0", call),
            ToolResultAdded("call_0", result),
        ):
            change = step_change(event)
            assert change is not None
            change(steps)
    assert shown(steps) == ["first: FIRST", "second: SECOND"]
