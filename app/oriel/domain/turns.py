"""One turn: what is asked, what happens while it runs, how it ended.

The same values whichever wire API carries the turn. Events go to a sink, a plain
function called in order on the event loop's thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from oriel.domain.hosted_tools import NO_HOSTED_TOOLS, HostedTools
from oriel.domain.messages import Message
from oriel.domain.parts import (
    CitationPart,
    ImagePart,
    NotePart,
    Part,
    ToolCallPart,
    ToolResultPart,
)
from oriel.domain.stopping import StopReason
from oriel.domain.turn_options import NO_OPTIONS, TurnOptions
from oriel.domain.usage import Usage


@dataclass(frozen=True, slots=True)
class FunctionSpec:
    """A function offered to the model; `parameters` is a JSON Schema object."""

    name: str
    description: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRequest:
    """`messages` is exactly what is sent: all of a path, or only what follows
    `previous_response_id` / what is new in `conversation_id` (never both).

    An answer that goes on after its tools have run is the last of `messages`, with the
    results among its parts. `functions` run on this computer, `hosted` at the service;
    `authorizations` are secrets by RemoteMcp.label.
    """

    model: str
    messages: tuple[Message, ...]
    instructions: str = ""
    previous_response_id: str = ""
    conversation_id: str = ""
    store: bool = True
    options: TurnOptions = NO_OPTIONS
    functions: tuple[FunctionSpec, ...] = ()
    hosted: HostedTools = NO_HOSTED_TOOLS
    authorizations: dict[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class TurnStarted:
    response_id: str = ""
    model: str = ""
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class TextAdded:
    """`part_id` is the same for all pieces of one part and new for the next."""

    part_id: str
    text: str


@dataclass(frozen=True, slots=True)
class ReasoningAdded:
    part_id: str
    text: str


@dataclass(frozen=True, slots=True)
class RefusalAdded:
    part_id: str
    text: str


@dataclass(frozen=True, slots=True)
class ToolCallChanged:
    """The call as known so far; replaces what was said of this `part_id` before."""

    part_id: str
    call: ToolCallPart


@dataclass(frozen=True, slots=True)
class ToolResultAdded:
    """What a call came to; replaces what was said of this `part_id` before."""

    part_id: str
    result: ToolResultPart


@dataclass(frozen=True, slots=True)
class ToolProgressed:
    """How far a running call is: `done` of `total` (None when not known)."""

    call_id: str
    done: float
    total: float | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class ImageAdded:
    """An image as known so far; replaces what was shown of this `part_id` before."""

    part_id: str
    image: ImagePart


@dataclass(frozen=True, slots=True)
class CitationAdded:
    part_id: str
    citation: CitationPart


@dataclass(frozen=True, slots=True)
class UsageReported:
    usage: Usage


@dataclass(frozen=True, slots=True)
class RetryScheduled:
    """The service was busy; the request is sent again by itself in `delay_s` seconds."""

    attempt: int
    delay_s: float
    status: int = 0


@dataclass(frozen=True, slots=True)
class Noted:
    """Something was done differently from what was asked; kept with the answer."""

    note: NotePart


@dataclass(frozen=True, slots=True)
class EventSkipped:
    """The stream held something unreadable; the turn goes on."""

    detail: str


TurnEvent = (
    TurnStarted
    | TextAdded
    | ReasoningAdded
    | RefusalAdded
    | ToolCallChanged
    | ToolResultAdded
    | ToolProgressed
    | ImageAdded
    | CitationAdded
    | UsageReported
    | RetryScheduled
    | Noted
    | EventSkipped
)
Emit = Callable[[TurnEvent], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnResult:
    """How a turn ended by the service's own word. `parts` is rebuilt from the
    terminal event, the truth over what the deltas added up to. `others` are further
    choices (n > 1), each its parts."""

    reason: StopReason
    parts: tuple[Part, ...]
    response_id: str = ""
    request_id: str = ""
    model: str = ""
    usage: Usage | None = None
    provider: dict[str, Any] = field(default_factory=dict)
    others: tuple[tuple[Part, ...], ...] = ()
