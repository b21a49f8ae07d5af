"""Sets of test questions, kept and found again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from oriel.domain.question_sets import Expected, Question, QuestionSet
from oriel.store.question_sets import QuestionSetTable

from .samples import opened

FIRST = QuestionSet(
    id="a",
    name="Größe",
    connection_id="local",
    store_ids=("vs_1", "vs_2"),
    questions=(Question("Why \U0001fa9f?", (Expected("a.txt", "file-1"), Expected("b"))),),
)
SECOND = QuestionSet(id="b", name="B")


async def test_sets_come_back_as_they_went(tmp_path: Path) -> None:
    path = tmp_path / "h.db"
    async with opened(path) as db:
        for each in (FIRST, SECOND):
            await QuestionSetTable(db).put(each)
    async with opened(path) as db:
        assert await QuestionSetTable(db).all() == [FIRST, SECOND]


async def test_a_set_is_replaced_in_its_place_and_forgotten(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        table = QuestionSetTable(db)
        await table.put(FIRST)
        await table.put(SECOND)
        renamed = replace(FIRST, name="A", questions=())
        await table.put(renamed)
        assert await table.all() == [renamed, SECOND]
        await table.delete("a")
        await table.delete("never there")
        assert await table.all() == [SECOND]


async def test_a_row_that_cannot_be_read_takes_no_other_with_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened(tmp_path / "h.db") as db:
        table = QuestionSetTable(db)
        await table.put(FIRST)
        await db.run(lambda c: c.execute("INSERT INTO question_set (id, json) VALUES ('x', '[]')"))
        await table.put(SECOND)
        assert await table.all() == [FIRST, SECOND]
    assert "question_set x cannot be read" in caplog.text
