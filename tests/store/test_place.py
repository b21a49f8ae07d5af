"""The file is removed, moved or replaced while Oriel has it open: nothing is lost."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from oriel.domain.errors import StoreProblem
from oriel.services.backups import Backups
from oriel.store.backups import contents_of
from oriel.store.chats import ChatTable
from oriel.store.database import Database

from .histories import written
from .samples import a_chat, is_sound, opened

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="an open file stays there")


def removed(path: Path) -> None:
    path.unlink()


def removed_with_its_log(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        Path(f"{path}{ending}").unlink()


def only_its_log(path: Path) -> None:
    Path(f"{path}-wal").unlink()


def removed_with_its_folder(path: Path) -> None:
    shutil.rmtree(path.parent)


def moved(path: Path) -> None:
    path.rename(path.with_name("history (conflicted copy).db"))


def replaced(path: Path) -> None:
    (path.parent.parent / "older.db").replace(path)


HARMS = [removed, removed_with_its_log, only_its_log, removed_with_its_folder, moved, replaced]


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    path = await written(tmp_path / "home" / "h.db", chats=2)
    shutil.copy(path, tmp_path / "older.db")
    return path


async def chats(db: Database) -> set[str]:
    asked = "SELECT id FROM chat"
    return await db.read_beside(lambda c: {row[0] for row in c.execute(asked)})


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
@pytest.mark.parametrize("write", [True, False])
async def test_what_is_open_is_put_back(
    path: Path, harm: Callable[[Path], None], write: bool
) -> None:
    async with opened(path) as db:
        heard: asyncio.Queue[tuple[str, StoreProblem | None]] = asyncio.Queue()
        db.tell_put_back(lambda *said: heard.put_nowait(said))
        await ChatTable(db).add(a_chat("before"))
        assert len(await chats(db)) == 3
        harm(path)
        if write:
            await ChatTable(db).add(a_chat("after"))
            aside, problem = await heard.get()
            assert problem is None
            assert bool(aside) is (harm is replaced)
            assert not aside or len(path.with_name(aside).read_bytes()) > 4096
            await ChatTable(db).add(a_chat("later"))
            assert len(await chats(db)) == 5
            assert heard.empty()
    async with opened(path) as db:
        assert {"before", *(("after", "later") if write else ())} <= await chats(db)
        assert not db.found.changed
    assert is_sound(path)


async def test_a_backup_is_of_what_is_open_and_not_of_what_was_put_there(path: Path) -> None:
    async with opened(path) as db:
        await ChatTable(db).add(a_chat("before"))
        replaced(path)
        backup = await Backups(db, path.parent / "backups").make(lambda _done, _all: None)
        assert contents_of(backup.path).chats == 3


async def test_what_cannot_be_put_back_at_once_is_told_and_put_back_later(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("oriel.store.place._AGAIN_S", 0.0)
    async with opened(path) as db:
        heard: asyncio.Queue[tuple[str, StoreProblem | None]] = asyncio.Queue()
        db.tell_put_back(lambda *said: heard.put_nowait(said))
        path.unlink()
        in_the_way = path.with_name(f"{path.name}.putback")
        in_the_way.mkdir()
        await ChatTable(db).add(a_chat("after"))
        _, problem = await heard.get()
        assert problem is not None
        in_the_way.rmdir()
        await ChatTable(db).add(a_chat("later"))
        assert await heard.get() == ("", None)
    async with opened(path) as db:
        assert {"after", "later"} <= await chats(db)
