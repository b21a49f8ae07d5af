"""A damaged history repaired: the backup, and all that can still be read on it."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from oriel.domain.backups import Saved
from oriel.domain.errors import StoreDamaged, StoreFull
from oriel.domain.prompts import Prompt
from oriel.store import repair
from oriel.store.backups import make_backup
from oriel.store.chats import ChatTable
from oriel.store.database import Database
from oriel.store.drafts import DraftTable
from oriel.store.messages import MessageTable
from oriel.store.prompts import PromptTable
from oriel.store.reading_out import copy_of, opened_damaged, rows_of
from oriel.store.repair import RepairStopped, discard, prepare, use

from .histories import fill, written
from .samples import answer, everything_in, is_sound, opened, said

PAGE = 4096


def prepared(path: Path, backup: Path | None) -> Saved:
    return prepare(path, backup, lambda _table, _rows: None, lambda: False)


async def history_with_backup(tmp_path: Path) -> tuple[Path, Path]:
    """Six chats in both, two and a prompt since the backup."""
    path = await written(tmp_path / "h.db")
    backup = make_backup(path, tmp_path / "backups", lambda *_: None, lambda: False).backup
    async with opened(path) as db:
        await fill(db, chats=2, seed=8)
        await MessageTable(db).add(said("said later in an old chat", chat_id="chat7-0"))
        await PromptTable(db).put(Prompt("p", "Greeting", "Hello {{name}}"))
        await DraftTable(db).put("chat7-1", "a newer draft")
    return path, backup.path


def first_page(path: Path, _: random.Random) -> None:
    with path.open("r+b") as file:
        file.write(b"\xa5" * PAGE)


def some_pages(path: Path, chance: random.Random) -> None:
    pages = path.stat().st_size // PAGE
    with path.open("r+b") as file:
        for number in chance.sample(range(1, pages), 5):
            file.seek(number * PAGE)
            file.write(chance.randbytes(PAGE))


def cut(path: Path, _: random.Random) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def many_bytes(path: Path, chance: random.Random) -> None:
    with path.open("r+b") as file:
        for _ in range(200):
            file.seek(chance.randrange(path.stat().st_size))
            file.write(chance.randbytes(1))


def all_of_it(path: Path, chance: random.Random) -> None:
    path.write_bytes(chance.randbytes(path.stat().st_size))


DAMAGES = [first_page, some_pages, cut, many_bytes, all_of_it]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("seed", range(3))
async def test_the_backup_is_whole_again_whatever_the_damage(
    tmp_path: Path, damage: Callable[[Path, random.Random], None], seed: int
) -> None:
    path, backup = await history_with_backup(tmp_path)
    damage(path, random.Random(seed))
    damaged = path.read_bytes()
    kept = {row[1] for row in everything_in(backup)["message"]}
    saved = prepared(path, backup)
    assert path.read_bytes() == damaged
    aside = use(path, saved)
    assert aside.read_bytes() == damaged
    assert ".damaged." in aside.name
    assert is_sound(path)
    assert kept <= {row[1] for row in everything_in(path)["message"]}
    async with opened(path) as db:
        assert not db.found.changed
        for chat in await ChatTable(db).list():
            await MessageTable(db).for_chat(chat.id)
    assert not list(tmp_path.glob("h.db.re*"))


async def test_what_is_newer_than_the_backup_is_read_out_of_what_is_left(tmp_path: Path) -> None:
    path, backup = await history_with_backup(tmp_path)
    first_page(path, random.Random())
    saved = prepared(path, backup)
    assert saved.readable
    assert (saved.read_chats, saved.read_messages, saved.lost_messages) == (2, 25, 0)
    use(path, saved)
    async with opened(path) as db:
        assert len(await ChatTable(db).list()) == 8
        assert len(await MessageTable(db).for_chat("chat8-1")) == 12
        assert len(await MessageTable(db).search("said later", 5)) == 1
        assert [prompt.id for prompt in await PromptTable(db).list()] == ["p"]
        assert await DraftTable(db).get("chat7-1") == "a newer draft"
        assert (await DraftTable(db).parts(""))[1]


async def test_without_a_backup_what_can_be_read_is_the_history(tmp_path: Path) -> None:
    path = await written(tmp_path / "h.db")
    before = everything_in(path)
    first_page(path, random.Random())
    saved = prepared(path, None)
    assert (saved.read_chats, saved.read_messages) == (6, 72)
    use(path, saved)
    after = everything_in(path)
    assert sorted(row[1] for row in after["message"]) == sorted(row[1] for row in before["message"])
    assert is_sound(path)


async def test_broken_pages_cost_no_more_than_what_was_on_them(tmp_path: Path) -> None:
    path = await written(tmp_path / "h.db", chats=20)
    pages, chance = path.stat().st_size // PAGE, random.Random(5)
    some_pages(path, chance)
    saved = prepared(path, None)
    if saved.readable:
        assert saved.read_messages > 240 * (pages - 60) / pages
        assert saved.read_messages + saved.lost_messages <= 240


async def test_a_gap_in_a_chat_is_bridged(tmp_path: Path) -> None:
    path = await written(tmp_path / "h.db", chats=1)
    with sqlite3.connect(path) as raw:  # foreign keys are off: as damage would leave it
        raw.execute("DELETE FROM message WHERE id = 'chat7-0-5'")
    raw.close()
    with pytest.raises(StoreDamaged):
        await Database.open(path)
    use(path, prepared(path, None))
    async with opened(path) as db:
        chat = await ChatTable(db).get("chat7-0")
        assert chat is not None
        path_ids = [m.id for m in await MessageTable(db).last_of_path(chat.id, chat.leaf_id, 50)]
        assert path_ids == [f"chat7-0-{n}" for n in range(12) if n != 5]


async def test_messages_whose_chat_is_gone_get_one(tmp_path: Path) -> None:
    path = await written(tmp_path / "h.db", chats=2)
    with sqlite3.connect(path) as raw:
        raw.execute("DELETE FROM chat WHERE id = 'chat7-0'")
    raw.close()
    saved = prepared(path, None)
    assert saved.chats == 2
    use(path, saved)
    async with opened(path) as db:
        chat = await ChatTable(db).get("chat7-0")
        assert chat is not None
        assert chat.title
        assert chat.leaf_id == "chat7-0-11"


async def test_stopping_leaves_the_damaged_file_alone(tmp_path: Path) -> None:
    path, backup = await history_with_backup(tmp_path)
    first_page(path, random.Random())
    names = {p.name for p in tmp_path.iterdir()}
    with pytest.raises(RepairStopped):
        prepare(path, backup, lambda _table, _rows: None, lambda: True)
    assert {p.name for p in tmp_path.iterdir()} == names


async def test_also_the_indexing_and_checking_at_the_end_can_be_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repair, "_STEPS", 100)
    path, backup = await history_with_backup(tmp_path)
    some_pages(path, random.Random(3))
    names = {p.name for p in tmp_path.iterdir()}
    told: list[str] = []
    with pytest.raises(RepairStopped):
        prepare(path, backup, lambda table, _rows: told.append(table), lambda: "" in told)
    assert told[-1] == ""
    assert {p.name for p in tmp_path.iterdir()} == names


async def test_no_room_is_named_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, backup = await history_with_backup(tmp_path)
    monkeypatch.setattr(repair, "_ROOM_BYTES", 2**60)
    names = {p.name for p in tmp_path.iterdir()}
    with pytest.raises(StoreFull):
        prepared(path, backup)
    assert {p.name for p in tmp_path.iterdir()} == names
    discard(path)


async def test_an_answer_cut_off_in_the_damaged_file_is_folded(tmp_path: Path) -> None:
    path, backup = await history_with_backup(tmp_path)
    db = await Database.open(path)
    await MessageTable(db).add(answer(id="streaming", chat_id="chat7-0"))
    await MessageTable(db).append_piece("streaming", 1, "text", "as far as it came")
    left = tmp_path / "left"
    left.mkdir()
    copy_of(path, left / "h.db")
    await db.aclose()
    first_page(left / "h.db", random.Random())
    use(left / "h.db", prepared(left / "h.db", backup))
    async with opened(left / "h.db") as again:
        found = await MessageTable(again).get("streaming")
        assert found is not None
        assert found.text == "as far as it came"


async def test_rows_are_read_once_each(tmp_path: Path) -> None:
    path = await written(tmp_path / "h.db", chats=12)
    chance = random.Random(3)
    some_pages(path, chance)
    db = opened_damaged(path, path)
    if db is not None:
        ids = [row["id"] for row in rows_of(db, "message")]
        assert len(ids) == len(set(ids))
        db.close()
