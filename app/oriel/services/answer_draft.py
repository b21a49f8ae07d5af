"""An answer while it grows: what was heard so far, and which of it is not yet on disk.

An answer may take several rounds: the model calls tools, their results are sent, it goes
on. All of it is one message, its parts in the order in which they came.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from oriel.domain.errors import AppError, StreamInterrupted
from oriel.domain.messages import Message
from oriel.domain.parts import (
    ErrorPart,
    NotePart,
    Part,
    ReasoningPart,
    RefusalPart,
    TextPart,
    ToolCallPart,
)
from oriel.domain.stopping import StopReason
from oriel.domain.turns import (
    CitationAdded,
    ImageAdded,
    Noted,
    ReasoningAdded,
    RefusalAdded,
    TextAdded,
    ToolCallChanged,
    ToolResultAdded,
    TurnEvent,
    TurnResult,
    TurnStarted,
    UsageReported,
)
from oriel.domain.usage import Usage, total

_MAKERS: dict[str, type[TextPart | ReasoningPart | RefusalPart]] = {
    "text": TextPart,
    "reasoning": ReasoningPart,
    "refusal": RefusalPart,
}
_BROKEN_OFF = (StopReason.STOPPED, StopReason.INTERRUPTED, StopReason.FAILED)
_UNDER_WAY = ("waiting", "running", "in_progress", "searching", "interpreting", "generating")


class AnswerDraft:
    """Collects TurnEvents into the parts of one message."""

    def __init__(self, message: Message) -> None:
        self.message = message
        self._began = time.monotonic()
        self._first_text: float | None = None
        self._notes: list[NotePart] = []
        self._done: list[Part] = []  # of the rounds before this one
        self.others: tuple[tuple[Part, ...], ...] = ()  # further choices of the last round
        self._spent = Usage()
        # Insertion order is the order of the parts. Text grows as a list of
        # pieces, joined only when somebody looks.
        self._parts: dict[str, tuple[str, list[str]] | Part] = {}
        self._unsaved: list[tuple[str, list[str]]] = []
        self._between = False  # this side runs what the last round called

    def add(self, event: TurnEvent) -> None:
        match event:
            case TextAdded(part_id, text):
                self._grow("text", part_id, text)
            case ReasoningAdded(part_id, text):
                self._grow("reasoning", part_id, text)
            case RefusalAdded(part_id, text):
                self._grow("refusal", part_id, text)
            case ToolCallChanged(_, call) if self._between and self._changed(call):
                pass
            case ToolCallChanged(part_id, call):
                self._parts[f"call {part_id}"] = call
            case ToolResultAdded(part_id, result):
                self._parts[f"result {part_id}"] = result
            case ImageAdded(part_id, image):
                self._parts[f"image {part_id}"] = image
            case CitationAdded(part_id, citation):
                self._parts[f"citation {part_id} {len(self._parts)}"] = citation
            case Noted(note):
                self._notes.append(note)
            case TurnStarted(response_id, model, request_id):
                self._started(response_id, model, request_id)
            case UsageReported(usage):
                self.message = replace(self.message, usage=total((self._spent, usage)))

    @property
    def parts(self) -> tuple[Part, ...]:
        return (*self._notes, *self._done, *self._heard())

    def snapshot(self) -> Message:
        """The message as far as it has come."""
        return replace(self.message, parts=self.parts, first_token_s=self._first_text)

    def take_unsaved(self) -> list[tuple[str, str]]:
        """(kind, text) of what came since the last call, in order."""
        taken, self._unsaved = self._unsaved, []
        return [(kind, "".join(pieces)) for kind, pieces in taken]

    def close_round(self, result: TurnResult) -> None:
        """The service has said how this round ended: its word replaces what was heard."""
        self._done += result.parts or self._heard()
        self._parts = {}
        self._between = True
        self.others = result.others
        if result.usage is not None:
            self._spent = total((self._spent, result.usage))
        elif self.message.usage is not None:
            self._spent = self.message.usage
        self.message = replace(
            self.message,
            response_id=result.response_id or self.message.response_id,
            request_id=result.request_id or self.message.request_id,
            usage=self._spent if self._spent != Usage() else self.message.usage,
            provider=joined(self.message.provider, result.provider),
        )

    def put(self, part: Part) -> None:
        """Adds what this side did between two rounds; the newest word on a call stands."""
        if not (isinstance(part, ToolCallPart) and self._changed(part)):
            self._done.append(part)

    def undo_round(self) -> None:
        """Forgets what this round brought: it is asked for again."""
        self._parts = {}
        self._between = False

    def finished(self, result: TurnResult) -> Message:
        """The final message by the service's own word."""
        self.close_round(result)
        return self.ended(result.reason)

    def failed(self, error: AppError) -> Message:
        """The final message of a turn the world broke off: what came, then why it stopped."""
        cut = isinstance(error, StreamInterrupted) and bool(self._parts or self._done)
        ended = self.ended(StopReason.INTERRUPTED if cut else StopReason.FAILED)
        part = ErrorPart(error.code, dict(error.facts), error.retryable)
        return replace(ended, parts=(*ended.parts, part))

    def ended(self, reason: StopReason) -> Message:
        """The final message when nobody but us said how it ended."""
        took = time.monotonic() - self._began
        final = replace(self.snapshot(), stop_reason=reason, duration_s=took)
        if reason not in _BROKEN_OFF:
            return final
        # Nothing goes on behind an answer that has ended: no call waits or runs any more.
        return replace(final, parts=tuple(_left(part) for part in final.parts))

    def _heard(self) -> tuple[Part, ...]:
        return tuple(
            _grown(part) if isinstance(part, tuple) else part for part in self._parts.values()
        )

    def _changed(self, call: ToolCallPart) -> bool:
        """Replaces a call of the round that was closed; False when there is none."""
        # From the end: some servers number the calls of each round from the same beginning.
        same = [
            (known.arguments != call.arguments, at)  # and some give one number to several
            for at, known in reversed([*enumerate(self._done)])
            if isinstance(known, ToolCallPart) and known.call_id == call.call_id
        ]
        if not same:
            return False
        self._done[min(same, key=lambda found: found[0])[1]] = call
        return True

    def _started(self, response_id: str, model: str, request_id: str) -> None:
        self.message = replace(
            self.message,
            response_id=response_id or self.message.response_id,
            request_id=request_id or self.message.request_id,
            model=model or self.message.model,
        )

    def _grow(self, kind: str, part_id: str, text: str) -> None:
        if kind != "reasoning" and self._first_text is None:
            self._first_text = time.monotonic() - self._began
        key = f"{kind} {part_id}"
        part = self._parts.get(key)
        if isinstance(part, tuple):
            part[1].append(text)
        else:
            self._parts[key] = (kind, [text])
        if self._unsaved and self._unsaved[-1][0] == kind:
            self._unsaved[-1][1].append(text)
        else:
            self._unsaved.append((kind, [text]))


def _left(part: Part) -> Part:
    if isinstance(part, ToolCallPart) and part.status in _UNDER_WAY:
        return replace(part, status="cancelled")
    return part


def _grown(part: tuple[str, list[str]]) -> Part:
    kind, pieces = part
    return _MAKERS[kind]("".join(pieces))


def joined(before: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """What the service sent in all rounds, lists one behind the other."""
    joined = {**before, **now}
    for name, value in before.items():
        if isinstance(value, list) and isinstance(now.get(name), list):
            joined[name] = [*value, *now[name]]
    return joined
