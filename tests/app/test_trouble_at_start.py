"""A home or a history that cannot be used: said in the window, nothing touched."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from PySide6.QtCore import QDir, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from tests.store.histories import fill
from tests.store.kill_samples import old_history
from tests.waiting import until

from oriel import composition, trouble
from oriel.arguments import Arguments
from oriel.config.paths import Home
from oriel.config.resources import resources_dir
from oriel.config.settings import Settings
from oriel.domain.errors import AppError
from oriel.main import _prepare
from oriel.store import migrating
from oriel.store.backups import make_backup
from oriel.store.database import Database
from oriel.store.seal import seal_of
from oriel.ui.first_window import build_window, furnish
from oriel.ui.main_window import MainWindow


def window_for(qapp: QApplication) -> MainWindow:
    if not QDir.searchPaths("res"):
        QDir.addSearchPath("res", str(resources_dir()))
    window = build_window(qapp, Settings())
    furnish(window)
    window.show()
    return window


def said(window: MainWindow) -> str:
    return " ".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


async def lived(window: MainWindow, home: Home, problem: AppError | None = None) -> int:
    """Starts, waits for the problem to be said, closes the window; the exit status."""
    life = asyncio.ensure_future(
        composition.live(window, home, Settings(), Arguments(), problem, None)
    )
    await until(lambda: not window.sidebar.isEnabled())
    words = said(window)
    window.close()
    status = await life
    window.deleteLater()
    assert words
    window.words = words  # type: ignore[attr-defined]
    return status


async def test_a_history_of_a_newer_oriel_is_left_as_it_is(
    tmp_path: Path, qapp: QApplication
) -> None:
    home = Home(tmp_path)
    home.prepare()
    with sqlite3.connect(home.database) as db:
        db.execute("pragma user_version = 999")
        db.execute("create table chat (id text)")
    db.close()
    before = home.database.read_bytes()
    window = window_for(qapp)
    assert await lived(window, home) == 1
    assert "newer" in window.words.lower()  # type: ignore[attr-defined]
    assert home.database.read_bytes() == before


async def test_a_home_that_cannot_be_made_is_named(tmp_path: Path, qapp: QApplication) -> None:
    (tmp_path / "file").write_text("not a folder")
    home = Home(tmp_path / "file" / "home")
    problem = _prepare(home)
    assert problem is not None
    window = window_for(qapp)
    assert await lived(window, home, problem) == 1
    assert str(tmp_path) in window.words  # type: ignore[attr-defined]


def shown(window: MainWindow, name: str) -> QPushButton:
    return next(b for b in window.findChildren(QPushButton, name) if b.isVisible())


def press(window: MainWindow, name: str) -> None:
    QTest.mouseClick(shown(window, name), Qt.MouseButton.LeftButton)


def begun(window: MainWindow, home: Home) -> asyncio.Future[int]:
    return asyncio.ensure_future(
        composition.live(window, home, Settings(), Arguments(), None, None)
    )


async def ended(window: MainWindow, life: asyncio.Future[int]) -> int:
    window.close()
    status = await life
    window.deleteLater()
    return status


async def test_a_damaged_history_can_be_set_aside_whole(tmp_path: Path, qapp: QApplication) -> None:
    home = Home(tmp_path)
    home.prepare()
    home.database.write_bytes(b"this is no database at all, but somebody's file" * 100)
    before = home.database.read_bytes()
    window = window_for(qapp)
    life = begun(window, home)
    await until(lambda: not window.sidebar.isEnabled())
    await until(lambda: "Nothing could be read" in said(window))
    assert not shown(window, "repair_now").isEnabled()
    press(window, "repair_anew")
    await until(lambda: bool(window.findChildren(QPushButton, "confirm_yes")))
    press(window, "confirm_yes")
    await until(window.sidebar.isEnabled)
    await until(lambda: home.database.exists() and sqlite_works(home.database))
    await until(lambda: ".damaged." in said(window))
    assert await ended(window, life) == 0
    kept = [f for f in tmp_path.iterdir() if f.is_file() and f.read_bytes() == before]
    assert len(kept) == 1


async def a_history(home: Home) -> None:
    """A chat in a backup, and another since then."""
    home.prepare()
    database = await Database.open(home.database)
    await fill(database, chats=1, seed=1)
    make_backup(home.database, home.backups, lambda *_: None, lambda: False)
    await fill(database, chats=1, seed=2)
    await database.aclose()


@pytest.mark.limit(20)
async def test_a_damaged_history_is_repaired_from_its_backup_and_what_is_left(
    tmp_path: Path, qapp: QApplication
) -> None:
    home = Home(tmp_path)
    await a_history(home)
    with home.database.open("r+b") as file:
        file.write(bytes(4096))
    damaged = home.database.read_bytes()
    window = window_for(qapp)
    life = begun(window, home)
    await until(lambda: "chats: 1, messages: 12" in said(window))
    assert "besides: chats: 1, messages: 12" in said(window)
    assert "nothing is lost" in said(window)
    assert home.database.read_bytes() == damaged
    press(window, "repair_now")
    await until(window.sidebar.isEnabled)
    await until(lambda: "repaired (chats: 2, messages: 24)" in said(window))
    assert await ended(window, life) == 0
    assert [f for f in tmp_path.iterdir() if f.is_file() and f.read_bytes() == damaged]
    with sqlite3.connect(home.database) as db:
        assert db.execute("select count(*) from message").fetchone() == (24,)
    db.close()


@pytest.mark.limit(20)
async def test_a_history_that_is_gone_is_offered_from_its_backup(
    tmp_path: Path, qapp: QApplication
) -> None:
    home = Home(tmp_path)
    await a_history(home)
    home.database.unlink()
    window = window_for(qapp)
    life = begun(window, home)
    await until(lambda: "is gone" in said(window))
    await until(lambda: "is in the file that is gone" in said(window))
    assert "chats: 1, messages: 12" in said(window)
    assert shown(window, "repair_now").text() == "Use this backup"
    assert not home.database.exists()
    press(window, "repair_now")
    await until(window.sidebar.isEnabled)
    await until(lambda: "repaired (chats: 1, messages: 12)" in said(window))
    assert "damaged file" not in said(window)
    assert await ended(window, life) == 0


@pytest.mark.limit(20)
async def test_a_history_that_is_gone_can_be_begun_anew_once(
    tmp_path: Path, qapp: QApplication
) -> None:
    home = Home(tmp_path)
    await a_history(home)
    home.database.unlink()
    for start in range(2):
        window = window_for(qapp)
        life = begun(window, home)
        if not start:
            await until(lambda shown=window: "is gone" in said(shown))  # type: ignore[misc]
            await until(shown(window, "repair_now").isEnabled)
            press(window, "repair_anew")
            await until(lambda up=window: bool(up.findChildren(QPushButton, "confirm_yes")))  # type: ignore[misc]
            press(window, "confirm_yes")
        await until(lambda: home.database.exists() and not seal_of(home.database).exists())
        await until(window.sidebar.isEnabled)
        assert await ended(window, life) == 0
    assert len(list(home.backups.glob("*.db"))) == 1


async def test_closing_the_window_instead_of_repairing_leaves_all_as_it_is(
    tmp_path: Path, qapp: QApplication
) -> None:
    home = Home(tmp_path)
    await a_history(home)
    with home.database.open("r+b") as file:
        file.write(bytes(4096))
    names = {path.name for path in tmp_path.iterdir()}
    window = window_for(qapp)
    life = begun(window, home)
    await until(lambda: "besides" in said(window))
    press(window, "repair_quit")
    assert await life == 1
    window.deleteLater()
    assert {path.name for path in tmp_path.iterdir()} <= names | {"logs", "local"}


def sqlite_works(path: Path) -> bool:
    try:
        with sqlite3.connect(path) as db:
            db.execute("select count(*) from chat").fetchone()
    except sqlite3.DatabaseError:
        return False
    finally:
        db.close()
    return True


async def test_the_next_start_works_after_a_failed_one(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "history.db")
    await database.aclose()
    with pytest.raises(AppError):
        await Database.open(tmp_path)
    database = await Database.open(tmp_path / "history.db")
    await database.aclose()


@pytest.mark.limit(30)
async def test_bringing_the_history_up_to_date_is_shown_while_it_lasts(
    tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trouble, "_LONG_S", 0.0)
    home = Home(tmp_path)
    home.prepare()
    old_history(home.database)
    window = window_for(qapp)
    life = begun(window, home)
    await until(lambda: "brings your chats up to date" in said(window))
    assert not window.sidebar.isEnabled()
    await until(lambda: window.sidebar.isEnabled() and window.page.isVisible(), timeout=15)
    assert "up to date" not in said(window)
    assert await ended(window, life) == 0


async def test_closing_the_window_meanwhile_leaves_the_history_as_it_was(
    tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trouble, "_LONG_S", 0.0)
    monkeypatch.setattr(migrating, "_EVERY", 20_000)
    home = Home(tmp_path)
    home.prepare()
    old_history(home.database, messages=30_000)
    window = window_for(qapp)
    life = begun(window, home)
    await until(lambda: "brings your chats up to date" in said(window))
    assert await ended(window, life) == 0
    with sqlite3.connect(home.database) as db:
        assert db.execute("pragma user_version").fetchone() == (4,)
    db.close()
