"""What the list of chats shows, read by pages beside whatever is written meanwhile."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from math import inf

from oriel.domain.chat_lists import (
    EVERYTHING,
    PAGE_ROWS,
    ChatHead,
    Heads,
    ListFilter,
    Outline,
    Section,
    Seek,
    Shelf,
    Span,
)
from oriel.domain.folders import Folder
from oriel.store import chat_pages as store
from oriel.store.database import Database
from oriel.store.folders import folders_in

FIRST_ROWS = 2 * PAGE_ROWS  # that are read with the outline


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to read of the list: `again` are the pages in view, `chat_id` the chat whose
    place is wanted, `open_folders` those that show what lies in them."""

    filter: ListFilter = EVERYTHING
    today: date
    open_folders: Collection[str] = ()
    again: Collection[tuple[Section, int]] = ()
    chat_id: str = ""


class ChatPages:
    """Everything is one view of the data; cancelling interrupts it. Raises as Database."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def outline(self, wanted: Wanted) -> Outline:
        """The sections with their counts, the first rows, and the pages in view again."""
        return await self._db.read_beside(lambda db: _outline(db, wanted))

    async def heads(self, span: Span) -> Heads:
        return await self._db.read_beside(lambda db: store.heads(db, span))

    async def ids(self, spans: Iterable[Span]) -> list[str]:
        """The chats of these rows, in their order."""
        return await self._db.read_beside(
            lambda db: [chat_id for span in spans for chat_id in store.ids(db, span)]
        )

    async def sought(self, seek: Seek) -> Span | None:
        """Where the chat that is looked for stands; None when there is none."""
        return await self._db.read_beside(lambda db: store.sought(db, seek))

    async def head(self, chat_id: str) -> ChatHead | None:
        """None when there is no such chat, or it is in the bin."""
        return await self._db.read_beside(lambda db: store.head(db, chat_id))

    async def newest(self) -> str:
        """The id of the chat that was used last, "" when there is none."""
        return await self._db.read_beside(store.newest)

    async def count_by_connection(self) -> dict[str, int]:
        """How many chats each connection answers, by its id."""
        return await self._db.read_beside(store.connection_counts, "sums")


def _outline(db: sqlite3.Connection, wanted: Wanted) -> Outline:
    folders = folders_in(db)
    counts = dict(_sections(db, wanted, folders))
    place = _place(db, counts, wanted.chat_id)
    known = {folder.id for folder in folders}
    lost = [s.key for s in counts if s.shelf is Shelf.FOLDER and s.key not in known]
    return Outline(
        filter=wanted.filter,
        counts=counts,
        # What lies in a folder that is lost is not lost with it.
        folders=(*folders, *(Folder(id=key, name="") for key in lost)),
        pages=_pages(db, counts, wanted, place),
        place=place,
    )


def _sections(
    db: sqlite3.Connection, wanted: Wanted, folders: Iterable[Folder]
) -> Iterable[tuple[Section, int]]:
    if wanted.filter:
        section = _only(wanted.filter)
        yield section, store.count(db, section)
        return
    pinned = Section(Shelf.PINNED)
    yield pinned, store.count(db, pinned)
    filled = store.folder_counts(db)
    for folder_id in dict.fromkeys([*(f.id for f in folders), *filled]):
        yield Section(Shelf.FOLDER, folder_id), filled.get(folder_id, 0)
    yield from store.dated_counts(db, wanted.today)


def _only(wanted: ListFilter) -> Section:
    if wanted.import_id:
        return Section(Shelf.IMPORTED, wanted.import_id)
    return Section(Shelf.TAGGED, wanted.tag) if wanted.tag else Section(Shelf.ARCHIVED)


def _pages(
    db: sqlite3.Connection, counts: dict[Section, int], wanted: Wanted, place: Span | None
) -> dict[tuple[Section, int], Heads]:
    room, asked = FIRST_ROWS, dict.fromkeys(wanted.again)
    if place is not None:
        asked[place.section, place.first // PAGE_ROWS] = None
    for section, count in counts.items():
        closed = section.shelf is Shelf.FOLDER and section.key not in wanted.open_folders
        if room > 0 and count and not closed:
            asked[section, 0] = None
            room -= min(count, PAGE_ROWS)
    return {
        (section, page): store.heads(db, Span(section, page * PAGE_ROWS, PAGE_ROWS))
        for section, page in asked
        if page * PAGE_ROWS < counts.get(section, 0)
    }


def _place(db: sqlite3.Connection, counts: dict[Section, int], chat_id: str) -> Span | None:
    chat = store.head(db, chat_id) if chat_id else None
    for section in counts if chat is not None else ():
        if chat is not None and _may_hold(section, chat):
            row = store.rows_above(db, section, chat)
            if row is not None:
                return Span(section, row)
    return None


def _may_hold(section: Section, chat: ChatHead) -> bool:
    match section.shelf:
        case Shelf.FOLDER:
            return section.key == chat.folder_id
        case Shelf.DATED:
            return section.since <= chat.updated_at and (
                chat.updated_at < section.until or section.until == inf
            )
    return True
