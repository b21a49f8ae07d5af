"""What can be found by name without asking any service: prompts, files, stores; and what
filters of a search are completed with."""

from __future__ import annotations

import sqlite3
from functools import partial

from oriel.domain.findables import Findable, Kind, Known
from oriel.domain.prompts import Prompt, first_words
from oriel.domain.search import ChatHit
from oriel.store import known_names
from oriel.store.database import Database
from oriel.store.folders import FolderTable
from oriel.store.prompts import PromptTable

LANE = "pages"


class KnownNames:
    """Raises as the methods of Database."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._prompts = PromptTable(database)
        self._folders = FolderTable(database)
        self._by_id: dict[str, Prompt] = {}

    async def all(self) -> Known:
        """As things are now; some thousand names at most."""
        prompts = await self._prompts.list()
        self._by_id = {prompt.id: prompt for prompt in prompts}
        folders = await self._folders.all()
        files, stores, models, tags = await self._db.read_beside(_names, LANE)
        return Known(
            (*map(_findable, prompts), *files, *stores),
            tuple((folder.id, folder.name) for folder in folders),
            tuple(models),
            tuple(tags),
        )

    async def newest_chats(self, limit: int) -> tuple[ChatHit, ...]:
        read = partial(known_names.newest_chats, limit=limit)
        return tuple(await self._db.read_beside(read, LANE))

    def prompt(self, prompt_id: str) -> Prompt | None:
        """One of those that `all` told of last."""
        return self._by_id.get(prompt_id)


def _names(
    db: sqlite3.Connection,
) -> tuple[list[Findable], list[Findable], list[str], list[str]]:
    return (
        known_names.files(db),
        known_names.stores(db),
        known_names.models(db),
        known_names.tags(db),
    )


def _findable(prompt: Prompt) -> Findable:
    return Findable(
        Kind.PROMPT, prompt.id, prompt.name, prompt.description or first_words(prompt.text)
    )
