"""The prompts a person keeps for using again."""

from __future__ import annotations

from functools import partial

from oriel.domain.json_values import from_plain, to_plain
from oriel.domain.prompts import Prompt
from oriel.store.database import Database
from oriel.store.json_rows import JsonRows

_Prompts = list[Prompt]  # `list` means something else inside the class


class PromptTable:
    def __init__(self, db: Database) -> None:
        self._rows = JsonRows(db, "prompt", to_plain, partial(from_plain, Prompt))

    async def put(self, *prompts: Prompt) -> None:
        """Adds the prompts or replaces those of their ids: all of them, or none."""
        await self._rows.put(*((prompt.id, prompt) for prompt in prompts))

    async def delete(self, prompt_id: str) -> None:
        """Forgets a prompt; one that is not there is no error."""
        await self._rows.delete(prompt_id)

    async def list(self) -> _Prompts:
        """All of them, in the order they were added; one that cannot be read is left out."""
        return await self._rows.all()
