"""What a model is asked, and the moves it answers with.

The values between the models (which know no wire format) and the two wires
(which know no models).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from oriel.local.hosted import Began, Hosted


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said: role is user, assistant, system, developer or tool."""

    role: str
    text: str
    parts: tuple[str, ...] = ()  # kinds of what came beside the text: image, file, audio


@dataclass(frozen=True, slots=True)
class Tool:
    """A function the caller offers."""

    name: str
    parameters: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Leave:
    """The user's answer to an approval request, with the call it was about."""

    request_id: str
    approve: bool
    server_label: str = ""
    name: str = ""
    arguments: str = "{}"
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A turn to answer. `lines` is the whole conversation, oldest first.

    `tool_choice` is auto, none, required, the name of a function, or the kind of a
    hosted tool. `hosted` are the declarations of tools that are no functions, `leave`
    what the user just answered to approval requests, `shape` the JSON schema the answer
    has to fit ({} for any object, None for words), `calls` the most hosted calls.
    """

    lines: tuple[Line, ...]
    tools: tuple[Tool, ...] = ()
    tool_choice: str = "auto"
    instructions: str = ""
    hosted: tuple[Mapping[str, Any], ...] = ()
    leave: tuple[Leave, ...] = ()
    shape: Mapping[str, Any] | None = None
    parallel: bool = True
    calls: int | None = None
    effort: str = ""
    continues: tuple[str, str] | None = None  # field and id of what the request goes on from

    @property
    def asked(self) -> str:
        """The newest user line, "" when there is none."""
        return next((line.text for line in reversed(self.lines) if line.role == "user"), "")

    @property
    def returned(self) -> tuple[str, ...]:
        """What functions returned since the user last spoke."""
        found: list[str] = []
        for line in reversed(self.lines):
            if line.role == "user":
                break
            if line.role == "tool":
                found.append(line.text)
        return tuple(reversed(found))

    def earlier(self, role: str) -> list[str]:
        """What that role said before the newest user line, oldest first."""
        last = max((n for n, line in enumerate(self.lines) if line.role == "user"), default=0)
        return [line.text for line in self.lines[:last] if line.role == role]


@dataclass(frozen=True, slots=True)
class Say:
    text: str


@dataclass(frozen=True, slots=True)
class Cite:
    """A citation of a file, at the place reached in the text."""

    file_id: str
    filename: str


@dataclass(frozen=True, slots=True)
class CiteUrl:
    """A citation of a page, for the last `length` characters of the text."""

    url: str
    title: str
    length: int


@dataclass(frozen=True, slots=True)
class CiteProduced:
    """A citation of a file in a container, for the last `length` characters."""

    container_id: str
    file_id: str
    filename: str
    length: int


@dataclass(frozen=True, slots=True)
class Phase:
    """A new message begins, in a phase: commentary or final_answer."""

    name: str


@dataclass(frozen=True, slots=True)
class Think:
    """A thought; `raw` ones are the thought itself, not its summary."""

    text: str
    raw: bool = False


@dataclass(frozen=True, slots=True)
class ThoughtEnds:
    """What is thought next is another part of the same item."""


@dataclass(frozen=True, slots=True)
class Refuse:
    text: str


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    arguments: str  # JSON


@dataclass(frozen=True, slots=True)
class Pause:
    """`rest` ones only make a stream pleasant to watch; unstreamed answers skip them."""

    seconds: float
    rest: bool = False


@dataclass(frozen=True, slots=True)
class Trouble:
    """A fault of the wire, played on purpose: cut, drop, stall, unknown_events,
    malformed, error_event, unnumbered."""

    kind: str


@dataclass(frozen=True, slots=True)
class Stop:
    """How the turn ends: completed, incomplete (why in `reason`), failed
    (`reason` is the error code), cancelled."""

    status: str = "completed"
    reason: str = ""
    message: str = ""


Move = (
    Say
    | Cite
    | CiteUrl
    | CiteProduced
    | Phase
    | Think
    | ThoughtEnds
    | Refuse
    | Call
    | Hosted
    | Began
    | Pause
    | Trouble
    | Stop
)


@dataclass(frozen=True, slots=True)
class Script:
    """An answer to be played. `words_per_s` 0 means as fast as the reader takes it."""

    moves: tuple[Move, ...]
    words_per_s: float = 140.0
