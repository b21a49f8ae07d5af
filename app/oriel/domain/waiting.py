"""A turn the person has sent and the service has not yet been asked."""

from __future__ import annotations

from dataclasses import dataclass

from oriel.domain.parts import Part, TextPart

FOR_ANSWER = "answer"  # the answer before it still streams
FOR_NETWORK = "network"  # the service cannot be reached
HELD = "held"  # the answer before it failed or was stopped: the person decides


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingTurn:
    """`why` is one of the words above; `created_at` is epoch seconds."""

    id: str
    chat_id: str
    parts: tuple[Part, ...]
    why: str
    created_at: float

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts if isinstance(part, TextPart))
