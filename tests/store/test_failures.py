"""Damaged, read-only and full: really provoked, each by its own name, nothing lost."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from oriel.domain.errors import AppError, StoreDamaged, StoreFull, StoreProblem, StoreReadOnly
from oriel.store import seal, session
from oriel.store.copies import copies_of, set_aside
from oriel.store.database import Database
from oriel.store.messages import MessageTable
from oriel.store.migrations import MIGRATIONS

from .samples import answer, everything_in, is_sound, opened, said, with_a_chat


async def a_history(path: Path, messages: int = 300) -> Path:
    async with opened(path) as db:
        await with_a_chat(db)
        for n in range(messages):
            await MessageTable(db).add(said(f"message number {n} " * 20))
    return path


def drops_the_drafts(db: sqlite3.Connection) -> None:
    db.execute("DROP TABLE draft")


def header_overwritten(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"\xde\xad" * 50)


def middle_overwritten(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 3)
        file.write(random.Random(7).randbytes(path.stat().st_size // 3))


def end_overwritten(path: Path) -> None:
    """Messages, and not what describes the tables."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size * 3 // 4)
        file.write(random.Random(7).randbytes(path.stat().st_size // 5))


def cut_in_half(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def schema_overwritten(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 3900)


def another_kind_of_file(path: Path) -> None:
    path.write_text("Dear diary, " * 1000)


DAMAGES = [
    header_overwritten,
    middle_overwritten,
    cut_in_half,
    schema_overwritten,
    another_kind_of_file,
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
async def test_damage_is_found_at_open_and_nothing_is_touched(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    path = await a_history(tmp_path / "h.db")
    damage(path)
    before = path.read_bytes()
    with pytest.raises(StoreDamaged) as caught:
        await Database.open(path)
    assert caught.value.facts["path"] == str(path)
    assert path.read_bytes() == before


async def test_damage_in_a_file_too_large_to_check_is_named_when_met(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "CHECKED_MB", 0)
    monkeypatch.setattr(seal, "SEALED_MB", 0)
    path = await a_history(tmp_path / "h.db")
    end_overwritten(path)
    async with opened(path) as db:
        with pytest.raises(StoreDamaged):
            await MessageTable(db).for_chat("c")


async def test_a_damaged_history_set_aside_makes_room_for_a_new_one(tmp_path: Path) -> None:
    path = await a_history(tmp_path / "h.db", messages=5)
    header_overwritten(path)
    before = path.read_bytes()
    aside = set_aside(path)
    async with opened(path) as db:
        await with_a_chat(db)
    assert aside.read_bytes() == before
    assert is_sound(path)


async def test_a_folder_in_the_files_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "h.db").mkdir()
    with pytest.raises(StoreProblem):
        await Database.open(tmp_path / "h.db")


async def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreProblem):
        await Database.open(tmp_path / "gone" / "h.db")


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Permission bits for ordinary people; root passes them, so a mount or skip."""
    if os.geteuid() != 0:
        folder.chmod(0o500)
        for path in folder.iterdir():
            path.chmod(0o400)
        yield
        folder.chmod(0o700)
        return
    with mounted("--bind", str(folder), on=folder):
        remount = ["mount", "-o", "remount,bind,ro", str(folder)]
        if subprocess.run(remount, capture_output=True, check=False).returncode:
            pytest.skip("root here, and no read-only mount is allowed")
        yield


@contextmanager
def mounted(*what: str, on: Path) -> Iterator[None]:
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("only root mounts")
    if subprocess.run(["mount", *what, str(on)], capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        yield
    finally:
        subprocess.run(["umount", str(on)], check=True, timeout=20)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions of POSIX")
async def test_a_read_only_folder_is_named_and_the_file_untouched(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    folder.mkdir()
    path = await a_history(folder / "h.db", messages=5)
    before = path.read_bytes()
    with read_only(folder), pytest.raises(StoreReadOnly):
        await Database.open(path)
    assert path.read_bytes() == before


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions of POSIX")
async def test_a_read_only_folder_without_a_history_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    folder.mkdir()
    with read_only(folder), pytest.raises(StoreReadOnly):
        await Database.open(folder / "h.db")


async def test_a_file_that_turns_read_only_is_named(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        await with_a_chat(db)
        await db.read(lambda c: c.execute("PRAGMA query_only = 1"))
        with pytest.raises(StoreReadOnly):
            await MessageTable(db).add(said("lost?"))
        await db.read(lambda c: c.execute("PRAGMA query_only = 0"))
        await MessageTable(db).add(said("kept"))


async def test_a_full_disk_is_named_and_what_was_kept_stays(tmp_path: Path) -> None:
    def allow(pages: int) -> Callable[[sqlite3.Connection], object]:
        return lambda db: db.execute(f"PRAGMA max_page_count = {pages}").fetchone()

    path, kept = tmp_path / "h.db", 0
    async with opened(path) as db:
        table = MessageTable(await with_a_chat(db))
        streaming = answer(id="a")
        await table.add(streaming)
        await db.read(allow(60))
        with pytest.raises(StoreFull) as caught:
            for kept in range(10_000):
                await table.append_piece("a", kept, "text", f"{kept} " + "x" * 500)
        assert caught.value.retryable
        assert [m.id for m in await table.for_chat("c")] == ["a"]
        await db.read(allow(1_000_000))
        await table.append_piece("a", kept, "text", f"{kept} after all")
    async with opened(path) as db:
        folded = await MessageTable(db).get("a")
        assert folded is not None
        assert [int(n.split()[0]) for n in folded.text.split("x") if n] == list(range(kept + 1))
    assert is_sound(path)


async def test_a_disk_with_no_room_at_all_is_named_at_open(tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    folder.mkdir()
    with (
        mounted("-t", "tmpfs", "-o", "size=16k", "none", on=folder),
        pytest.raises(StoreFull),
    ):
        await Database.open(folder / "h.db")


async def test_a_disk_that_fills_up_loses_only_what_it_said_it_lost(tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    folder.mkdir()
    kept = 0
    with mounted("-t", "tmpfs", "-o", "size=1m", "none", on=folder):
        async with opened(folder / "h.db") as db:
            table = MessageTable(await with_a_chat(db))
            with pytest.raises(StoreFull):
                while kept < 10_000:
                    await table.add(said("words " * 200))
                    kept += 1
            assert len(await table.for_chat("c")) == kept
        async with opened(folder / "h.db") as db:
            assert len(await MessageTable(db).for_chat("c")) == kept
        assert kept > 10


async def test_no_room_for_the_copy_means_no_migration(tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    folder.mkdir()
    with mounted("-t", "tmpfs", "-o", "size=16m", "none", on=folder):
        path = await a_history(folder / "h.db", messages=300)
        before = everything_in(path)
        # Room enough to read, and not for a second such file.
        room = path.stat().st_size // 2
        assert room > 2**17
        (folder / "films").write_bytes(bytes(shutil.disk_usage(folder).free - room))
        with pytest.raises(StoreFull):
            await Database.open(path, steps=(*MIGRATIONS, drops_the_drafts))
        assert everything_in(path) == before
        assert not copies_of(path)
        assert [p.name for p in folder.iterdir() if "part" in p.name] == []


async def test_no_failure_quotes_what_was_written(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db") as db:
        await with_a_chat(db)
        await db.read(lambda c: c.execute("PRAGMA query_only = 1"))
        with pytest.raises(AppError) as caught:
            await MessageTable(db).add(said("my private words"))
    assert "private" not in f"{caught.value!r} {caught.value.__cause__!r}"


async def test_a_lock_held_by_another_program_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "BUSY_S", 0.05)
    path = tmp_path / "h.db"
    async with opened(path) as db:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreProblem, match="locked"):
                await with_a_chat(db)
        await with_a_chat(db)


async def test_killed_while_it_became_a_file_with_a_log_it_opens(tmp_path: Path) -> None:
    """A journal that is to be rolled back, which cannot be done by only looking."""
    path = await a_history(tmp_path / "made.db", messages=5)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        db.execute("PRAGMA cache_size = 1")
        db.execute("BEGIN")
        db.execute("UPDATE message SET provider = hex(zeroblob(20000))")
        (tmp_path / "left").mkdir()
        for name in ("made.db", "made.db-journal"):
            shutil.copy2(tmp_path / name, tmp_path / "left" / name)
        db.execute("ROLLBACK")
    async with opened(tmp_path / "left" / "made.db") as again:
        assert len(await MessageTable(again).for_chat("c")) == 5
    assert is_sound(tmp_path / "left" / "made.db")
