"""An answer that was cut off, made whole by what the service kept of its last round."""

from __future__ import annotations

from dataclasses import replace

from oriel.domain.messages import Message
from oriel.domain.parts import (
    DecisionPart,
    ImagePart,
    NotePart,
    Part,
    ToolCallPart,
    ToolResultPart,
)
from oriel.domain.turns import TurnResult
from oriel.domain.usage import total
from oriel.services.answer_draft import joined

_FOR_US = ("function_call", "custom_tool_call", "mcp_approval_request")
_Given = ToolResultPart | DecisionPart | ImagePart


def completed(message: Message, result: TurnResult) -> Message | None:
    """The answer with `result` in the place of the round that was cut off; the rounds before
    it stay. None when `result` is one of those: nothing has come of the last one."""
    before = _rounds_before(message.parts)
    known = {part.call_id for part in before if isinstance(part, ToolCallPart)}
    if any(isinstance(part, ToolCallPart) and part.call_id in known for part in result.parts):
        return None
    notes = tuple(p for p in message.parts if isinstance(p, NotePart) and p not in before)
    usage = result.usage or message.usage
    if before and result.usage is not None and message.usage is not None:
        usage = total((message.usage, result.usage))
    return replace(
        message,
        parts=(*notes, NotePart("rest_fetched"), *before, *result.parts),
        stop_reason=result.reason,
        usage=usage,
        provider=joined(message.provider, result.provider),
    )


def _rounds_before(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Up to the last thing that this side gave to a call: behind it a new round began."""
    called = {p.call_id for p in parts if isinstance(p, ToolCallPart) and p.kind in _FOR_US}
    given = (at for at, p in enumerate(parts) if isinstance(p, _Given) and p.call_id in called)
    return parts[: max(given, default=-1) + 1]
