"""TurnEvents that say nothing, as changes to the steps of a streaming answer."""

from __future__ import annotations

from collections.abc import Callable

from oriel.domain.approvals import Approval
from oriel.domain.turns import (
    ImageAdded,
    Noted,
    ToolCallChanged,
    ToolProgressed,
    ToolResultAdded,
    TurnEvent,
)
from oriel.ui.transcript.steps import Steps

Change = Callable[[Steps], None]
_TOLD = ToolCallChanged | ToolResultAdded | ToolProgressed | ImageAdded | Noted


def step_change(event: TurnEvent) -> Change | None:
    """What an event changes among the steps of an answer; None when nothing."""

    def change(steps: Steps) -> None:
        match event:
            case ToolCallChanged(_, call):
                steps.change(call)
            case ToolResultAdded(_, result) if step := steps.tool(result.call_id):
                step.result = result
            case ToolProgressed(call_id, done, total, message) if step := steps.tool(call_id):
                step.progress = (done, total, message)
            case ImageAdded(part_id, image) if step := steps.tool(image.call_id):
                step.images[part_id] = image
            case Noted(note):
                steps.notes.append(note)

    return change if isinstance(event, _TOLD) else None


def approval_change(approval: Approval) -> Change:
    """A call now waits for the person."""

    def change(steps: Steps) -> None:
        if step := steps.tool(approval.call_id):
            step.approval = approval

    return change
