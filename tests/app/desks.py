"""The whole program in one process: the real window, store, local service and sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDir, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from oriel import composition
from oriel.arguments import Arguments
from oriel.composition import Desk, OracleSide
from oriel.config.paths import Home
from oriel.config.resources import resources_dir
from oriel.config.settings import SettingsFile
from oriel.ui.first_window import build_window, furnish


@asynccontextmanager
async def desk(
    folder: Path, arguments: Arguments | None = None, oracle: OracleSide | None = None
) -> AsyncIterator[Desk]:
    """Starts Oriel on `folder` and ends it as closing the window does. A crash inside fails.

    `oracle` stands for Oracle's hosts and the browser.
    """
    home = Home(folder)
    home.prepare()
    settings = SettingsFile(home.settings).load()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    if not QDir.searchPaths("res"):
        QDir.addSearchPath("res", str(resources_dir()))
    window = build_window(app, settings)
    furnish(window)
    window.show()
    try:
        async with AsyncExitStack() as stack:
            opened = await composition._open_desk(
                stack,
                window,
                home,
                settings,
                arguments or Arguments(),
                oracle or OracleSide(),
            )
            await opened.shell.ready()
            yield opened
            assert opened.shell.crashes == 0
            window.hide()
    finally:
        window.deleteLater()
        QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
        await asyncio.sleep(0)


def part(widget: QWidget, name: str) -> QWidget:
    """The one visible part with that object name, as a person finds it by looking."""
    found = [w for w in widget.findChildren(QWidget, name) if w.isVisible()]
    assert len(found) == 1, f"{name}: {len(found)} are visible"
    return found[0]


def type_text(opened: Desk, text: str) -> None:
    QTest.keyClicks(part(opened.window, "composer_text"), text)


def press(opened: Desk, key: Qt.Key) -> None:
    QTest.keyClick(part(opened.window, "composer_text"), key)


async def ask(opened: Desk, text: str) -> None:
    """Types, presses Enter and waits for the end of the answer."""
    type_text(opened, text)
    press(opened, Qt.Key.Key_Return)
    assert opened.chat.streaming
    await opened.chat.settled()
    opened.shell.settle_view()
