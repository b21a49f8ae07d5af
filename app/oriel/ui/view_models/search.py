"""Searching everything: one question at a time, a newer one breaks off the one before."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from oriel.domain.errors import AppError
from oriel.domain.findables import Findable, Kind, Known, matching
from oriel.domain.prompts import Prompt
from oriel.domain.search import (
    ChatHit,
    SavedSearch,
    SearchQuery,
    SearchResults,
    parse_query,
)
from oriel.domain.search_typing import VALUES, Begun
from oriel.services.known_names import KnownNames
from oriel.services.search import Search
from oriel.services.tasks import TaskScope
from oriel.ui.view_models.latest_tasks import LatestTasks

PAGE, MOST_MESSAGES = 30, 480  # beyond, another word is the quicker way
MOST_CHATS, MOST_OF_A_KIND = 24, 24
RECENT_CHATS, RECENT_SEARCHES, MOST_OFFERS = 6, 8, 12
PATIENCE_S = 0.15
_NOTHING = SearchResults()


@dataclass(frozen=True, slots=True)
class Found:
    """What is found for `query`. `complete` is False while the history is still searched,
    `error` says why that could not be. `folders` are names by id; `more` that there are more
    messages, `too_many` that no more are listed."""

    query: SearchQuery
    ranked: bool
    others: tuple[Findable, ...] = ()
    messages: SearchResults = _NOTHING
    chats: tuple[ChatHit, ...] = ()
    folders: tuple[tuple[str, str], ...] = ()
    complete: bool = True
    error: AppError | None = None

    @property
    def more(self) -> bool:
        return self.messages.more and not self.too_many

    @property
    def too_many(self) -> bool:
        return self.messages.more and len(self.messages.hits) >= MOST_MESSAGES

    @property
    def words(self) -> tuple[str, ...]:
        """What names are found by, in the middle of their words too."""
        return (*self.query.phrases, *self.query.words)


@dataclass(frozen=True, slots=True)
class Beginning:
    """What an empty field shows: `recent` is what was searched for, the newest first."""

    recent: tuple[str, ...] = ()
    saved: tuple[SavedSearch, ...] = ()
    chats: tuple[ChatHit, ...] = ()
    folders: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Offers:
    """Values for the filter being typed; of a colon alone, the filters there are."""

    begun: Begun
    values: tuple[str, ...] = ()


class SearchViewModel(QObject):
    """`began(Beginning)`, `found(Found)`, `offered(Offers)`, `kept(SavedSearch)`,
    `forgotten(SavedSearch)` (offer undo)."""

    began = Signal(object)
    found = Signal(object)
    offered = Signal(object)
    kept = Signal(object)
    forgotten = Signal(object)
    failed = Signal(object)

    def __init__(self, search: Search, names: KnownNames, recent: Iterable[str] = ()) -> None:
        super().__init__()
        self._search = search
        self._names = names
        self._scope = TaskScope(self.failed.emit)
        self._tasks = LatestTasks(self._scope, "search")
        self._known = Known()
        self._beside: tuple[Findable, ...] = ()
        self._findables: tuple[Findable, ...] = ()
        self._saved: tuple[SavedSearch, ...] = ()
        self._recent = list(dict.fromkeys(recent))[:RECENT_SEARCHES]

    # Facts

    @property
    def recent(self) -> tuple[str, ...]:
        """What was searched for, the newest first, to be kept for the next start."""
        return tuple(self._recent)

    def saved(self, typed: str) -> SavedSearch | None:
        """The search that is kept of what is typed."""
        wanted = parse_query(f"{typed} ")
        same = (one for one in self._saved if parse_query(f"{one.typed} ") == wanted)
        return next(same, None)

    def prompt(self, prompt_id: str) -> Prompt | None:
        return self._names.prompt(prompt_id)

    # Wishes

    def begin(self, beside: Sequence[Findable] = ()) -> None:
        """The panel is opened: reads what an empty field shows. `beside` are findables that
        only the window knows of: its commands, the library's lists."""
        self._beside = tuple(beside)
        self._take_names()
        self._tasks.start("begin", self._begin())

    def search(self, typed: str, *, ranked: bool = False) -> None:
        """Looks for what is typed, the newest first or the best; `found` tells."""
        self._look(parse_query(typed), PAGE, ranked=ranked)

    def more(self, found: Found) -> None:
        """The same with more messages."""
        limit = min(2 * max(len(found.messages.hits), PAGE), MOST_MESSAGES)
        self._look(found.query, limit, ranked=found.ranked)

    def offer(self, begun: Begun) -> None:
        """Values that the filter being typed may have."""
        self._tasks.start("offer", self._offer(begun))

    def begin_again(self) -> None:
        """What an empty field shows has changed."""
        self._tasks.start("begin", self._begin())

    def end_asking(self) -> None:
        """Nothing is looked for any more."""
        self._tasks.end("find", "offer")

    def end(self) -> None:
        """The panel is closed: nobody waits any more."""
        self._tasks.end("find", "offer", "begin")

    def remember(self, typed: str) -> None:
        """Something was found with this and opened."""
        if typed := " ".join(typed.split())[:400]:
            self._recent = [typed, *(each for each in self._recent if each != typed)]
            del self._recent[RECENT_SEARCHES:]

    def forget_recent(self, typed: str) -> None:
        self._recent = [each for each in self._recent if each != typed]

    def save(self, name: str, typed: str) -> None:
        """Keeps a search under a name."""
        self._scope.start_if_open(self._save(name, typed), "save search")

    def forget(self, search: SavedSearch) -> None:
        self._scope.start_if_open(self._forget(search), "forget search")

    async def aclose(self) -> None:
        await self._scope.aclose()

    # Inside

    async def _begin(self) -> None:
        with suppress(AppError):  # searching says what is wrong
            self._known = await self._names.all()
            self._take_names()
            self._saved = tuple(await self._search.saved())
            chats = await self._names.newest_chats(RECENT_CHATS)
            beginning = Beginning(self.recent, self._saved, chats, self._known.folders)
            self.began.emit(beginning)

    def _take_names(self) -> None:
        """Each once: what the window knows is newer than what was read."""
        both = (*self._known.findables, *self._beside)
        self._findables = tuple({(f.kind, f.connection_id, f.id): f for f in both}.values())

    def _look(self, query: SearchQuery, limit: int, *, ranked: bool) -> None:
        words = (*query.words, *query.phrases)
        others: list[Findable] = []
        if not query.filtered and not query.without:  # which are about messages alone
            for kind in Kind:
                of_kind = (each for each in self._findables if each.kind is kind)
                others += matching(of_kind, words, MOST_OF_A_KIND)
        found = Found(query, ranked, tuple(others), folders=self._known.folders)
        self._tasks.start("find", self._find(found, limit))

    async def _find(self, found: Found, limit: int) -> None:
        late = asyncio.get_running_loop().call_later(
            PATIENCE_S, self.found.emit, replace(found, complete=False)
        )
        try:
            messages = await self._search.messages(found.query, limit, ranked=found.ranked)
            chats = await self._chats(found.query)
        except AppError as error:
            found = replace(found, error=error)
        else:
            found = replace(found, messages=messages, chats=chats)
        finally:
            late.cancel()
        self.found.emit(found)

    async def _chats(self, query: SearchQuery) -> tuple[ChatHit, ...]:
        about_messages = query.roles or query.held or query.without
        return () if about_messages else await self._search.chats(query, MOST_CHATS)

    async def _offer(self, begun: Begun) -> None:
        with suppress(AppError):
            values = await self._values(begun)
            self.offered.emit(Offers(begun, tuple(dict.fromkeys(values))[:MOST_OFFERS]))

    async def _values(self, begun: Begun) -> list[str]:
        wanted = begun.part.casefold()
        match begun.name:
            case "model":
                known: Iterable[str] = self._known.models
            case "tag":
                known = self._known.tags
            case "in":
                known = [name for _, name in self._known.folders]
            case name:
                known = VALUES.get(name, ())
        found = [each for each in known if wanted in each.casefold()]
        if begun.name == "in" and wanted:
            query = parse_query(f'"{begun.part}"')
            found += [c.title for c in await self._search.chats(query, MOST_OFFERS) if c.title]
        return sorted(found, key=lambda each: not each.casefold().startswith(wanted))

    async def _save(self, name: str, typed: str) -> None:
        kept = await self._search.save(name, typed.strip())
        self._saved = tuple(await self._search.saved())
        self.kept.emit(kept)

    async def _forget(self, search: SavedSearch) -> None:
        await self._search.forget(search.id)
        self._saved = tuple(await self._search.saved())
        self.forgotten.emit(search)
