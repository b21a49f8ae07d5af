"""From every older shape to today's, or not at all."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from oriel.domain.chat_settings import USUAL_SETTINGS, Memory
from oriel.domain.errors import StoreDamaged, StoreNewer, StoreProblem
from oriel.domain.parts import TextPart
from oriel.domain.stopping import StopReason
from oriel.store.chats import ChatTable
from oriel.store.connections import ConnectionTable
from oriel.store.copies import KEPT, copies_of
from oriel.store.database import Database
from oriel.store.drafts import DraftTable
from oriel.store.messages import MessageTable
from oriel.store.migrations import MIGRATIONS, Migration

from .samples import a_chat, everything_in, is_sound, opened, said, with_a_chat

VERSIONS = Path(__file__).parent / "versions"


def adds_a_table(db: sqlite3.Connection) -> None:
    db.execute("CREATE TABLE later (id TEXT)")
    db.execute("INSERT INTO later SELECT id FROM message")


def adds_another_table(n: int, db: sqlite3.Connection) -> None:
    db.execute(f"CREATE TABLE later{n} (id)")


def fails_half_way(db: sqlite3.Connection) -> None:
    db.execute("DROP TABLE draft")
    db.execute("UPDATE message SET text = 'spoilt'")
    db.execute("INSERT INTO nowhere VALUES (1)")


def written(path: Path, dump: str) -> Path:
    with closing(sqlite3.connect(path)) as db:
        db.executescript((VERSIONS / dump).read_text("utf-8"))
    return path


async def a_history(path: Path) -> Path:
    async with opened(path) as db:
        await with_a_chat(db)
        await MessageTable(db).add(said("hello"))
        await DraftTable(db).put("c", "half a thought")
    return path


async def test_a_new_file_has_todays_version_and_no_copy(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db"):
        pass
    assert everything_in(tmp_path / "h.db")["version"] == len(MIGRATIONS)
    assert copies_of(tmp_path / "h.db") == []


async def test_an_empty_file_counts_as_new(tmp_path: Path) -> None:
    (tmp_path / "h.db").touch()
    async with opened(tmp_path / "h.db") as db:
        await with_a_chat(db)
    assert copies_of(tmp_path / "h.db") == []


def test_every_released_version_has_its_dump() -> None:
    dumps = sorted(p.name for p in VERSIONS.glob("v*.sql"))
    assert dumps == sorted(f"v{n}.sql" for n in range(1, len(MIGRATIONS) + 1))


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS) + 1))
async def test_each_migration_is_as_it_was_released(tmp_path: Path, version: int) -> None:
    old = written(tmp_path / "old.db", f"v{version}.sql")
    async with opened(tmp_path / "new.db", steps=MIGRATIONS[:version]):
        pass
    assert everything_in(tmp_path / "new.db")["schema"] == everything_in(old)["schema"]


@pytest.mark.parametrize("more", [(), (adds_a_table,)])
async def test_version_1_opens_with_all_it_holds(
    tmp_path: Path, more: tuple[Migration, ...]
) -> None:
    path = written(tmp_path / "h.db", "v1.sql")
    async with opened(path, steps=(*MIGRATIONS, *more)) as db:
        chats = await ChatTable(db).list()
        messages = await MessageTable(db).for_chat("chat-1")
        assert [(c.id, c.title, c.pinned) for c in chats] == [("chat-1", "Größe", True)]
        assert [c.id for c in await ChatTable(db).deleted()] == ["chat-2"]
        assert [m.id for m in messages] == ["m-1", "m-2", "m-3"]
        assert messages[1].usage is not None
        assert messages[1].usage.total_tokens == 30
        # The third was still streaming when this file was written.
        assert db.folded == 1
        assert messages[2].parts == (TextPart("cut off in the middle"),)
        assert messages[2].stop_reason is StopReason.INTERRUPTED
        assert await DraftTable(db).get("") == "not sent yet"
        assert [c.id for c in await ConnectionTable(db).list()] == ["local"]
        assert [hit.message_id for hit in await MessageTable(db).search("bay window", 5)] == ["m-2"]
    assert is_sound(path)
    assert len(copies_of(path)) == 1


async def test_version_2_opens_with_what_it_added(tmp_path: Path) -> None:
    path = written(tmp_path / "h.db", "v2.sql")
    async with opened(path) as db:
        chat = await ChatTable(db).get("chat-1")
        assert chat is not None
        assert chat.settings.memory is Memory.CHAINED
        assert chat.settings.options.temperature == 0.5
        other = await ChatTable(db).get("chat-2")
        assert other is not None
        assert other.settings == USUAL_SETTINGS
    assert is_sound(path)


async def test_migrating_copies_the_file_first(tmp_path: Path) -> None:
    path = await a_history(tmp_path / "h.db")
    before = everything_in(path)
    async with opened(path, steps=(*MIGRATIONS, adds_a_table)):
        pass
    (copy,) = copies_of(path)
    assert copy.name.startswith(f"h.db.v{len(MIGRATIONS)}.")
    assert everything_in(copy) == before
    assert everything_in(path)["version"] == len(MIGRATIONS) + 1


async def test_the_last_three_copies_are_kept(tmp_path: Path) -> None:
    path, seen = await a_history(tmp_path / "h.db"), set[Path]()
    steps: tuple[Migration, ...] = MIGRATIONS
    for n in range(5):
        steps = (*steps, partial(adds_another_table, n))
        async with opened(path, steps=steps):
            seen.add(copies_of(path)[0])
    assert set(copies_of(path)) == set(sorted(seen)[-KEPT:])
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("first", [(), (adds_a_table,)])
async def test_a_migration_that_fails_half_way_changes_nothing(
    tmp_path: Path, first: tuple[Migration, ...]
) -> None:
    path = await a_history(tmp_path / "h.db")
    before = everything_in(path)
    with pytest.raises(StoreProblem, match="nowhere"):
        await Database.open(path, steps=(*MIGRATIONS, *first, fails_half_way))
    assert everything_in(path) == before
    assert [everything_in(copy) for copy in copies_of(path)] == [before]
    async with opened(path) as db:
        assert await DraftTable(db).get("c") == "half a thought"


async def test_a_newer_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = await a_history(tmp_path / "h.db")
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    with pytest.raises(StoreNewer) as caught:
        await Database.open(path)
    assert caught.value.facts == {"path": str(path), "found": 99, "known": len(MIGRATIONS)}
    after = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    assert after["h.db"] == before["h.db"]
    assert not copies_of(path)


async def test_a_newer_file_whose_program_was_killed_keeps_its_log(tmp_path: Path) -> None:
    """The log holds what is not in the file yet: folding it in would be a change."""
    made = tmp_path / "made" / "h.db"
    made.parent.mkdir()
    async with opened(made) as db:
        await ChatTable(db).add(a_chat())
        await db.run(lambda c: c.execute("PRAGMA user_version = 99"))
        for ending in ("", "-wal"):
            kept = (made.parent / f"h.db{ending}").read_bytes()
            (tmp_path / f"h.db{ending}").write_bytes(kept)
    before = [(tmp_path / f"h.db{ending}").read_bytes() for ending in ("", "-wal")]
    with pytest.raises(StoreNewer):
        await Database.open(tmp_path / "h.db")
    assert [(tmp_path / f"h.db{ending}").read_bytes() for ending in ("", "-wal")] == before


async def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "h.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE cookies (name)")
        db.commit()
    before = path.read_bytes()
    with pytest.raises(StoreDamaged, match="not an Oriel history"):
        await Database.open(path)
    assert path.read_bytes() == before
