"""A full disk while Oriel runs: held in memory, read from there, written when there is room."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from oriel.domain.errors import StoreFull
from oriel.domain.parts import FilePart, TextPart
from oriel.domain.stopping import StopReason
from oriel.store import unkept
from oriel.store.database import Database
from oriel.store.drafts import DraftTable
from oriel.store.messages import MessageTable

from .samples import answer, is_sound, opened, with_a_chat

LONG = "words " * 4000


async def limit(db: Database, pages: int) -> None:
    await db.read(lambda c: c.execute(f"PRAGMA max_page_count = {pages}").fetchone())


async def fill_disk(db: Database) -> None:
    """No page more than there is: as a full disk looks to SQLite."""
    await limit(db, 1)


async def make_room(db: Database) -> None:
    await limit(db, 1_000_000)


class Heard:
    def __init__(self, db: Database) -> None:
        self.said: list[tuple[str, tuple[str, ...]]] = []
        self.kept = asyncio.Event()
        db.unkept.listen(self.hear)

    def hear(self, problem: Any, kinds: tuple[str, ...]) -> None:
        self.said.append((problem.code if problem else "", kinds))
        if problem is None:
            self.kept.set()


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unkept, "AGAIN_S", 0.01)


async def test_an_answer_that_a_full_disk_refuses_is_kept_when_there_is_room(
    tmp_path: Path,
) -> None:
    path = tmp_path / "h.db"
    async with opened(path) as db:
        heard, table = Heard(await with_a_chat(db)), MessageTable(db)
        streaming = answer(id="a")
        await table.add(streaming)
        await fill_disk(db)
        whole = replace(streaming, parts=(TextPart(LONG),), stop_reason=StopReason.FINISHED)
        await table.finish(whole)
        assert heard.said[0] == ("store_full", ("answer",))
        assert (await table.for_chat("c"))[0].text == LONG
        assert (await table.last_of_path("c", "a", 5))[0].text == LONG
        assert (await table.with_ids(["a"]))[0].text == LONG
        await make_room(db)
        await heard.kept.wait()
        assert heard.said[-1] == ("", ())
        assert not len(db.unkept)
    async with opened(path) as db:
        found = await MessageTable(db).get("a")
        assert found == whole
        assert db.folded == 0
    assert is_sound(path)


async def test_of_a_draft_the_latest_is_what_is_kept(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        heard, drafts = Heard(await with_a_chat(db)), DraftTable(db)
        await drafts.put("c", "before")
        await fill_disk(db)
        await drafts.put("c", LONG)
        await drafts.put("c", LONG + "and more")
        await drafts.put_parts("c", (FilePart("a.txt", file_id="x" * 50_000),))
        assert await drafts.get("c") == LONG + "and more"
        assert len(await drafts.parts("c")) == 1
        await make_room(db)
        await heard.kept.wait()
        assert await drafts.get("c") == LONG + "and more"
        assert len(await drafts.parts("c")) == 1


async def test_what_is_held_is_tried_for_the_last_time_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unkept, "AGAIN_S", 1000.0)
    async with opened(tmp_path / "h.db") as db:
        await with_a_chat(db)
        await fill_disk(db)
        await DraftTable(db).put("c", LONG)
        await make_room(db)
    async with opened(tmp_path / "h.db") as db:
        assert await DraftTable(db).get("c") == LONG


async def test_an_answer_whose_chat_is_gone_is_dropped(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        heard, table = Heard(await with_a_chat(db)), MessageTable(db)
        message = answer(id="a")
        await table.add(message)
        await fill_disk(db)
        await table.finish(replace(message, parts=(TextPart(LONG),)))
        await make_room(db)
        await db.run(lambda c: c.execute("DELETE FROM chat"))
        await heard.kept.wait()
        assert await table.get("a") is None


async def test_what_must_be_known_at_once_still_fails(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        await with_a_chat(db)
        await fill_disk(db)
        with pytest.raises(StoreFull):
            await MessageTable(db).add(answer(LONG, id="b"))
