"""What is to be exported and how it is to look. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Format(StrEnum):
    MARKDOWN = "markdown"
    HTML = "html"
    PDF = "pdf"
    JSON = "json"
    ARCHIVE = "archive"


ENDINGS = {
    Format.MARKDOWN: "md",
    Format.HTML: "html",
    Format.PDF: "pdf",
    Format.JSON: "json",
    Format.ARCHIVE: "oriel",
}
# What they hold is all there is: nothing can be left out.
WHOLE = (Format.JSON, Format.ARCHIVE)


class Shade(StrEnum):
    """SHOWN: as Oriel looks now; for HTML, as the reader's own system has it."""

    LIGHT = "light"
    DARK = "dark"
    SHOWN = "shown"


class Paper(StrEnum):
    A4 = "a4"
    LETTER = "letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """`branches` says whether all branches are told, and not just the one being read; JSON
    always has them. `facts` are times and models. `together` puts many chats into one file."""

    format: Format = Format.MARKDOWN
    branches: bool = False
    reasoning: bool = False
    tools: bool = True
    sources: bool = True
    facts: bool = True
    attachments: bool = True
    shade: Shade = Shade.SHOWN
    paper: Paper = Paper.A4
    together: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which chats: those named, in that order; those in a folder and in the folders in it;
    with neither all that are not in the bin."""

    chat_ids: tuple[str, ...] = ()
    folder_id: str = ""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much a scope holds. `told` are the messages of the branches being read, `title` is
    that of the first chat."""

    chats: int = 0
    messages: int = 0
    told: int = 0
    title: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an export is: chats of `chats` begun, and the messages written so far, or
    laid out so far while the pages are being counted."""

    chat: int
    chats: int
    messages: int
    counting: bool = False


@dataclass(frozen=True, slots=True)
class Exported:
    """What came of it. `path` is the file or the folder."""

    path: str
    chats: int
    messages: int
