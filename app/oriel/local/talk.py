"""What a model is asked, and the moves it answers with.

The values between the models (which know no wire format) and the two wires
(which know no models).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said: role is user, assistant, system, developer or tool."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Tool:
    """A function the caller offers."""

    name: str
    parameters: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A turn to answer. `lines` is the whole conversation, oldest first.

    `tool_choice` is auto, none, required, or the name of a function.
    """

    lines: tuple[Line, ...]
    tools: tuple[Tool, ...] = ()
    tool_choice: str = "auto"
    instructions: str = ""

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
class Think:
    text: str


@dataclass(frozen=True, slots=True)
class Refuse:
    text: str


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    arguments: str  # JSON


@dataclass(frozen=True, slots=True)
class Pause:
    seconds: float


@dataclass(frozen=True, slots=True)
class Trouble:
    """A fault of the wire, played on purpose: cut, stall, unknown_events,
    malformed, error_event, unnumbered."""

    kind: str


@dataclass(frozen=True, slots=True)
class Stop:
    """How the turn ends: completed, incomplete (why in `reason`), failed
    (`reason` is the error code), cancelled."""

    status: str = "completed"
    reason: str = ""
    message: str = ""


Move = Say | Cite | Think | Refuse | Call | Pause | Trouble | Stop


@dataclass(frozen=True, slots=True)
class Script:
    """An answer to be played. `words_per_s` 0 means as fast as the reader takes it."""

    moves: tuple[Move, ...]
    words_per_s: float = 140.0
