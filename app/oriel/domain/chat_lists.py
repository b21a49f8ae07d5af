"""What a list of chats is made of: sections of rows that are read by pages, never whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf

from oriel.domain.folders import Folder

PAGE_ROWS = 64


class Shelf(StrEnum):
    """Where a chat stands. In a folder it stands there only, pinned ones first."""

    PINNED = "pinned"
    FOLDER = "folder"
    DATED = "dated"
    ARCHIVED = "archived"
    TAGGED = "tagged"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What the list shows: everything that is not archived, or what is, or what has a tag, or
    what an import has brought."""

    archived: bool = False
    tag: str = ""
    import_id: str = ""

    def __bool__(self) -> bool:
        return self.archived or bool(self.tag) or bool(self.import_id)


EVERYTHING = ListFilter()


@dataclass(frozen=True, slots=True)
class Section:
    """Chats under one heading. `key` is the folder's id, the tag, the import's id, or for dated
    ones today, yesterday, week or "YYYY-MM"; then `since` <= updated_at < `until` (seconds)."""

    shelf: Shelf
    key: str = ""
    since: float = -inf
    until: float = inf


@dataclass(frozen=True, slots=True)
class Span:
    """`count` rows of a section, from row `first` on."""

    section: Section
    first: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class Seek:
    """The next chat whose title begins so (`folded`), in these sections one after the other:
    from `chat_id` on, which stands in the first of them ("" from its beginning), or `on` from
    the one after it. `nameless`: chats without a title are meant, too."""

    folded: str
    sections: tuple[Section, ...]
    chat_id: str = ""
    on: bool = False
    nameless: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatHead:
    """As much of a chat as a row shows; the fields are those of Chat."""

    id: str
    title: str = ""
    updated_at: float = 0.0
    pinned: bool = False
    folder_id: str = ""
    archived_at: float | None = None
    colour: str = ""
    tags: tuple[str, ...] = ()
    connection_id: str = ""
    model: str = ""


Heads = tuple[ChatHead, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The whole list without its rows: how many each section has, in their order.

    `pages` are the rows read with it, by section and page number (PAGE_ROWS each);
    `place` is where the chat asked for stands, None when it is in no section.
    """

    filter: ListFilter = EVERYTHING
    counts: Mapping[Section, int] = field(default_factory=dict)
    folders: tuple[Folder, ...] = ()
    pages: Mapping[tuple[Section, int], Heads] = field(default_factory=dict)
    place: Span | None = None

    @property
    def total(self) -> int:
        return sum(self.counts.values())
