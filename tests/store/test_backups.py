"""Backups: whole, private, verified, thinned, in nobody's way; and one in the history's place."""

from __future__ import annotations

import asyncio
import errno
import os
import sqlite3
import stat
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oriel.domain.backups import Backup
from oriel.domain.errors import StoreDamaged, StoreFull
from oriel.services import backups as service
from oriel.services.backups import DAY_S, Backups
from oriel.store import backups as store
from oriel.store import restoring
from oriel.store.backups import (
    KEPT,
    BackupStopped,
    backups_in,
    contents_of,
    copies_beside,
    is_due,
    is_whole,
    make_backup,
    newest_first,
    thin,
    too_many,
)
from oriel.store.chats import ChatTable
from oriel.store.database import Database
from oriel.store.messages import MessageTable
from oriel.store.restoring import ask_for_restore, loss_of, restore, restore_asked

from .histories import flip, written
from .samples import a_chat, everything_in, is_sound, opened, said, with_a_chat

NOW = 1_800_000_000.0


def made(path: Path, folder: Path, now: float = NOW) -> Backup:
    return make_backup(path, folder, lambda _done, _all: None, lambda: False, now).backup


async def test_a_backup_is_the_history_as_it_was(tmp_path: Path) -> None:
    path, folder = await written(tmp_path / "h.db"), tmp_path / "backups"
    backup = made(path, folder)
    assert everything_in(backup.path) == everything_in(path)
    assert is_sound(backup.path)
    assert is_whole(backup)
    assert backups_in(folder) == [backup]
    assert contents_of(backup.path).messages == 72
    assert contents_of(backup.path).chats == 6


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
async def test_nobody_else_can_read_a_backup(tmp_path: Path) -> None:
    backup = made(await written(tmp_path / "h.db"), tmp_path / "backups")
    assert stat.S_IMODE(backup.path.parent.stat().st_mode) == 0o700
    for file in backup.path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


async def test_what_is_written_meanwhile_neither_waits_nor_disturbs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_PAGES_AT_ONCE", 1)
    path = await written(tmp_path / "h.db", chats=3)
    async with opened(path) as db:
        backups, steps = Backups(db, tmp_path / "backups", lambda: NOW), 0
        loop, wrote = asyncio.get_running_loop(), asyncio.Event()

        def progress(done: int, pages: int) -> None:
            nonlocal steps
            steps += 1
            if steps == 3:  # begun, and far from its end
                asyncio.run_coroutine_threadsafe(write(), loop).result(5)
            assert 0 <= done <= pages

        async def write() -> None:
            await with_a_chat(db, "meanwhile")
            await MessageTable(db).add(said("while it was copied", chat_id="meanwhile"))
            wrote.set()

        backup = await backups.make(progress)
        assert wrote.is_set()
        assert steps > 10
    assert contents_of(backup.path).chats == 3
    assert contents_of(path).chats == 4


async def test_a_backup_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    path, folder = await written(tmp_path / "h.db"), tmp_path / "backups"
    with pytest.raises(BackupStopped):
        make_backup(path, folder, lambda _done, _all: None, lambda: True, NOW)
    assert list(folder.iterdir()) == []


async def test_cancelling_the_task_stops_the_thread_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_PAGES_AT_ONCE", 1)
    async with opened(await written(tmp_path / "h.db")) as db:
        loop = asyncio.get_running_loop()
        begun = asyncio.Event()
        work = loop.create_task(
            Backups(db, tmp_path / "backups").make(
                lambda _done, _all: (loop.call_soon_threadsafe(begun.set), None)[1]
            )
        )
        await begun.wait()
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
        assert list((tmp_path / "backups").iterdir()) == []


async def test_what_a_kill_left_unfinished_is_cleared(tmp_path: Path) -> None:
    path, folder = await written(tmp_path / "h.db"), tmp_path / "backups"
    folder.mkdir()
    (folder / "history-000001-20260101T000000Z.part").write_bytes(b"half")
    backup = made(path, folder)
    assert {p.name for p in folder.iterdir()} == {backup.path.name, f"{backup.path.name}.seal"}


async def test_a_damaged_history_is_no_backup(tmp_path: Path) -> None:
    path, folder = await written(tmp_path / "h.db"), tmp_path / "backups"
    with path.open("r+b") as file:
        file.seek(4096 * 5)
        file.write(os.urandom(4096 * 4))
    with pytest.raises(StoreDamaged) as caught:
        made(path, folder)
    assert caught.value.facts["path"] == str(path)
    assert list(folder.iterdir()) == []


async def test_words_that_do_not_fit_are_made_anew_in_both(tmp_path: Path) -> None:
    path = await written(tmp_path / "h.db")
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("INSERT INTO message_words(rowid, text) VALUES (77, 'of no message')")
    async with opened(path) as db:
        backup = await Backups(db, tmp_path / "backups").make(lambda _done, _all: None)
    assert is_sound(backup.path)
    assert is_sound(path)


async def test_a_byte_of_a_backup_that_changes_is_noticed(tmp_path: Path) -> None:
    backup = made(await written(tmp_path / "h.db"), tmp_path / "backups")
    flip(backup.path, backup.size // 2, 0x10)
    assert not is_whole(backup)


async def test_no_room_is_said_once_and_nothing_is_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_ROOM_BYTES", 2**60)
    monkeypatch.setattr(service, "EVERY_S", 0.0)
    async with opened(await written(tmp_path / "h.db")) as db:
        heard: list[Any] = []
        looked = asyncio.Event()
        backups = Backups(db, tmp_path / "backups", lambda: NOW)
        usual, times = backups.make_if_due, 0

        async def counted() -> Any:
            nonlocal times
            times += 1
            if times == 3:
                monkeypatch.setattr(store, "_ROOM_BYTES", 0)
            if times == 5:
                looked.set()
            return await usual()

        monkeypatch.setattr(backups, "make_if_due", counted)
        watching = asyncio.ensure_future(backups.watch(heard.append))
        await looked.wait()
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        assert [type(problem) for problem in heard] == [StoreFull, type(None)]
        assert len(backups_in(tmp_path / "backups")) == 1


async def test_one_a_day_whatever_the_clock_does(tmp_path: Path) -> None:
    now = NOW
    async with opened(await written(tmp_path / "h.db")) as db:
        backups = Backups(db, tmp_path / "backups", lambda: now)

        async def made_at(then: float) -> bool:
            nonlocal now
            now, before = then, backups_in(backups.folder)
            assert await backups.make_if_due() is None
            return backups_in(backups.folder) != before

        assert await made_at(NOW)
        assert not await made_at(NOW + 3600)
        assert await made_at(NOW + DAY_S)
        assert await made_at(NOW + 400 * DAY_S)  # the clock leaps ahead
        assert await made_at(NOW + 2 * DAY_S)  # and is put right
        assert not await made_at(NOW + 2 * DAY_S + 60)
        numbers = [backup.number for backup in backups_in(backups.folder)]
        assert numbers == [4, 3, 2, 1]


def dated(times: list[float]) -> list[Backup]:
    return [Backup(n, at, Path(f"{n}"), 1) for n, at in enumerate(times, 1)]


@settings(deadline=None)
@given(st.lists(st.floats(NOW - 30 * DAY_S, NOW + 30 * DAY_S), max_size=30))
def test_thinning_keeps_seven_and_always_the_newest(times: list[float]) -> None:
    backups = dated(times)
    gone = too_many(backups, KEPT)
    left = [backup for backup in backups if backup not in gone]
    assert len(left) == min(KEPT, len(backups))
    assert not backups or backups[-1] in left


@settings(deadline=None)
@given(st.integers(1, 20), st.integers(0, 20))
def test_many_in_one_day_do_not_push_out_the_days_before(days: int, more: int) -> None:
    times = [NOW + day * DAY_S for day in range(days)] + [
        NOW + (days - 1) * DAY_S + n for n in range(more)
    ]
    backups = dated(times)
    left = [backup for backup in backups if backup not in too_many(backups, KEPT)]
    kept_days = {backup.made_at // DAY_S for backup in left}
    assert len(kept_days) == min(days, KEPT)


def test_days_of_a_history_begun_anew_do_not_push_out_the_last_full_backup() -> None:
    full = [Backup(n, NOW + n * DAY_S, Path(f"{n}"), 5000 + n) for n in range(1, 8)]
    backups = full
    for n in range(8, 40):
        backups = [*backups, Backup(n, NOW + n * DAY_S, Path(f"{n}"), 50 + n)]
        gone = too_many(backups, KEPT)
        backups = [backup for backup in backups if backup not in gone]
    assert [backup.number for backup in backups] == [7, *range(33, 40)]
    grown = [*backups, Backup(40, NOW + 40 * DAY_S, Path("40"), 6000)]
    assert [each.number for each in too_many(grown, KEPT)] == [7, 33]


async def test_what_others_put_beside_the_backups_is_left_alone(tmp_path: Path) -> None:
    path, folder = await written(tmp_path / "h.db"), tmp_path / "backups"
    good = [made(path, folder, NOW + day * DAY_S) for day in range(3)]
    foreign = [
        folder / "history-999999-20260101T000000Z.db",
        folder / "history-000052-00010101T000000Z.db",
        folder / "history-000051-20260231T000000Z.db",
        folder / "history-000001 (conflicted copy).db",
    ]
    for file in foreign:
        file.write_bytes(b"not a history")
    (folder / "history-000050-20260101T000000Z.db").mkdir()
    with suppress(OSError):  # not everybody may make links
        (folder / "history-000053-20260101T000000Z.db").symlink_to(path)
    (tmp_path / "h.db.v4.copy").write_bytes(b"")
    (tmp_path / "h.db.v4.by-hand.copy").write_bytes(b"")
    before = {each.name for each in folder.iterdir()}
    newest = made(path, folder, NOW + 3 * DAY_S)
    assert newest.number == 1_000_000
    assert newest == backups_in(folder)[0]
    assert copies_beside(path) == []
    assert thin(folder, 2) == good[:2]
    assert before - {each.name for each in folder.iterdir()} == {
        name for each in good[:2] for name in (each.path.name, f"{each.path.name}.seal")
    }


async def test_a_backup_that_was_cut_short_takes_no_good_ones_place(tmp_path: Path) -> None:
    path, folder = await written(tmp_path / "h.db"), tmp_path / "backups"
    good = [made(path, folder, NOW + day * DAY_S) for day in range(4)]
    for backup in good[2:]:
        os.truncate(backup.path, backup.size // 2)
    assert thin(folder, 2) == []


def test_the_newest_is_the_one_made_last_whatever_the_clock_said(tmp_path: Path) -> None:
    """Of copies that were made before updates only the clock knows."""
    backups = dated([NOW, NOW + 365 * DAY_S, NOW + 2 * DAY_S])
    copies = [Backup(0, NOW + DAY_S, tmp_path / "copy", 1)]
    found = newest_first(backups, copies)
    assert [each.number for each in found] == [3, 2, 0, 1]


@settings(deadline=None)
@given(st.integers(-2 * 86400, 2 * 86400))
def test_only_what_was_made_in_the_last_day_counts(offset: int) -> None:
    assert is_due(dated([NOW + offset]), NOW, DAY_S) is not (-DAY_S < offset <= 0)


async def test_what_restoring_would_lose_is_told(tmp_path: Path) -> None:
    path = await written(tmp_path / "h.db")
    backup = made(path, tmp_path / "backups")
    async with opened(path) as db:
        await ChatTable(db).add(a_chat("new", title="Since then"))
        await MessageTable(db).add(said("one", chat_id="new"))
        await MessageTable(db).add(said("two", chat_id="new"))
        await MessageTable(db).add(said("more", chat_id="chat7-1"))
        loss = loss_of(path, backup.path)
    assert (loss.chats, loss.messages) == (1, 3)
    assert dict(loss.in_chats)["Since then"] == 2


async def test_a_restored_backup_is_the_history_and_the_old_one_lies_beside(
    tmp_path: Path,
) -> None:
    path = await written(tmp_path / "h.db")
    backup = made(path, tmp_path / "backups")
    before = everything_in(path)
    async with opened(path) as db:
        await with_a_chat(db, "later")
    later = everything_in(path)
    ask_for_restore(path, backup.path)
    assert restore_asked(path)
    aside = restore(path)
    assert aside is not None
    assert everything_in(aside) == later
    async with opened(path) as db:
        assert not db.found.changed
    assert everything_in(path) == before
    assert not restore_asked(path)


async def test_a_wish_for_a_backup_that_is_gone_changes_nothing(tmp_path: Path) -> None:
    path = await written(tmp_path / "h.db")
    before = everything_in(path)
    ask_for_restore(path, tmp_path / "gone.db")
    assert restore(path) is None
    assert everything_in(path) == before
    assert not restore_asked(path)


@pytest.mark.parametrize("done", range(1, 6))
async def test_a_restore_that_was_killed_and_then_fails_leaves_the_history_as_it_was(
    tmp_path: Path, done: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a log beside it, as on a disk that was too full to fold it in."""
    path = await written(tmp_path / "h.db")
    backup = made(path, tmp_path / "backups")
    db = await Database.open(path)
    await with_a_chat(db, "later")
    log = Path(f"{path}-wal").read_bytes()
    await db.aclose()
    Path(f"{path}-wal").write_bytes(log)
    before = {name: Path(f"{path}{name}").read_bytes() for name in ("", "-wal", ".seal")}
    ask_for_restore(path, backup.path)
    usual, steps = Path.replace, 0

    def dies(self: Path, target: Path) -> Path:
        nonlocal steps
        steps += 1
        if steps == done:
            raise KeyboardInterrupt
        return usual(self, target)

    def full(_source: Path, _target: Path) -> None:
        raise OSError(errno.ENOSPC, "no space")

    with monkeypatch.context() as patched, suppress(KeyboardInterrupt):
        patched.setattr(Path, "replace", dies)
        restore(path)
    if not restore_asked(path):
        return  # it was done
    with monkeypatch.context() as patched:
        patched.setattr(restoring, "_copy_private", full)
        with pytest.raises(StoreFull):
            restore(path)
    assert {name: Path(f"{path}{name}").read_bytes() for name in before} == before


async def test_what_was_there_before_going_back_can_be_gone_back_to(tmp_path: Path) -> None:
    path, folder = await written(tmp_path / "h.db"), tmp_path / "backups"
    backup = made(path, folder)
    async with opened(path) as db:
        await with_a_chat(db, "later")
    before = everything_in(path)
    ask_for_restore(path, backup.path)
    restore(path)
    (kept,) = copies_beside(path)
    assert kept.replaced
    assert not kept.before_update
    assert is_whole(kept)
    async with opened(path) as db:
        lines = (await Backups(db, folder).overview()).lines
        assert {line.backup.path for line in lines} == {kept.path, backup.path}
    ask_for_restore(path, kept.path)
    restore(path)
    assert everything_in(path) == before
    assert len(copies_beside(path)) == 1


async def test_two_restores_in_a_row_remove_only_what_was_replaced_first(tmp_path: Path) -> None:
    path = await written(tmp_path / "h.db")
    backup = made(path, tmp_path / "backups")
    asides = []
    for _ in range(2):
        ask_for_restore(path, backup.path)
        asides.append(restore(path))
    assert [aside.exists() for aside in asides if aside] == [False, True]


@pytest.mark.parametrize("done", range(6))
async def test_killed_in_the_middle_of_restoring_the_next_start_ends_it(
    tmp_path: Path, done: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = await written(tmp_path / "h.db")
    backup = made(path, tmp_path / "backups")
    before = everything_in(path)
    async with opened(path) as db:
        await with_a_chat(db, "later")
    ask_for_restore(path, backup.path)
    usual, steps = Path.replace, 0

    def dies(self: Path, target: Path) -> Path:
        nonlocal steps
        if steps == done:
            raise KeyboardInterrupt
        steps += 1
        return usual(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", dies)
        try:
            restore(path)
        except KeyboardInterrupt:
            assert restore_asked(path)
            restore_again = True
        else:
            restore_again = False
    if restore_again:
        restore(path)
    assert everything_in(path) == before
    db = await Database.open(path)
    await db.aclose()
    assert not db.found.changed
