"""A large history in the whole program: the list, searching as one types, opening chats.

The real window under the real loop. Typing counts from the last key to the painted list of
hits, the best of some tries, since a shared machine does other things meanwhile; opening a
chat counts in CPU of the whole process, each kind of chat in turns with chats of ten messages.
Prints JSON rows.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sqlite3
import statistics
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import qasync
from PySide6.QtCore import QDir, QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListView

from bench.history_file import CHATS, GENERATOR, MESSAGES, SHORT_CHAT
from bench.history_words import Words
from oriel.arguments import Arguments
from oriel.composition import Desk, live
from oriel.config.paths import Home
from oriel.config.settings import Settings
from oriel.ui.first_window import build_window, furnish
from oriel.ui.garbage import Collector
from oriel.ui.search.panel import SearchPanel

ROOT = Path(__file__).resolve().parents[3]
LIST_MS, HITS_MS = 100.0, 100.0
# A long chat is outlined whole once it is shown, which its length costs.
SHOWN_RATIO, READY_RATIO = 1.2, 2.5
REST_S = 300.0
BETWEEN_KEYS_S, QUIET_S = 0.12, 0.6
TRIES, READS, ROUNDS, OF_A_KIND = 3, 15, 3, 8
_COUNTED = """SELECT chat.id, count(*) AS messages FROM chat JOIN message ON chat_id = chat.id
    WHERE deleted_at IS NULL GROUP BY chat.id"""


class Painted(QObject):
    """Hears when the hits of what is typed, and not of what was typed before, are painted."""

    def __init__(self, panel: SearchPanel, results: QListView) -> None:
        super().__init__()
        self._panel = panel
        self.heard = asyncio.Event()
        results.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._answered():
            # Once this event is done it is on the screen.
            asyncio.get_running_loop().call_soon(self.heard.set)
        return False

    def _answered(self) -> bool:
        asking = self._panel.asking
        found = asking.found
        if found is None or found.query != asking.query or not found.complete:
            return False
        return bool(found.messages.hits)


async def last_key_to_hits(desk: Desk, typed: list[str]) -> list[float]:
    """Milliseconds, one for each."""
    desk.window.action("search").trigger()
    await asyncio.sleep(1.0)
    panel = desk.window.findChild(SearchPanel)
    line = desk.window.findChild(QLineEdit, "search_line")
    results = desk.window.findChild(QListView, "search_results")
    assert panel is not None
    assert line is not None
    assert results is not None
    painted = Painted(panel, results)
    best = []
    for text in typed:
        tries = [await _last_key_to_hits(line, painted, text) for _ in range(TRIES)]
        best.append(min(tries))
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    return best


async def _last_key_to_hits(line: QLineEdit, painted: Painted, text: str) -> float:
    for key in text[:-1]:
        press(line, key)
        await asyncio.sleep(BETWEEN_KEYS_S)
    painted.heard.clear()
    began = time.perf_counter()
    press(line, text[-1])
    await asyncio.wait_for(painted.heard.wait(), 10)
    taken = (time.perf_counter() - began) * 1000
    await asyncio.sleep(QUIET_S)
    line.clear()
    await asyncio.sleep(QUIET_S)
    return taken


def press(line: QLineEdit, key: str) -> None:
    """As an input method gives it where there is no key for it."""
    if key.isascii():
        QTest.keyClicks(line, key)
    else:
        line.insert(key)


class Opening:
    """Opens chats; CPU in milliseconds until one is shown, and until all about it is done."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._shown = 0.0
        desk.chat.opened.connect(self._on_opened)

    async def cost(self, chat_id: str) -> tuple[float, float]:
        began = time.process_time()
        self._desk.chat.open(chat_id)
        await self._desk.chat.settled()
        await asyncio.sleep(QUIET_S)
        return (self._shown - began) * 1000, (time.process_time() - began) * 1000

    def _on_opened(self) -> None:
        self._desk.shell.settle_view()
        self._desk.window.repaint()
        self._shown = time.process_time()


async def list_read(desk: Desk) -> float:
    """Milliseconds from the wish to the painted list."""
    began = time.perf_counter()
    await desk.chats.read()
    QApplication.processEvents()
    return (time.perf_counter() - began) * 1000


async def at_rest() -> None:
    """Returns when nothing is done beside (a large file is looked through after a start)."""
    calm_s, limit = 0.0, time.monotonic() + REST_S
    while calm_s < 3.0 and time.monotonic() < limit:
        used = time.process_time()
        await asyncio.sleep(0.5)
        calm_s = calm_s + 0.5 if time.process_time() - used < 0.05 else 0.0


async def measure(desk: Desk, kinds: dict[str, list[str]]) -> list[dict[str, Any]]:
    await at_rest()
    lists = [await list_read(desk) for _ in range(READS)]
    words = Words(random.Random(f"{GENERATOR} {MESSAGES} {CHATS}"))
    en = words.of["en"]
    typed = [en[500], "the", "con", "ment", en[60], f"the {en[40]}", en[2_000], words.of["zh"][3]]
    hits = await last_key_to_hits(desk, typed)
    sys.stderr.write(f"{dict(zip(typed, map(round, hits), strict=True))}\n")
    opening = Opening(desk)
    costs: dict[str, list[tuple[float, float]]] = {kind: [] for kind in kinds}
    for _ in range(ROUNDS):
        for at in range(OF_A_KIND):
            for kind, ids in kinds.items():
                costs[kind].append(await opening.cost(ids[at % len(ids)]))
    middle = {kind: _medians(taken) for kind, taken in costs.items()}
    shown, done = middle.pop("ten")
    return [
        row("the list of chats, median", statistics.median(lists), LIST_MS),
        row("last key to the hits, median", statistics.median(hits), HITS_MS),
        row("last key to the hits, the slowest", max(hits), HITS_MS),
        *(row(f"{kind} shown, cpu", each[0], SHOWN_RATIO, shown) for kind, each in middle.items()),
        *(row(f"{kind} ready, cpu", each[1], READY_RATIO, done) for kind, each in middle.items()),
    ]


def _medians(pairs: list[tuple[float, float]]) -> tuple[float, float]:
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def row(name: str, value: float, target: float, floor: float | None = None) -> dict[str, Any]:
    measured = value if floor is None else value / floor
    return {
        "name": f"history: {name}",
        "value": round(value, 1),
        "unit": "ms",
        "floor": None if floor is None else round(floor, 1),
        "ratio": None if floor is None else round(measured, 3),
        "target": target,
        "ok": measured <= target,
    }


def kinds_of_chats(path: Path) -> dict[str, list[str]]:
    with closing(sqlite3.connect(path)) as db:
        counted = db.execute(f"{_COUNTED} ORDER BY messages DESC, chat.id").fetchall()
    chance = random.Random(1)
    short = [chat_id for chat_id, count in counted if count == SHORT_CHAT]
    return {
        "ten": chance.sample(short, OF_A_KIND),
        f"opening the longest of {counted[0][1]:,}": [counted[0][0]],
        "opening any chat": [chat_id for chat_id, _ in chance.sample(counted[1:], OF_A_KIND)],
    }


def main(folder: Path) -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    kinds = kinds_of_chats(folder / "history.db")
    app = QApplication(["oriel", "-style", "fusion"])
    app.setQuitOnLastWindowClosed(False)
    QDir.addSearchPath("res", str(ROOT / "resources"))
    home = Home(folder)
    home.prepare()
    settings = Settings(theme="light")
    window = build_window(app, settings)
    window.show()
    furnish(window)
    Collector(window)
    found: list[dict[str, Any]] = []

    async def scenario(desk: Desk) -> int:
        await desk.shell.ready()
        found.extend(await measure(desk, kinds))
        return 0

    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
        runner.run(live(window, home, settings, Arguments(), None, scenario))
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
