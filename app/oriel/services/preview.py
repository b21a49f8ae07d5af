"""What a file looks like, within bounds: what is fetched, read and shown of it.

Nothing here is trusted: a name says what a file may be, its first bytes what it is, and
of everything only so much is taken. Decoding a picture needs Qt and is done in the ui.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from oriel.domain.attachment_kinds import HEAD, FileKind, Kind, kind_of
from oriel.domain.attachments import clean_name
from oriel.domain.errors import AnswerUnreadable

Fetch = Callable[[int], Awaitable[bytes]]
"""What is in a file, when it has at most so many bytes; else AnswerUnreadable."""

MOST_BYTES = 20_000_000  # of a file that is fetched for a look
MOST_PIXELS = 40_000_000  # of a picture that is decoded
TEXT_CHARS = 2_000_000
JSON_CHARS = 1_000_000  # of JSON that is set out
MARKDOWN_CHARS = 200_000  # of a Markdown text that is set; the rest is there as source
TABLE_ROWS, TABLE_COLUMNS, CELL_CHARS = 500, 50, 300
HEX_BYTES = 256


class PreviewKind(StrEnum):
    TEXT = "text"
    CODE = "code"
    MARKDOWN = "markdown"
    JSON = "json"
    TABLE = "table"
    IMAGE = "image"
    PDF = "pdf"
    FACTS = "facts"  # nothing to be seen: sound, film, documents of other programs
    BINARY = "binary"  # its first bytes
    EMPTY = "empty"
    TOO_LARGE = "too_large"


class Note(StrEnum):
    """What went otherwise than the kind lets expect."""

    NOT_JSON = "not_json"
    NOT_A_TABLE = "not_a_table"
    PDF_BROKEN = "pdf_broken"
    PDF_LOCKED = "pdf_locked"  # wants a password
    PDF_SLOW = "pdf_slow"  # the page took too long to be drawn
    PICTURE_BROKEN = "picture_broken"
    PICTURE_HUGE = "picture_huge"
    PICTURE_FORMAT = "picture_format"  # one that cannot be drawn here


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What may be shown of a file. `size` is the whole file's, in bytes.

    `text` is what TEXT, CODE, MARKDOWN and JSON say (JSON set out anew, with what was
    written in `source`), a TABLE as it was written, the words on a PDF's first pages, and
    the first bytes of a BINARY in hex. `language` names a lexer. `rows` are a TABLE's cells,
    the first of them the header. `picture` is an encoded picture: the IMAGE, or a PDF's
    first page. `cut` says that there is more than is here; `more_columns` how many.
    """

    name: str
    kind: PreviewKind
    size: int = 0
    media_type: str = ""
    text: str = ""
    source: str = ""
    language: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    more_columns: int = 0
    picture: bytes = b""
    pages: int = 0
    cut: bool = False
    note: Note | None = None

    def __repr__(self) -> str:
        return f"Preview({self.name!r}, {self.kind.value})"


async def preview_of(fetch: Fetch, name: str, size: int) -> Preview:
    """A look at a file of `size` bytes, 0 where nobody knows. Raises what `fetch` raises,
    but for a file that is too large: that is a preview that says so."""
    shown = clean_name(name)
    # What nobody could look at is not fetched at all.
    if (what := _opaque(shown)) is not None:
        return Preview(name=shown, kind=PreviewKind.FACTS, size=size, media_type=what.media_type)
    if size > MOST_BYTES:
        return Preview(name=shown, kind=PreviewKind.TOO_LARGE, size=size)
    try:
        content = await fetch(MOST_BYTES)
    except AnswerUnreadable as error:
        if error.facts.get("detail") != "too long":
            raise
        return Preview(name=shown, kind=PreviewKind.TOO_LARGE, size=size)
    return await _seen(shown, content)


def _opaque(name: str) -> FileKind | None:
    from oriel.services.preview_reading import FILM

    what = kind_of(name, b"")
    if what.kind in (Kind.AUDIO, Kind.OTHER):
        return what
    film = FILM.get(name.rpartition(".")[2].lower(), "")
    return FileKind(Kind.OTHER, film) if film else None


async def _seen(name: str, content: bytes) -> Preview:
    # Reading takes csv, json and more: nothing that the first paint should wait for.
    from oriel.services.preview_reading import preview_of_bytes

    if not content:
        return Preview(name=name, kind=PreviewKind.EMPTY)
    what = kind_of(name, content[:HEAD])
    match what.kind:
        case Kind.PDF:
            from oriel.services.preview_pdf import pdf_preview

            return await pdf_preview(name, content)
        case Kind.IMAGE:
            return Preview(
                name=name,
                kind=PreviewKind.IMAGE,
                size=len(content),
                media_type=what.media_type,
                picture=content,
            )
    return await asyncio.to_thread(preview_of_bytes, name, content, what)
