"""What of an answer lies above the text that still grows: earlier text, tools, images.

Changed while it streams, and only there: a finished answer is built from its parts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from oriel.domain.approvals import Approval
from oriel.domain.messages import Message
from oriel.domain.parts import (
    ImagePart,
    NotePart,
    PassagePart,
    RefusalPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)

if TYPE_CHECKING:
    from oriel.ui.transcript.section import Section

# Told of to their end before they have a result. What comes under the id of one that has
# is another call: some servers number those of each round from the same beginning.
_RUN_HERE = ("function_call", "custom_tool_call")


@dataclass(slots=True)
class ToolStep:
    """A call and what is known of it. `approval` is set while it waits for the person."""

    call: ToolCallPart
    result: ToolResultPart | None = None
    progress: tuple[float, float | None, str] | None = None
    approval: Approval | None = None
    images: dict[str, ImagePart] = field(default_factory=dict)
    passages: tuple[PassagePart, ...] = ()


@dataclass(slots=True)
class TextStep:
    """Text that is closed; `made` are its sections, once they were needed."""

    text: str
    made: list[Section] | None = None


class Steps:
    """In the order in which they began."""

    def __init__(self) -> None:
        self.notes: list[NotePart] = []
        self.all: list[TextStep | ToolStep] = []
        # An answer may call thousands of tools: looking through all for each is too slow.
        self._newest: dict[str, ToolStep] = {}
        self._by_call: dict[int, ToolStep] = {}

    @property
    def text(self) -> str:
        return "".join(step.text for step in self.all if isinstance(step, TextStep))

    def forget_made(self) -> None:
        """Sections are made anew, as when the theme has changed."""
        for step in self.all:
            if isinstance(step, TextStep):
                step.made = None

    def tool(self, call_id: str) -> ToolStep | None:
        return self._newest.get(call_id)

    def step_of(self, call: ToolCallPart) -> ToolStep | None:
        """The step that `call` is the newest word on."""
        step = self._by_call.get(id(call))
        return step if step is not None and step.call is call else None

    def change(self, call: ToolCallPart) -> bool:
        """Takes what is new of a call; False when the call itself is new."""
        step = self.tool(call.call_id)
        if step is None or (step.result is not None and call.kind in _RUN_HERE):
            step = self._newest[call.call_id] = ToolStep(call)
            self.all.append(step)
            self._by_call[id(call)] = step
            return False
        step.call = call
        self._by_call[id(call)] = step
        if call.status != "waiting":
            step.approval = None
        return True


def steps_of(message: Message) -> tuple[Steps, str]:
    """The steps of an answer as far as it has come, and the text that is still open."""
    steps, text = Steps(), ""
    for part in message.parts:
        match part:
            case TextPart(said) | RefusalPart(said):
                text += said
            case NotePart():
                steps.notes.append(part)
            case ToolCallPart():
                before = len(steps.all)
                if not steps.change(part) and text:
                    steps.all.insert(before, TextStep(text))
                    text = ""
            case ToolResultPart(call_id) if step := steps.tool(call_id):
                step.result = part
            case ImagePart(call_id=call_id) if step := steps.tool(call_id):
                step.images[str(len(step.images))] = part
            case PassagePart(call_id) if step := steps.tool(call_id):
                step.passages = (*step.passages, part)
    return steps, text
