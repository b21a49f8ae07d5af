"""Moves of tools the service runs itself, and of items that are no words for the reader.

Each becomes one output item. The wire opens it at once (`Began`) and fills it when
the move itself comes, so that a reader sees the work going on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage of a file that a search found; score from 0 to 1."""

    file_id: str
    filename: str
    score: float
    text: str
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SearchFiles:
    queries: tuple[str, ...]
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A page on the web."""

    url: str
    title: str


@dataclass(frozen=True, slots=True)
class SearchWeb:
    query: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class RunCode:
    """`image` is a data URL, "" when the code drew nothing. `error` makes the run fail."""

    code: str
    container_id: str
    logs: str = ""
    image: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class DrawImage:
    """The pictures are PNG as base64; `partial` ones come before the whole."""

    prompt: str
    image: str
    partial: tuple[str, ...] = ()
    size: str = "1024x1024"


@dataclass(frozen=True, slots=True)
class ListTools:
    """The tools of an MCP server as MCP describes them; `error` when it did not answer."""

    server_label: str
    tools: tuple[Mapping[str, Any], ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class CallServer:
    """A call of an MCP server's tool. `arguments` is JSON."""

    server_label: str
    name: str
    arguments: str
    output: str = ""
    error: str = ""
    approval_request_id: str | None = None


@dataclass(frozen=True, slots=True)
class AskLeave:
    """A call of an MCP server's tool that waits for the user's leave."""

    server_label: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class CallCustom:
    """A call of a custom tool: free text instead of JSON."""

    name: str
    input: str


@dataclass(frozen=True, slots=True)
class Compact:
    """Everything before this is folded into `content`, opaque to callers."""

    content: str


@dataclass(frozen=True, slots=True)
class Opaque:
    """An item of a kind no client knows, sent as it is."""

    item: Mapping[str, Any]


Hosted = (
    SearchFiles
    | SearchWeb
    | RunCode
    | DrawImage
    | ListTools
    | CallServer
    | AskLeave
    | CallCustom
    | Compact
    | Opaque
)


@dataclass(frozen=True, slots=True)
class Began:
    """The item of a move is opened; the move itself follows and closes it."""

    move: Hosted
