"""A folder dropped on a new store in the real window; prints a line of JSON for each moment.

    folder_on_store.py HOME FOLDER

Begins the store and drops the folder when HOME has no store yet, else goes on with what an
earlier run left. Lines: {"begun": ...} once the transfers stand in the queue, {"ended": n}
as they end, and at last the whole account: what became of each file, the longest gap of the
event loop (ms), the memory it took at most above idle (PSS, MB).
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import qasync
from PySide6.QtCore import QDir, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from bench.beats import Beats, memory_mb
from oriel.arguments import Arguments
from oriel.composition import Desk, live
from oriel.config.paths import Home
from oriel.config.settings import Settings
from oriel.domain.transfers import Transfer, TransferSummary
from oriel.ui.first_window import build_window, furnish
from oriel.ui.garbage import Collector
from oriel.ui.library.intake.dialog import IntakeDialog
from oriel.ui.view_models.transfers import TransfersViewModel

ROOT = Path(__file__).resolve().parents[3]
STORE = "A folder of all kinds"
IDLE_S = 3.0
ACT_S = 0.3  # what a person takes at least between two acts
LONGEST_S = 600.0
MEMORY_EVERY_S = 0.5
SAY_EVERY = 25  # files


class Memory:
    """The most memory there was while it looked (PSS, MB); in a thread, since a look takes
    longer than a frame."""

    def __init__(self) -> None:
        self.before = self.most = memory_mb()
        threading.Thread(target=self._watch, daemon=True).start()

    @property
    def added(self) -> float:
        return self.most - self.before

    def _watch(self) -> None:
        while True:
            time.sleep(MEMORY_EVERY_S)
            self.most = max(self.most, memory_mb())


class Ended:
    """Says now and then how many transfers have ended."""

    def __init__(self, transfers: TransfersViewModel) -> None:
        self._count = sum(each.stage.has_ended for each in transfers.all())
        transfers.finished.connect(self._on_finished)

    def _on_finished(self, _: Transfer) -> None:
        self._count += 1
        if self._count % SAY_EVERY == 0:
            say(ended=self._count)


async def play(desk: Desk, folder: Path) -> None:
    """From the open window to the last file's end."""
    await desk.shell.ready()
    desk.window.action("library").trigger()
    page = await _until(lambda: desk.window.findChild(QWidget, "library_page"))
    page.show_tab("stores")
    tab = await _until(lambda: page.findChild(QWidget, "stores_tab"))
    transfers = desk.shell.transfers
    await asyncio.sleep(IDLE_S)
    memory, beats = Memory(), Beats()
    await asyncio.sleep(0.1)
    beats.start()
    if not transfers.all():
        await _drop(desk, tab, folder)
    await _until(transfers.all)
    say(begun=len(transfers.all()))
    _counting = Ended(transfers)
    await _until(lambda: _all_ended(transfers.summary))
    await asyncio.sleep(IDLE_S)
    beats.stop()
    say(
        longest_ms=max(beats.gaps),
        p99_ms=sorted(beats.gaps)[int(len(beats.gaps) * 0.99)],
        added_mb=memory.added,
        stages=Counter(str(each.stage) for each in transfers.all()),
        reasons=Counter(each.reason.code for each in transfers.all() if each.reason),
        unexplained=sum(each.stage == "failed" and each.reason is None for each in transfers.all()),
    )


async def _drop(desk: Desk, tab: Any, folder: Path) -> None:
    """Makes the store by its dialog, opens it, drops the folder on it, and agrees."""
    window = desk.window
    _press(tab, "new_store")
    dialog = await _until(lambda: _visible(window, "store_dialog"))
    dialog.findChild(QLineEdit, "field_store_name").setText(STORE)
    await asyncio.sleep(ACT_S)
    _press(dialog, "save_store")
    await _until(lambda: not tab.list.isVisible() or tab.list.table.all_records())
    await asyncio.sleep(ACT_S)
    if tab.list.isVisible():
        tab.open_store(tab.list.table.all_records()[0].id)
    await _until(lambda: tab.page.isVisible() and tab.page.table.acceptDrops())
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(folder))])
    await asyncio.sleep(ACT_S)
    over = tab.page.table
    middle, copy = over.rect().center(), Qt.DropAction.CopyAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for event in (
        QDragEnterEvent(middle, copy, mime, left, none),
        QDropEvent(QPointF(middle), copy, mime, left, none),
    ):
        QApplication.sendEvent(over, event)
    plan = await _until(lambda: _visible(window, "intake_dialog"))
    assert isinstance(plan, IntakeDialog)
    button = plan.findChild(QPushButton, "intake_upload")
    assert button is not None
    await _until(lambda: button.isEnabled() and plan.was_shown_a_plan)
    say(planned=button.text())
    await asyncio.sleep(ACT_S)
    button.click()


def _all_ended(summary: TransferSummary) -> bool:
    return not (summary.active or summary.waiting or summary.paused)


def _visible(window: QWidget, name: str) -> QWidget | None:
    found = window.findChild(QWidget, name)
    return found if found is not None and found.isVisible() else None


def _press(parent: QWidget, name: str) -> None:
    button = parent.findChild(QPushButton, name)
    assert button is not None, name
    button.click()


def say(**facts: Any) -> None:
    print(json.dumps(facts), flush=True)


async def _until(condition: Any) -> Any:
    async with asyncio.timeout(LONGEST_S):
        while not (found := condition()):  # noqa: ASYNC110 - nothing announces it
            await asyncio.sleep(0.02)
    return found


def main(home_folder: Path, folder: Path) -> int:
    app = QApplication(["oriel", "-style", "fusion"])
    app.setQuitOnLastWindowClosed(False)
    QDir.addSearchPath("res", str(ROOT / "resources"))
    home = Home(home_folder)
    home.prepare()
    settings = Settings(theme="light", personal_data_said=True)
    window = build_window(app, settings)
    window.show()
    furnish(window)
    Collector(window)

    async def scenario(desk: Desk) -> int:
        await play(desk, folder)
        return 0

    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
        return runner.run(live(window, home, settings, Arguments(), None, scenario))


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    raise SystemExit(main(Path(sys.argv[1]), Path(sys.argv[2])))
