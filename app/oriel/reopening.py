"""The history opened again within the program: another one in its place, a new window on it.

A part of the composition root, imported when it is needed.
"""

from __future__ import annotations

import asyncio

from PySide6.QtWidgets import QApplication

from oriel.config.paths import Home
from oriel.config.settings import Settings
from oriel.domain.errors import StoreProblem
from oriel.store.restoring import forget_wish, restore
from oriel.ui.error_text import explain
from oriel.ui.main_window import MainWindow


async def restored(window: MainWindow, home: Home) -> str:
    """Puts the backup that was asked for in the place of the history, which nobody has open;
    what came of it, in words. A failure changes nothing that is not begun again."""
    try:
        aside = await asyncio.to_thread(restore, home.database)
    except StoreProblem as problem:
        await asyncio.to_thread(forget_wish, home.database)
        words = explain(problem.code, problem.facts)
        return window.tr("The backup was not restored. {why}").format(why=words.reason)
    if aside is None:
        return window.tr("The backup was not restored: it is gone. Nothing was changed.")
    return window.tr(
        "The backup is restored. The chats from before are kept: in Backups as “before going back”."
    )


def fresh_window(old: MainWindow, settings: Settings) -> MainWindow:
    """A new window where the old one was; what was joined to that one goes with it."""
    from oriel.ui.first_window import build_window, furnish
    from oriel.ui.garbage import Collector

    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = build_window(app, settings)
    furnish(window)
    Collector(window)
    window.show()
    old.deleteLater()
    return window
