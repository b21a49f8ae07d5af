"""Backups in the whole program: made by hand, gone back to without a restart, told of."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from tests.app.desks import ask, desk, part
from tests.app.test_trouble_at_start import begun, ended, press, said, shown, window_for
from tests.store.histories import fill
from tests.waiting import emitted, until

from oriel.config.paths import Home
from oriel.domain.backups import Backup
from oriel.domain.errors import StoreFull
from oriel.store.backups import Progress, backups_in, make_backup
from oriel.store.database import Database
from oriel.store.restoring import ask_for_restore, restore_asked
from oriel.ui import backups_binding
from oriel.ui.library.table.record_table import RecordTable
from oriel.ui.main_window import MainWindow


def dialog(window: MainWindow) -> QWidget:
    return part(window, "backups_dialog")


def table(window: MainWindow) -> RecordTable:  # type: ignore[type-arg]
    return next(t for t in dialog(window).findChildren(RecordTable))


def click(window: MainWindow, name: str) -> None:
    QTest.mouseClick(shown(window, name), Qt.MouseButton.LeftButton)


async def test_a_backup_is_made_and_listed(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        window = opened.window
        window.action("backups").trigger()
        await until(lambda: "There is no backup yet" in said(window))
        assert not shown(window, "backups_restore").isEnabled()
        click(window, "backups_make")
        await until(lambda: "Backed up and checked" in said(window))
        await until(lambda: table(window).shown_records())
        (line,) = table(window).shown_records()
        assert line.contents is not None
        assert [line.backup] == backups_in(tmp_path / "backups")
        QTest.mouseClick(shown(window, "backups_close"), Qt.MouseButton.LeftButton)
        await until(lambda: not window.findChildren(QWidget, "backups_dialog"))


async def test_the_daily_one_is_made_without_being_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups_binding, "FIRST_LOOK_MS", 1)
    async with desk(tmp_path):
        await until(lambda: backups_in(tmp_path / "backups"))


async def test_why_there_is_none_stands_above_the_page_and_leads_to_them(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        window = opened.window
        window.action("backups").trigger()
        await until(lambda: "There is no backup yet" in said(window))
        QTest.mouseClick(shown(window, "backups_close"), Qt.MouseButton.LeftButton)
        model = opened.shell._backups._model
        assert model is not None
        model.troubled.emit(StoreFull(path="x"))
        assert "not enough space for today's backup" in window.notices.text
        QTest.mouseClick(shown(window, "notice_action"), Qt.MouseButton.LeftButton)
        assert dialog(window)
        model.troubled.emit(None)
        assert not window.notices.text
        await until(lambda: table(window).cover.state is not None)


async def a_home(folder: Path) -> Home:
    """One chat in the backup, two more since."""
    home = Home(folder)
    home.prepare()
    database = await Database.open(home.database)
    await fill(database, chats=1, seed=1)
    make_backup(home.database, home.backups, lambda *_: None, lambda: False)
    await fill(database, chats=2, seed=2)
    await database.aclose()
    return home


async def chats_in(home: Home) -> int:
    database = await Database.open(home.database)
    try:
        return await database.read(lambda c: c.execute("SELECT count(*) FROM chat").fetchone()[0])
    finally:
        await database.aclose()


def the_window(before: MainWindow) -> MainWindow | None:
    windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
    return next((w for w in windows if w is not before and w.isVisible()), None)


@pytest.mark.limit(30)
async def test_going_back_to_a_backup_opens_a_new_window_on_it(
    tmp_path: Path, qapp: QApplication
) -> None:
    home = await a_home(tmp_path)
    window = window_for(qapp)
    life = begun(window, home)
    await until(lambda: window.isVisible() and window.sidebar.isEnabled())
    await until(lambda: _triggers(window))
    await until(lambda: bool(table(window).shown_records()))
    line = table(window).shown_records()[0]
    table(window).select_keys([line.backup.path.name])
    click(window, "backups_restore")
    await until(lambda: bool(window.findChildren(QPushButton, "confirm_yes")))
    assert "messages: 24, new chats: 2" in said(window)
    press(window, "confirm_yes")
    await until(lambda: the_window(window) is not None)
    fresh = the_window(window)
    assert fresh is not None
    await until(lambda: "The backup is restored" in said(fresh))
    assert await ended(fresh, life) == 0
    assert await chats_in(home) == 1
    # What was there is in the backup that was made first, and beside the history.
    assert backups_in(home.backups)[0].number == 2
    assert list(tmp_path.glob("history.db.replaced.*"))


async def test_closing_the_dialog_while_it_is_backed_up_for_going_back_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on = asyncio.Event()
    await a_home(tmp_path)
    async with desk(tmp_path) as opened:
        window = opened.window
        model = opened.shell._backups._made()
        usual = model._backups.ask_for_restore

        async def slow(backup: Backup, progress: Progress) -> None:
            await goes_on.wait()
            await usual(backup, progress)

        monkeypatch.setattr(model._backups, "ask_for_restore", slow)
        window.action("backups").trigger()
        await until(lambda: bool(table(window).shown_records()))
        model.restore(table(window).shown_records()[0].backup)
        await until(lambda: model._restoring)
        stopped = emitted(model.stopped)
        click(window, "backups_close")
        await stopped
        goes_on.set()
        assert window.isVisible()
    assert not restore_asked(Home(tmp_path).database)


def _triggers(window: MainWindow) -> bool:
    window.action("backups").trigger()
    return bool(window.findChildren(QWidget, "backups_dialog"))


async def test_a_wish_left_by_a_kill_is_done_at_the_next_start(
    tmp_path: Path, qapp: QApplication
) -> None:
    home = await a_home(tmp_path)
    ask_for_restore(home.database, backups_in(home.backups)[0].path)
    window = window_for(qapp)
    life = begun(window, home)
    await until(lambda: "The backup is restored" in said(window))
    assert await ended(window, life) == 0
    assert await chats_in(home) == 1


async def test_a_file_changed_outside_is_told_of(tmp_path: Path, qapp: QApplication) -> None:
    home = await a_home(tmp_path)
    with sqlite3.connect(home.database) as raw:
        raw.execute("UPDATE chat SET title = 'by hand'")
    raw.close()
    window = window_for(qapp)
    life = begun(window, home)
    await until(lambda: "changed outside of Oriel" in said(window))
    assert await ended(window, life) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="an open file stays there")
async def test_a_history_removed_under_the_window_is_put_back_and_told_of(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        opened.chat.use("local", "oriel-rehearsal")
        Home(tmp_path).database.unlink()
        await ask(opened, "echo hello")
        await until(lambda: "Oriel has put it back" in opened.window.notices.text)
        assert Home(tmp_path).database.exists()
    async with desk(tmp_path) as opened:
        assert opened.chat.messages[-1].text == "hello"
