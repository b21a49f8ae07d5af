"""Messages: parts with an author, linked to their parent, so that a chat is a tree."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import uuid4

from oriel.domain.parts import ErrorPart, Part, ReasoningPart, RefusalPart, TextPart
from oriel.domain.stopping import StopReason
from oriel.domain.usage import Usage


class Role(StrEnum):
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


def new_id() -> str:
    """A fresh identifier for a chat, message or connection."""
    return uuid4().hex


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One turn of one author.

    `stop_reason` is None while an answer streams (and always for a person's
    turn). `created_at` is seconds since the epoch, `duration_s` the seconds from
    sending to the end, `first_token_s` to the first text. `provider` holds what
    the service sent, whole (`output` items, ids), for sending it again.
    """

    id: str
    chat_id: str
    parent_id: str | None
    role: Role
    parts: tuple[Part, ...] = ()
    created_at: float
    model: str = ""
    connection_id: str = ""
    response_id: str = ""
    request_id: str = ""
    stop_reason: StopReason | None = None
    usage: Usage | None = None
    duration_s: float | None = None
    first_token_s: float | None = None
    provider: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """What was said: text and refusals, without reasoning."""
        return "".join(p.text for p in self.parts if isinstance(p, TextPart | RefusalPart))

    @property
    def reasoning(self) -> str:
        return "\n\n".join(p.text for p in self.parts if isinstance(p, ReasoningPart))

    @property
    def error(self) -> ErrorPart | None:
        return next((p for p in self.parts if isinstance(p, ErrorPart)), None)
