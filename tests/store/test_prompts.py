"""Prompts, kept and found again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from oriel.domain.prompts import Prompt
from oriel.store.prompts import PromptTable

from .samples import opened

FIRST = Prompt("a", "Größe", "Say {{word:\U0001fa9f}}\n", "why", ("x", "y"))
SECOND = Prompt("b", "B", "")


async def test_prompts_come_back_as_they_went(tmp_path: Path) -> None:
    path = tmp_path / "h.db"
    async with opened(path) as db:
        await PromptTable(db).put(FIRST, SECOND)
    async with opened(path) as db:
        assert await PromptTable(db).list() == [FIRST, SECOND]


async def test_a_prompt_is_replaced_in_its_place_and_forgotten(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        table = PromptTable(db)
        await table.put(FIRST, SECOND)
        changed = replace(FIRST, name="lifted", tags=())
        await table.put(changed)
        assert await table.list() == [changed, SECOND]
        for _ in range(2):
            await table.delete("a")
        assert await table.list() == [SECOND]


@pytest.mark.parametrize("stored", ["", "[]", "{}", '{"id": "c"}', '{"id": 1, "name": 2}'])
async def test_one_unreadable_prompt_costs_only_itself(tmp_path: Path, stored: str) -> None:
    async with opened(tmp_path / "h.db") as db:
        table = PromptTable(db)
        await table.put(FIRST)
        insert = "INSERT INTO prompt (id, json) VALUES ('c', ?)"
        await db.run(lambda raw: raw.execute(insert, (stored,)))
        assert await table.list() == [FIRST]


async def test_half_an_emoji_does_not_keep_a_prompt_from_being_kept(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        table = PromptTable(db)
        await table.put(Prompt("a", "n", "half \ud83d"), SECOND)
        assert [p.text for p in await table.list()] == ["half \ufffd", ""]
