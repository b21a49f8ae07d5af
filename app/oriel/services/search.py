"""Searching the history: messages by their words, chats by their titles, searches kept.

Each of the searches may be cancelled at any time and is then broken off: whoever types on
cancels the one before.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from oriel.domain.messages import new_id
from oriel.domain.search import ChatHit, SavedSearch, SearchQuery, SearchResults
from oriel.store.database import Database
from oriel.store.saved_searches import SavedSearchTable
from oriel.store.search import find_messages
from oriel.store.search_chats import find_chats

LANE = "search"
_LONGEST_NAME = 100


class Search:
    """Raises as the methods of Database."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._saved = SavedSearchTable(database)

    async def messages(
        self, query: SearchQuery, limit: int = 30, *, ranked: bool = False
    ) -> SearchResults:
        """The newest messages the query asks for, or when `ranked` the best of the newest
        ones; nothing for an empty query."""
        work = partial(find_messages, query=query, limit=limit, ranked=ranked)
        return await self._db.read_beside(work, LANE)

    async def chats(self, query: SearchQuery, limit: int = 8) -> tuple[ChatHit, ...]:
        """The chats whose title or tags hold every word, the closest first."""
        return await self._db.read_beside(partial(find_chats, query=query, limit=limit), LANE)

    async def saved(self) -> list[SavedSearch]:
        """The searches kept, in the order they were."""
        return await self._saved.all()

    async def save(self, name: str, typed: str) -> SavedSearch:
        """Keeps what was typed under a name; another search of that name is replaced."""
        name = " ".join(name.split())[:_LONGEST_NAME] or typed.strip()[:_LONGEST_NAME]
        known = next((each for each in await self._saved.all() if each.name == name), None)
        search = SavedSearch(new_id(), name, typed)
        if known is not None:
            search = replace(known, typed=typed)
        await self._saved.put(search)
        return search

    async def forget(self, search_id: str) -> None:
        await self._saved.delete(search_id)
