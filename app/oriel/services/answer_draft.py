"""An answer while it grows: what was heard so far, and which of it is not yet on disk."""

from __future__ import annotations

import time
from dataclasses import replace

from oriel.domain.errors import AppError, StreamInterrupted
from oriel.domain.messages import Message
from oriel.domain.parts import ErrorPart, Part, ReasoningPart, RefusalPart, TextPart
from oriel.domain.stopping import StopReason
from oriel.domain.turns import (
    CitationAdded,
    ReasoningAdded,
    RefusalAdded,
    TextAdded,
    ToolCallChanged,
    TurnEvent,
    TurnResult,
    TurnStarted,
    UsageReported,
)

_MAKERS: dict[str, type[TextPart | ReasoningPart | RefusalPart]] = {
    "text": TextPart,
    "reasoning": ReasoningPart,
    "refusal": RefusalPart,
}


class AnswerDraft:
    """Collects TurnEvents into the parts of one message."""

    def __init__(self, message: Message) -> None:
        self.message = message
        self._began = time.monotonic()
        self._first_text: float | None = None
        # Insertion order is the order of the parts. Text grows as a list of
        # pieces, joined only when somebody looks.
        self._parts: dict[str, tuple[str, list[str]] | Part] = {}
        self._unsaved: list[tuple[str, list[str]]] = []

    def add(self, event: TurnEvent) -> None:
        match event:
            case TextAdded(part_id, text):
                self._grow("text", part_id, text)
            case ReasoningAdded(part_id, text):
                self._grow("reasoning", part_id, text)
            case RefusalAdded(part_id, text):
                self._grow("refusal", part_id, text)
            case ToolCallChanged(part_id, call):
                self._parts[f"call {part_id}"] = call
            case CitationAdded(part_id, citation):
                self._parts[f"citation {part_id} {len(self._parts)}"] = citation
            case TurnStarted(response_id, model, request_id):
                self.message = replace(
                    self.message,
                    response_id=response_id or self.message.response_id,
                    request_id=request_id or self.message.request_id,
                    model=model or self.message.model,
                )
            case UsageReported(usage):
                self.message = replace(self.message, usage=usage)

    @property
    def parts(self) -> tuple[Part, ...]:
        return tuple(
            _grown(part) if isinstance(part, tuple) else part for part in self._parts.values()
        )

    def snapshot(self) -> Message:
        """The message as far as it has come."""
        return replace(self.message, parts=self.parts, first_token_s=self._first_text)

    def take_unsaved(self) -> list[tuple[str, str]]:
        """(kind, text) of what came since the last call, in order."""
        taken, self._unsaved = self._unsaved, []
        return [(kind, "".join(pieces)) for kind, pieces in taken]

    def finished(self, result: TurnResult) -> Message:
        """The final message by the service's own word."""
        return replace(
            self.ended(result.reason),
            parts=result.parts or self.parts,
            response_id=result.response_id or self.message.response_id,
            request_id=result.request_id or self.message.request_id,
            usage=result.usage or self.message.usage,
            provider=result.provider,
        )

    def failed(self, error: AppError) -> Message:
        """The final message of a turn the world broke off: what came, then why it stopped."""
        cut = isinstance(error, StreamInterrupted) and bool(self._parts)
        ended = self.ended(StopReason.INTERRUPTED if cut else StopReason.FAILED)
        part = ErrorPart(error.code, dict(error.facts), error.retryable)
        return replace(ended, parts=(*self.parts, part))

    def ended(self, reason: StopReason) -> Message:
        """The final message when nobody but us said how it ended."""
        took = time.monotonic() - self._began
        return replace(self.snapshot(), stop_reason=reason, duration_s=took)

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


def _grown(part: tuple[str, list[str]]) -> Part:
    kind, pieces = part
    return _MAKERS[kind]("".join(pieces))
