"""The prompts a person keeps for using again."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable
from typing import Any

from oriel.domain.json_values import from_plain, read_json, to_plain
from oriel.domain.prompts import Prompt
from oriel.store.database import Database
from oriel.store.rows import storable, to_json

_PUT = """INSERT INTO prompt (id, json) VALUES (?, ?)
    ON CONFLICT (id) DO UPDATE SET json = excluded.json"""
_Prompts = list[Prompt]  # `list` means something else inside the class
_log = logging.getLogger(__name__)


class PromptTable:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def put(self, *prompts: Prompt) -> None:
        """Adds the prompts or replaces those of their ids: all of them, or none."""
        rows = _rows(prompts)
        await self._db.run(lambda db: db.executemany(_PUT, rows))

    async def delete(self, prompt_id: str) -> None:
        """Forgets a prompt; one that is not there is no error."""
        statement = "DELETE FROM prompt WHERE id = ?"
        await self._db.run(lambda db: db.execute(statement, (prompt_id,)))

    async def list(self) -> _Prompts:
        """All of them, in the order they were added; one that cannot be read is left out."""

        def work(db: sqlite3.Connection) -> _Prompts:
            rows = db.execute("SELECT id, json FROM prompt ORDER BY n")
            return [found for row in rows if (found := _prompt(*row))]

        return await self._db.read(work)


def _rows(prompts: Iterable[Prompt]) -> list[tuple[str, str]]:
    return [(storable(prompt.id), to_json(to_plain(prompt))) for prompt in prompts]


def _prompt(prompt_id: str, stored: str) -> Prompt | None:
    try:
        raw: Any = read_json(stored)
        return from_plain(Prompt, raw)
    except ValueError:
        # One unreadable row must not take the others with it.
        _log.warning("prompt %s cannot be read", prompt_id)
        return None
