"""A home or a history that cannot be used: said in the window, nothing touched."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from PySide6.QtCore import QDir, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from tests.waiting import until

from oriel import composition
from oriel.arguments import Arguments
from oriel.config.paths import Home
from oriel.config.resources import resources_dir
from oriel.config.settings import Settings
from oriel.domain.errors import AppError
from oriel.main import _prepare
from oriel.store.database import Database
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


async def test_a_damaged_history_can_be_set_aside_whole(tmp_path: Path, qapp: QApplication) -> None:
    home = Home(tmp_path)
    home.prepare()
    home.database.write_bytes(b"this is no database at all, but somebody's file" * 100)
    before = home.database.read_bytes()
    window = window_for(qapp)
    life = asyncio.ensure_future(
        composition.live(window, home, Settings(), Arguments(), None, None)
    )
    await until(lambda: not window.sidebar.isEnabled())
    (button,) = [
        b for b in window.findChildren(QPushButton) if b.isVisible() and "aside" in b.text()
    ]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    await until(window.sidebar.isEnabled)
    await until(lambda: home.database.exists() and sqlite_works(home.database))
    window.close()
    assert await life == 0
    window.deleteLater()
    kept = [f for f in tmp_path.iterdir() if f.is_file() and f.read_bytes() == before]
    assert len(kept) == 1


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
