"""Lists of chats for the widgets, as the store reads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from oriel.domain.chat_lists import (
    EVERYTHING,
    PAGE_ROWS,
    ChatHead,
    ListFilter,
    Outline,
    Section,
    Shelf,
)
from oriel.domain.date_groups import Period, month_of, recent_periods
from oriel.domain.folders import Folder


def outline_of(
    chats: Iterable[ChatHead],
    today: date,
    folders: Sequence[Folder] = (),
    wanted: ListFilter = EVERYTHING,
    pages: int = 1_000,
) -> Outline:
    """These chats in their sections; of each section the first `pages` pages are read."""
    held: dict[Section, list[ChatHead]] = {Section(Shelf.FOLDER, f.id): [] for f in folders}
    for chat in sorted(chats, key=lambda c: (not c.pinned, -c.updated_at)):
        held.setdefault(_section(chat, today, wanted), []).append(chat)
    return Outline(
        filter=wanted,
        counts={section: len(found) for section, found in held.items()},
        folders=tuple(folders),
        pages={
            (section, page): tuple(found[page * PAGE_ROWS : (page + 1) * PAGE_ROWS])
            for section, found in held.items()
            for page in range(min(pages, -(-len(found) // PAGE_ROWS)))
        },
    )


def _section(chat: ChatHead, today: date, wanted: ListFilter) -> Section:
    if wanted:
        return Section(Shelf.TAGGED, wanted.tag) if wanted.tag else Section(Shelf.ARCHIVED)
    if chat.folder_id:
        return Section(Shelf.FOLDER, chat.folder_id)
    if chat.pinned:
        return Section(Shelf.PINNED)
    return Section(Shelf.DATED, *_period(chat.updated_at, today))


def _period(at: float, today: date) -> Period:
    recent = recent_periods(today)
    found = next((p for p in recent if p.since <= at < p.until), None)
    return found or month_of(at, recent[-1].since)
