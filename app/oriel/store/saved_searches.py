"""The searches a person keeps."""

from __future__ import annotations

from functools import partial

from oriel.domain.json_values import from_plain, to_plain
from oriel.domain.search import SavedSearch
from oriel.store.database import Database
from oriel.store.json_rows import JsonRows


class SavedSearchTable:
    def __init__(self, db: Database) -> None:
        self._rows = JsonRows(db, "saved_search", to_plain, partial(from_plain, SavedSearch))

    async def put(self, search: SavedSearch) -> None:
        """Adds the search or replaces the one of that id."""
        await self._rows.put((search.id, search))

    async def delete(self, search_id: str) -> None:
        """Forgets a search; one that is not there is no error."""
        await self._rows.delete(search_id)

    async def all(self) -> list[SavedSearch]:
        """All of them, in the order they were added; one that cannot be read is left out."""
        return await self._rows.all()
