"""A chat as it is exported: what its turns say and did, ready to be set in any format.

The one content of Markdown, HTML, PDF and print. JSON goes its own way: it keeps what is
stored, and nothing is put into words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from oriel.domain.messages import Message
from oriel.domain.outlines import Versions
from oriel.domain.parts import (
    ErrorPart,
    FilePart,
    ImagePart,
    ItemPart,
    NotePart,
    PassagePart,
    ToolCallPart,
    ToolResultPart,
)
from oriel.domain.sources import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatHead:
    """What stands above a chat. `folders` are the names of those it lies in, outermost first."""

    id: str
    title: str
    model: str = ""
    created_at: float = 0.0
    updated_at: float = 0.0
    tags: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A message with its place. `number` counts the turns told of this chat from 1 on;
    `versions` is set where there are several."""

    message: Message
    number: int
    versions: Versions | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Messages that follow one another. `after` is the beginning of what a further
    branch goes on from, "" at the beginning of the chat, None for the branch being read."""

    ids: tuple[str, ...]
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """Text; `markdown` says whether marks in it are markup. Citations stand in it as
    footnote marks, each `mark(turn, number)`."""

    text: str
    markdown: bool


@dataclass(frozen=True, slots=True)
class Thought:
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ToolUse:
    """`given` and `output` are "" where they are not known or not wanted."""

    title: str
    state: str
    language: str = ""
    given: str = ""
    output: str = ""
    failed: bool = False
    passages: tuple[PassagePart, ...] = ()


@dataclass(frozen=True, slots=True)
class Pictured:
    image: ImagePart


@dataclass(frozen=True, slots=True)
class Attached:
    """`kept` says that its bytes may go along."""

    file: FilePart
    kept: bool = True


@dataclass(frozen=True, slots=True)
class Remark:
    """A quiet line: what was done differently, how an answer ended."""

    text: str


@dataclass(frozen=True, slots=True)
class Failure:
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sources:
    """What an answer cites; `placed` are the numbers that have a mark in its text."""

    listed: tuple[Source, ...]
    placed: frozenset[int] = frozenset()


Piece = Said | Thought | ToolUse | Pictured | Attached | Remark | Failure | Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """`facts` is the line under it, `version` "2 of 3" or ""."""

    number: int
    is_user: bool
    who: str
    pieces: tuple[Piece, ...]
    facts: str = ""
    version: str = ""
    at: float = 0.0
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportWords:
    """What is said in an export besides what was said in the chat, in the user's language."""

    who: Callable[[Message], str]
    facts: Callable[[Message], str]
    when: Callable[[float], str]
    version: Callable[[Versions], str]
    thought: Callable[[Message], str]
    tool: Callable[[ToolCallPart, ToolResultPart | None], tuple[str, str]]
    given: Callable[[ToolCallPart], tuple[str, str]]
    item: Callable[[ItemPart], str]
    note: Callable[[NotePart], str]
    error: Callable[[ErrorPart], tuple[str, str]]
    ending: Callable[[Message], str]
    language: Callable[[str], str]
    size: Callable[[int], str]
    picture_at: Callable[[str], str]
    branch: Callable[[str], str]
    page: Callable[[int, int], str]
    texts: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        """A fixed text by its name; the name itself where there is none."""
        return self.texts.get(name, name)


def mark(turn: int, source: int) -> str:
    """The label of the footnote for a source: one label for each in the whole chat."""
    return f"{turn}-{source}"
