"""Reading beside the writer, and breaking off what nobody waits for."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from threading import Event

import pytest

from oriel.domain.errors import StoreReadOnly
from oriel.store.database import Database
from oriel.store.messages import MessageTable

from .samples import opened, said, with_a_chat

_ENDLESS = """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
    SELECT count(*) FROM n"""


def count(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT count(*) FROM message").fetchone()[0])


async def test_what_was_written_is_read(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        table = MessageTable(await with_a_chat(db))
        for seen in range(3):
            assert await db.read_beside(count) == seen
            await table.add(said("hello"))


async def test_a_cancelled_read_is_broken_off_and_the_next_one_answered(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        await with_a_chat(db)
        began = Event()

        def endless(connection: sqlite3.Connection) -> None:
            began.set()
            connection.execute(_ENDLESS).fetchone()

        reading = asyncio.create_task(db.read_beside(endless))
        await asyncio.to_thread(began.wait)
        # Writing goes on meanwhile.
        await MessageTable(db).add(said("hello"))
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        assert await db.read_beside(count) == 1


async def test_a_cancelled_read_does_not_go_on_with_its_next_statement(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        await with_a_chat(db)
        began, cancelled, broken_off = Event(), Event(), Event()

        def in_steps(connection: sqlite3.Connection) -> None:
            began.set()
            cancelled.wait()
            try:
                count(connection)
            except sqlite3.OperationalError:
                broken_off.set()
                raise

        reading = asyncio.create_task(db.read_beside(in_steps))
        await asyncio.to_thread(began.wait)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        cancelled.set()
        assert await db.read_beside(count) == 0
        assert broken_off.is_set()


async def test_lanes_do_not_wait_for_each_other(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        await with_a_chat(db)
        held = Event()

        def wait(connection: sqlite3.Connection) -> None:
            held.wait()

        reading = asyncio.create_task(db.read_beside(wait, "search"))
        assert await db.read_beside(count) == 0
        held.set()
        await reading


async def test_it_cannot_write(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        with pytest.raises(StoreReadOnly):
            await db.read_beside(lambda c: c.execute("DELETE FROM chat"))


async def test_closing_breaks_off_what_runs(tmp_path: Path) -> None:
    db = await Database.open(tmp_path / "h.db")
    began = Event()

    def endless(connection: sqlite3.Connection) -> None:
        began.set()
        connection.execute(_ENDLESS).fetchone()

    reading = asyncio.create_task(db.read_beside(endless))
    await asyncio.to_thread(began.wait)
    await db.aclose()
    with pytest.raises(Exception, match="interrupted"):
        await reading


async def test_a_history_in_memory_is_read_too() -> None:
    db = await Database.in_memory()
    await with_a_chat(db)
    assert await db.read_beside(count) == 0
    await db.aclose()
