"""Something else than the history in its place: never taken for a new beginning, never changed."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from oriel.domain.errors import StoreDamaged, StoreMissing
from oriel.services.repair import Repair
from oriel.store.backups import backups_in, make_backup
from oriel.store.chats import ChatTable
from oriel.store.database import Database
from oriel.store.seal import seal_of

from .histories import written
from .samples import a_chat, everything_in, opened


async def kept(tmp_path: Path) -> tuple[Path, Path]:
    """A closed history with one backup, and the folder of that."""
    path, folder = await written(tmp_path / "h.db", chats=2), tmp_path / "backups"
    make_backup(path, folder, lambda *_: None, lambda: False)
    return path, folder


def begun_new(path: Path) -> None:
    path.unlink()


def emptied(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("happens", [begun_new, emptied])
@pytest.mark.parametrize("trace", ["seal", "backup", "copy", "log"])
async def test_a_history_that_is_gone_is_not_begun_anew(
    tmp_path: Path, happens: object, trace: str
) -> None:
    path, folder = await kept(tmp_path)
    traces = {
        "seal": seal_of(path),
        "backup": folder,
        "copy": tmp_path / "h.db.v4.20260101T000000000000Z.copy",
        "log": tmp_path / "h.db-wal",
    }
    traces["copy"].write_bytes(b"x")
    traces["log"].write_bytes(b"x")
    happens(path)  # type: ignore[operator]
    for name, place in traces.items():
        if name != trace:
            shutil.rmtree(place) if place.is_dir() else place.unlink()
    with pytest.raises(StoreMissing):
        await Database.open(path, backups=folder)
    assert traces[trace].exists()


async def test_the_first_start_of_all_is_no_loss(tmp_path: Path) -> None:
    async with opened(tmp_path / "h.db", backups=tmp_path / "backups") as db:
        assert await ChatTable(db).list() == []


async def test_a_history_that_is_gone_is_taken_from_its_backup(tmp_path: Path) -> None:
    path, folder = await kept(tmp_path)
    before = everything_in(path)
    path.unlink()
    repair = Repair(path, folder)
    (line,) = await repair.candidates()
    saved = await repair.prepare(line.backup, lambda *_: None)
    assert (saved.readable, saved.messages) == (False, 24)
    assert await repair.use(saved) is None
    async with opened(path, backups=folder):
        pass
    assert everything_in(path) == before


async def test_begun_anew_on_purpose_it_stays_so(tmp_path: Path) -> None:
    path, folder = await kept(tmp_path)
    path.unlink()
    assert await Repair(path, folder).start_anew() is None
    async with opened(path, backups=folder) as db:
        assert await ChatTable(db).list() == []
    assert len(backups_in(folder)) == 1


@pytest.mark.parametrize("sealed", [True, False])
@pytest.mark.parametrize("version", [0, 3, 5])
async def test_the_file_of_another_program_is_not_touched(
    tmp_path: Path, sealed: bool, version: int
) -> None:
    path, folder = await kept(tmp_path)
    path.unlink()
    if not sealed:
        seal_of(path).unlink()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE bookmark (id TEXT)")
        raw.execute(f"PRAGMA user_version = {version}")
        raw.commit()
    before = path.read_bytes()
    with pytest.raises(StoreDamaged):
        await Database.open(path, backups=folder)
    assert path.read_bytes() == before


@pytest.mark.parametrize("sealed", [True, False])
async def test_what_cannot_be_read_at_all_is_not_touched(tmp_path: Path, sealed: bool) -> None:
    path, folder = await kept(tmp_path)
    if not sealed:
        seal_of(path).unlink()
    path.write_bytes(random.Random(1).randbytes(300_000))
    before = path.read_bytes()
    with pytest.raises(StoreDamaged):
        await Database.open(path, backups=folder)
    assert path.read_bytes() == before


@pytest.mark.parametrize("sealed", [True, False])
async def test_a_folder_in_its_place_is_set_aside_for_the_backup(
    tmp_path: Path, sealed: bool
) -> None:
    path, folder = await kept(tmp_path)
    path.unlink()
    if not sealed:
        seal_of(path).unlink()
    path.mkdir()
    (path / "somebody's").write_text("file")
    with pytest.raises(StoreDamaged):
        await Database.open(path, backups=folder)
    repair = Repair(path, folder)
    (line,) = await repair.candidates()
    aside = await repair.use(await repair.prepare(line.backup, lambda *_: None))
    assert aside is not None
    assert (aside / "somebody's").exists()
    async with opened(path) as db:
        assert len(await ChatTable(db).list()) == 2


async def test_the_log_of_another_file_is_not_laid_over_a_backup_put_there_by_hand(
    tmp_path: Path,
) -> None:
    """After a kill its log lies there, and SQLite would take it for that of the backup."""
    path, folder = await kept(tmp_path)
    (backup,) = backups_in(folder)
    before = everything_in(path)
    db = await Database.open(path)
    await ChatTable(db).add(a_chat("later"))
    log = Path(f"{path}-wal").read_bytes()
    await db.aclose()
    seal_of(path).unlink()
    shutil.copy(backup.path, path)
    Path(f"{path}-wal").write_bytes(log)
    async with opened(path) as db:
        assert db.found.lost_changes == 1
        assert Path(db.found.log).read_bytes() == log
    assert everything_in(path) == before


async def test_a_log_deleted_by_hand_leaves_what_is_in_the_file(tmp_path: Path) -> None:
    path, folder = await kept(tmp_path)
    before = everything_in(path)
    seal_of(path).unlink()
    db = await Database.open(path)
    await ChatTable(db).add(a_chat("later"))
    (tmp_path / "left").mkdir()
    left = Path(shutil.copy(path, tmp_path / "left" / "h.db"))
    await db.aclose()
    async with opened(left, backups=folder) as again:
        assert [chat.id for chat in await ChatTable(again).list() if chat.id == "later"] == []
    assert everything_in(left) == before
