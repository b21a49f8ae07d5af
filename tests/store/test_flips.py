"""A byte that changes by itself: noticed or harmless, never a crash.

Flipped at random places of a sealed file, of its header, of a file that was not closed, and
of its log.
"""

from __future__ import annotations

import asyncio
import random
import shutil
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from oriel.domain.errors import StoreDamaged, StoreProblem
from oriel.store import session
from oriel.store.chats import ChatTable
from oriel.store.database import Database
from oriel.store.drafts import DraftTable
from oriel.store.messages import MessageTable
from oriel.store.seal import Seal, look_at_seal, seal_of

from .histories import copied, fill, flip, written
from .samples import everything_in, is_sound, opened, said

PLACES = 100


async def outcome_of(path: Path, before: dict[str, object]) -> str:
    """Opens it as Oriel does and reads everything: what came of it, in a word."""
    try:
        db = await Database.open(path)
    except StoreProblem as problem:
        return problem.code
    try:
        for chat in [*await ChatTable(db).list(), *await ChatTable(db).deleted()]:
            await MessageTable(db).for_chat(chat.id)
            await DraftTable(db).get(chat.id)
        await MessageTable(db).search("window", 5)
        noticed = db.found.changed or bool(db.found.lost_changes)
    except StoreProblem as problem:
        return f"later {problem.code}"
    finally:
        await db.aclose()
    if noticed:
        return "told"
    try:
        return "harmless" if everything_in(path) == before else "unnoticed"
    except sqlite3.OperationalError:  # text that is none, in what nobody has read yet
        return "unnoticed"


async def flipped(
    path: Path, name: str, places: list[int], tmp_path: Path, seed: int
) -> Counter[str]:
    """What comes of one flipped byte at each place of the file `name`."""
    chance, outcomes = random.Random(seed), Counter[str]()
    before = everything_in(copied(path, tmp_path / "before"))
    for number, place in enumerate(places):
        copy = copied(path, tmp_path / f"flip{number}")
        flip(copy.with_name(name), place, chance.randrange(1, 256))
        outcomes[await outcome_of(copy, before)] += 1
        shutil.rmtree(copy.parent)
    return outcomes


@pytest.mark.limit(120)
async def test_each_flipped_byte_of_a_closed_history_is_noticed(tmp_path: Path) -> None:
    path = await written(tmp_path / "h.db")
    size, chance = path.stat().st_size, random.Random(1)
    places = [chance.randrange(size) for _ in range(PLACES)]
    outcomes = await flipped(path, "h.db", places, tmp_path, 11)
    assert set(outcomes) <= {"store_damaged", "store_newer", "told"}, outcomes
    assert outcomes["store_damaged"]
    assert outcomes["told"]


@pytest.mark.limit(120)
async def test_each_flipped_byte_of_the_header_is_noticed(tmp_path: Path) -> None:
    path = await written(tmp_path / "h.db", chats=1)
    outcomes = await flipped(path, "h.db", list(range(100)), tmp_path, 12)
    assert set(outcomes) <= {"store_damaged", "store_newer", "told"}, outcomes


@pytest.mark.limit(120)
async def test_a_flipped_byte_of_a_history_that_was_not_closed_never_crashes(
    tmp_path: Path,
) -> None:
    """There is no seal then. What no check of SQLite sees is a letter within a text."""
    path = await left_open(tmp_path)
    size, chance = path.stat().st_size, random.Random(2)
    places = [chance.randrange(size) for _ in range(PLACES)]
    outcomes = await flipped(path, "h.db", places, tmp_path, 13)
    known = {"store_damaged", "store_problem", "store_newer", "told", "harmless", "unnoticed"}
    assert set(outcomes) <= known | {"later store_damaged"}, outcomes
    assert outcomes["store_damaged"]


@pytest.mark.limit(120)
async def test_each_flipped_byte_of_the_log_is_noticed_or_harmless(tmp_path: Path) -> None:
    path = await left_open(tmp_path)
    log = path.with_name("h.db-wal")
    size, chance = log.stat().st_size, random.Random(3)
    places = [*range(0, 32, 3), *(32 + at for at in range(24))]
    places += [chance.randrange(size) for _ in range(PLACES - len(places))]
    outcomes = await flipped(path, "h.db-wal", places, tmp_path, 14)
    assert set(outcomes) <= {"told", "harmless", "store_damaged"}, outcomes
    assert outcomes["told"] > PLACES // 2


async def left_open(tmp_path: Path) -> Path:
    """As a kill leaves it: most of it in the file, the end of it in the log."""
    path = await written(tmp_path / "made.db")
    db = await Database.open(path)
    try:
        await fill(db, chats=2, seed=9)
        await MessageTable(db).add(said("the last of all", chat_id="chat9-1"))
        (tmp_path / "left").mkdir()
        shutil.copy2(path, tmp_path / "left" / "h.db")
        shutil.copy2(f"{path}-wal", tmp_path / "left" / "h.db-wal")
    finally:
        await db.aclose()
    return tmp_path / "left" / "h.db"


async def test_the_log_of_a_kill_is_read_whole(tmp_path: Path) -> None:
    path = await left_open(tmp_path)
    async with opened(path) as db:
        assert not db.found.lost_changes
        assert not db.found.changed
        found = await MessageTable(db).search("last of all", 5)
        assert len(found) == 1


async def test_a_log_begun_anew_is_no_loss(tmp_path: Path) -> None:
    """Behind the frames of a new log lie those of the one before it."""
    path = tmp_path / "h.db"
    db = await Database.open(path)
    await fill(db, chats=4)
    assert await _checkpoint(db)
    await MessageTable(db).add(said("first of the new log", chat_id="chat7-1"))
    (tmp_path / "left").mkdir()
    for ending in ("", "-wal"):
        shutil.copy2(f"{path}{ending}", tmp_path / "left" / f"h.db{ending}")
    await db.aclose()
    async with opened(tmp_path / "left" / "h.db") as again:
        assert not again.found.lost_changes
    assert is_sound(tmp_path / "left" / "h.db")


async def _checkpoint(db: Database) -> bool:
    def work() -> bool:
        row = db._session._open_connection.execute("PRAGMA wal_checkpoint(RESTART)").fetchone()
        return row[0] == 0 and row[1] > 0

    return await asyncio.wrap_future(db._writer.submit(work))


async def test_closing_seals_and_opening_breaks_the_seal(tmp_path: Path) -> None:
    path = await written(tmp_path / "h.db", chats=1)
    assert look_at_seal(path) is Seal.WHOLE
    async with opened(path) as db:
        assert db.found.sealed
        assert not seal_of(path).exists()
    assert look_at_seal(path) is Seal.WHOLE


async def test_a_file_changed_by_another_program_is_told_and_opened(tmp_path: Path) -> None:
    path = await written(tmp_path / "h.db", chats=1)
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE chat SET title = 'changed by hand'")
    raw.close()
    async with opened(path) as db:
        assert db.found.changed
        assert (await ChatTable(db).list())[0].title == "changed by hand"
    async with opened(path) as db:
        assert not db.found.changed


async def test_a_history_that_lost_a_trigger_is_damaged(tmp_path: Path) -> None:
    path = await written(tmp_path / "h.db", chats=1)
    with sqlite3.connect(path) as raw:
        raw.execute("DROP TRIGGER message_added")
    raw.close()
    assert await outcome_of(path, {}) == "store_damaged"


async def test_a_seal_that_cannot_be_read_says_nothing(tmp_path: Path) -> None:
    path = await written(tmp_path / "h.db", chats=1)
    seal_of(path).write_bytes(b"\xff\xfe not json")
    async with opened(path) as db:
        assert not db.found.changed
        assert not db.found.sealed


async def test_damage_that_is_met_later_is_found_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too large to be looked through at open; else it would be sealed as it is."""
    monkeypatch.setattr(session, "CHECKED_MB", 0)
    path = await written(tmp_path / "h.db")
    seal_of(path).unlink()
    with path.open("r+b") as file:
        file.seek(path.stat().st_size * 3 // 4)
        file.write(random.Random(7).randbytes(path.stat().st_size // 5))
    async with opened(path) as db:
        with pytest.raises(StoreDamaged):
            for number in range(6):
                await MessageTable(db).for_chat(f"chat7-{number}")
    with pytest.raises(StoreDamaged):
        await Database.open(path)
