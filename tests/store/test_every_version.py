"""From every released version to today's: all that was in it is found again, told of while it
takes long, and whole or not at all whenever it is broken off."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from oriel.store import migrating
from oriel.store.copies import copies_of
from oriel.store.database import Database
from oriel.store.merging import _KEYS
from oriel.store.messages import MessageTable
from oriel.store.migrations import MIGRATIONS
from oriel.store.repair import TABLES

from .kill_samples import OLD_MESSAGES, old_history
from .samples import is_sound, opened

VERSIONS = Path(__file__).parent / "versions"
Rows = dict[tuple[Any, ...], dict[str, Any]]
# Row numbers are given anew, pieces folded into their message, which then has an end.
_NOT_KEPT = {("message", "n")}
_OF_THE_CUT_OFF = {"parts", "text", "stop_reason", "words", "holds"}


def written(path: Path, version: int) -> Path:
    with closing(sqlite3.connect(path)) as db:
        db.executescript((VERSIONS / f"v{version}.sql").read_text("utf-8"))
    return path


def rows_in(path: Path) -> dict[str, Rows]:
    """By table, by what a row is the same one: all of it."""
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        there = {row[0] for row in db.execute("SELECT name FROM sqlite_schema")}
        return {table: _rows(db, table) for table in TABLES if table in there}


def _rows(db: sqlite3.Connection, table: str) -> Rows:
    rows = [dict(row) for row in db.execute(f"SELECT * FROM {table}")]
    keys = _KEYS.get(table, ("id",))
    return {tuple(row.get(key, "") for key in keys): row for row in rows}


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS) + 1))
async def test_all_that_was_in_it_is_found_again(tmp_path: Path, version: int) -> None:
    path = written(tmp_path / "h.db", version)
    before = rows_in(path)
    async with opened(path) as db:
        assert db.folded == 1
    after = rows_in(path)
    assert is_sound(path)
    cut_off = {row["message_id"] for row in before.pop("piece").values()}
    assert not after["piece"]
    for table, rows in before.items():
        assert len(after[table]) == len(rows), table
        for key, row in rows.items():
            new = after[table][key]
            for name, value in row.items():
                if (table, name) in _NOT_KEPT:
                    continue
                if table == "message" and row["id"] in cut_off and name in _OF_THE_CUT_OFF:
                    continue
                assert new[name] == value, (table, name)
    # What each version can hold was in its dump.
    filled = {table for table, rows in before.items() if rows}
    expected = {"chat", "message", "draft", "connection"}
    if version >= 2:
        expected |= {"remote", "waiting", "approval", "prompt"}
    if version >= 4:
        expected |= {"transfer", "uploaded", "synced_folder", "synced_file", "question_set"}
    assert expected <= filled


async def test_repair_knows_every_table(tmp_path: Path) -> None:
    """One that is added and not saved out of a damaged history would be lost."""
    async with opened(tmp_path / "h.db") as db:
        names = await db.read(
            lambda c: [
                row[0]
                for row in c.execute(
                    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
                    " AND name NOT LIKE 'sqlite_%'"
                )
            ]
        )
    derived = {"chat_tag", "model_used"}  # by triggers, from chat.tags and message.model
    assert set(names) - derived == set(TABLES)
    assert set(TABLES) - {"message"} == set(_KEYS)


async def test_how_far_it_is_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrating, "_EVERY", 20_000)
    old_history(tmp_path / "h.db")
    told: list[float] = []
    db = await Database.open(tmp_path / "h.db", told=told.append)
    try:
        await asyncio.sleep(0)
        assert told[0] == 0.0
        assert told == sorted(told)
        assert 0.3 < told[-1] < 1.0
        assert len(told) > 5
        count = await db.read(lambda c: c.execute("SELECT count(*) FROM message").fetchone()[0])
        assert count == OLD_MESSAGES
    finally:
        await db.aclose()


async def test_nothing_is_told_when_there_is_nothing_to_do(tmp_path: Path) -> None:
    told: list[float] = []
    for _ in range(2):
        await (await Database.open(tmp_path / "h.db", told=told.append)).aclose()
    assert told == []


async def test_broken_off_it_is_as_it_was_and_can_be_begun_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrating, "_EVERY", 20_000)
    path = tmp_path / "h.db"
    old_history(path)
    before = rows_in(path)
    far = asyncio.Event()
    opening = asyncio.ensure_future(
        Database.open(path, told=lambda share: far.set() if share > 0.2 else None)
    )
    await far.wait()
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    assert rows_in(path) == before
    assert copies_of(path)
    async with opened(path) as db:
        assert len(await MessageTable(db).search("ancient 17", 5)) >= 1
    assert is_sound(path)
