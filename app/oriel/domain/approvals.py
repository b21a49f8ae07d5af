"""Leave to use a tool: what is asked of the person, what they say, what is remembered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """How far the person's word reaches."""

    ONCE = "once"
    CHAT = "chat"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A call that waits for the person. `arguments` is JSON text as the model gave it;
    `editable` says whether it may be changed (what runs at the service may not). `origin`
    is where the tool comes from: unlike `server`, its name, no other place can take it."""

    id: str
    chat_id: str
    call_id: str
    tool: str
    server: str
    arguments: str
    origin: str
    editable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the person said. `arguments` None leaves them as they were; `reason` is told to
    the model when the call is not allowed."""

    allowed: bool
    scope: Scope = Scope.ONCE
    arguments: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A line of the ledger. `chat_id` "" is for every chat; `decided_at` is epoch seconds;
    `origin` "" is a line from before origins were kept, and stands for nothing."""

    tool: str
    server: str
    chat_id: str
    allowed: bool
    decided_at: float
    origin: str = ""
