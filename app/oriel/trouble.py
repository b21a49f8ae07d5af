"""A history that cannot be opened, or not at once: what stands in the window meanwhile.

A part of the composition root, imported after the first paint.
"""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from oriel.config.paths import Home
from oriel.domain.errors import AppError, StoreDamaged, StoreMissing, StoreProblem
from oriel.store.database import Database
from oriel.store.session import Opening as Found
from oriel.ui.error_text import explain
from oriel.ui.main_window import MainWindow

if TYPE_CHECKING:
    from oriel.ui.repair.opening_page import OpeningPage

Closed = asyncio.Future[None]
# Less is over before anybody has read what it is about.
_LONG_S = 0.4


class WindowClosed(Exception):
    """Before the history was open; it is as it was."""


class Opening:
    """Opens the history. When it has to be brought up to date and that takes long, a page
    says how far it is, and closing the window breaks it off."""

    def __init__(self, window: MainWindow, home: Home, closed: Closed) -> None:
        self._window = window
        self._home = home
        self._closed = closed
        self._page: OpeningPage | None = None
        self._began = 0.0

    async def __call__(self, path: Path) -> Database:
        """Raises as Database.open, and WindowClosed."""
        opening = asyncio.ensure_future(
            Database.open(path, told=self._told, backups=self._home.backups)
        )
        try:
            await asyncio.wait((opening, self._closed), return_when=asyncio.FIRST_COMPLETED)
            if opening.done() or self._page is None:
                return await opening
            opening.cancel()
            await asyncio.gather(opening, return_exceptions=True)
            raise WindowClosed
        finally:
            opening.cancel()  # where this itself was broken off
            if self._page is not None:
                stand_back(self._window, self._page)

    def _told(self, share: float) -> None:
        now = asyncio.get_running_loop().time()
        self._began = self._began or now
        if now - self._began < _LONG_S:
            return
        if self._page is None:
            from oriel.ui.repair.opening_page import OpeningPage

            self._page = OpeningPage(self._window)
            stand_instead(self._window, self._page)
        self._page.show_share(share)


def tell_found(window: MainWindow, found: Found) -> None:
    """What was odd about the history when it was opened."""
    if found.lost_changes:
        window.show_notice(
            window.tr(
                "Not all of the last changes before Oriel ended could be read (missing: {count}). "
                "What is left of them was kept as {name}."
            ).format(count=found.lost_changes, name=Path(found.log).name),
            kind="warning",
        )
    if found.changed:
        window.show_notice(
            window.tr(
                "The file with your chats was changed outside of Oriel. It was checked, and "
                "hangs together; if you did not do this yourself, look at the disk and at your "
                "backups."
            ),
            kind="warning",
        )


def tell_put_back(window: MainWindow, database: Database) -> None:
    """From now on, that the file was taken away under the running program."""
    database.tell_put_back(partial(_tell_put_back, window))


def _tell_put_back(window: MainWindow, aside: str, problem: StoreProblem | None) -> None:
    not_back = window.tr(
        "The file with your chats was removed or replaced by another program, and cannot be put "
        "back yet. Do not close Oriel: it holds all of them, and tries again."
    )
    if problem is not None:
        window.show_notice(not_back, kind="danger")
        return
    window.remove_notice(not_back)
    said = window.tr(
        "The file with your chats was removed or replaced by another program while Oriel was "
        "running. Oriel has put it back, and nothing is lost. If a program syncs or cleans up "
        "this folder, let it leave Oriel's alone."
    )
    kept = window.tr("What lay in its place was kept as {name}.").format(name=aside)
    window.show_notice(f"{said} {kept}" if aside else said, kind="warning")


async def solved(
    window: MainWindow, home: Home, error: AppError, closed: Closed, *, unattended: bool
) -> str | None:
    """Says what is wrong and waits. For a damaged history: repaired, or a new one begun, as the
    person chooses; what came of it, in words. None when the window was closed instead."""
    words = explain(error.code, error.facts)
    sys.stderr.write(f"oriel: {words.title} {words.reason}\n")
    if isinstance(error, StoreDamaged) and not unattended:
        return await _repaired(window, home, error, closed)
    window.show_problem(words)
    if not unattended:
        await closed
    return None


async def _repaired(
    window: MainWindow, home: Home, error: StoreDamaged, closed: Closed
) -> str | None:
    from oriel.services.repair import Repair
    from oriel.ui.repair.page import RepairPage
    from oriel.ui.repair.words import ended_text
    from oriel.ui.view_models.repair import Repaired, RepairViewModel

    path = Path(str(error.facts["path"]))
    model = RepairViewModel(Repair(path, home.backups))
    detail = str(error.facts.get("detail", ""))
    page = RepairPage(str(path), detail, window, missing=isinstance(error, StoreMissing))
    ended: asyncio.Future[Repaired] = asyncio.get_running_loop().create_future()
    page.chosen.connect(model.choose)
    page.repair_requested.connect(model.repair)
    page.anew_requested.connect(model.start_anew)
    page.quit_requested.connect(window.close)
    model.listed.connect(page.show_backups)
    model.progressed.connect(page.show_progress)
    model.prepared.connect(page.show_prepared)
    model.not_prepared.connect(page.show_failed)
    model.ended.connect(ended.set_result)
    stand_instead(window, page)
    try:
        model.look()
        await asyncio.wait((ended, closed), return_when=asyncio.FIRST_COMPLETED)
    finally:
        await model.aclose()
        stand_back(window, page)
    return ended_text(ended.result()) if ended.done() else None


def stand_instead(window: MainWindow, page: QWidget) -> None:
    """Puts a page in the place of everything."""
    window.sidebar.setEnabled(False)
    window.rail.setEnabled(False)
    window.show_beside(page)


def stand_back(window: MainWindow, page: QWidget) -> None:
    window.show_beside(None)
    window.sidebar.setEnabled(True)
    window.rail.setEnabled(True)
    page.deleteLater()
