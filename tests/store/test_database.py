"""The writer thread, transactions, cancellation, and two openers of one file."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import oriel
from oriel.domain.errors import StoreDamaged
from oriel.store.chats import ChatTable
from oriel.store.database import Database
from oriel.store.messages import MessageTable

from .samples import a_chat, is_sound, opened, said, with_a_chat


def store_threads() -> list[str]:
    return [t.name for t in threading.enumerate() if t.name == "oriel-store"]


async def test_everything_runs_on_one_thread_that_is_not_the_loops(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        names = {await db.run(lambda _: threading.current_thread().name) for _ in range(5)}
        names.add(await db.read(lambda _: threading.current_thread().name))
    assert names == {"oriel-store"}


async def test_closing_leaves_no_thread_and_a_sealed_file(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        await with_a_chat(db)
        assert store_threads()
    assert not store_threads()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["h.db", "h.db.seal"]


async def test_a_failed_open_leaves_no_thread(tmp_path: Path) -> None:
    (tmp_path / "h.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreDamaged):
        await Database.open(tmp_path / "h.db")
    assert not store_threads()


async def test_closing_twice_is_closing_once(tmp_path: Path) -> None:
    db = await Database.open(tmp_path / "h.db")
    await asyncio.gather(db.aclose(), db.aclose())
    await db.aclose()
    assert not store_threads()


async def test_a_closed_store_says_so_instead_of_hanging(tmp_path: Path) -> None:
    db = await Database.open(tmp_path / "h.db")
    await db.aclose()
    with pytest.raises(RuntimeError, match="closed"):
        await ChatTable(db).list()


async def test_closing_finishes_what_was_asked_for(tmp_path: Path) -> None:
    db = await Database.open(tmp_path / "h.db")
    adds = [asyncio.ensure_future(ChatTable(db).add(a_chat(str(n)))) for n in range(50)]
    await asyncio.sleep(0)  # each has queued its work
    await db.aclose()
    await asyncio.gather(*adds)
    async with opened(tmp_path / "h.db") as db:
        assert len(await ChatTable(db).list()) == 50


async def test_nobody_else_can_read_the_file(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        await with_a_chat(db)
        modes = {stat.S_IMODE(p.stat().st_mode) for p in tmp_path.iterdir()}
    assert sys.platform == "win32" or modes == {0o600}


async def test_settings_of_the_connection(tmp_path: Path) -> None:
    def asked(db: sqlite3.Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return [db.execute(f"PRAGMA {name}").fetchone()[0] for name in names]

    async with opened(tmp_path / "h.db") as db:
        assert await db.read(asked) == ["wal", 1, 1]
        assert (await db.run_durably(asked))[1] == 2
        with pytest.raises(ZeroDivisionError):
            await db.run_durably(lambda _: 1 / 0)
        assert (await db.read(asked))[1] == 1


async def test_work_that_raises_leaves_nothing_behind(tmp_path: Path) -> None:
    def half(db: sqlite3.Connection) -> None:
        db.execute("INSERT INTO draft (chat_id, text) VALUES ('c', 'half')")
        raise ZeroDivisionError

    async with opened(tmp_path / "h.db") as db:
        for run in (db.run, db.run_durably):
            with pytest.raises(ZeroDivisionError):
                await run(half)
        assert await db.read(lambda c: c.execute("SELECT * FROM draft").fetchall()) == []


async def test_our_own_bugs_are_not_dressed_up_as_failures_of_the_disk(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        with pytest.raises(sqlite3.IntegrityError):
            await MessageTable(db).add(said("to no chat"))


async def test_cancelled_before_its_turn_it_never_runs(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        gate = threading.Event()
        blocked = asyncio.ensure_future(db.run(lambda _: gate.wait(10)))
        waiting = asyncio.ensure_future(ChatTable(db).add(a_chat("late")))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        gate.set()
        await blocked
        assert await ChatTable(db).get("late") is None


async def test_cancelled_in_the_middle_it_is_still_done_whole(tmp_path: Path) -> None:
    loop = asyncio.get_running_loop()
    begun, gate = asyncio.Event(), threading.Event()

    def slow(db: sqlite3.Connection) -> None:
        db.execute("INSERT INTO draft (chat_id, text) VALUES ('a', 'first half')")
        loop.call_soon_threadsafe(begun.set)
        gate.wait(10)
        db.execute("INSERT INTO draft (chat_id, text) VALUES ('b', 'second half')")

    async with opened(tmp_path / "h.db") as db:
        running = asyncio.ensure_future(db.run(slow))
        await begun.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        gate.set()
        assert await db.read(lambda c: c.execute("SELECT count(*) FROM draft").fetchone()) == (2,)
    assert is_sound(tmp_path / "h.db")


async def test_a_cancelled_open_leaves_no_thread_and_a_good_file(tmp_path: Path) -> None:
    opening = asyncio.ensure_future(Database.open(tmp_path / "h.db"))
    await asyncio.sleep(0)
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    assert not store_threads()
    async with opened(tmp_path / "h.db") as db:
        assert await ChatTable(db).list() == []


async def test_two_stores_on_one_file_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "h.db"
    async with opened(path) as one, opened(path) as two:
        await with_a_chat(one)
        messages = [said(f"number {n}") for n in range(200)]
        tables = (MessageTable(one), MessageTable(two))
        await asyncio.gather(*(tables[n % 2].add(m) for n, m in enumerate(messages)))
        assert len(await tables[0].for_chat("c")) == len(await tables[1].for_chat("c")) == 200
    assert is_sound(path)


async def test_two_may_create_the_file_at_once(tmp_path: Path) -> None:
    path = tmp_path / "h.db"
    both = await asyncio.gather(Database.open(path), Database.open(path))
    await with_a_chat(both[0])
    assert [c.id for c in await ChatTable(both[1]).list()] == ["c"]
    for db in both:
        await db.aclose()
    assert is_sound(path)


def test_a_hanging_disk_does_not_hang_the_exit(tmp_path: Path) -> None:
    script = f"""
import asyncio, time
from pathlib import Path
from oriel.store.database import Database

async def main():
    db = await Database.open(Path({str(tmp_path / "h.db")!r}))
    asyncio.ensure_future(db.run(lambda _: time.sleep(600)))
    await asyncio.sleep(0.05)

asyncio.run(main())
print("out")
"""
    source = str(Path(oriel.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {source!r})\n{script}"],
        capture_output=True,
        timeout=30,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "out\n")
