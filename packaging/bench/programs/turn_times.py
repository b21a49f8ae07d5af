"""From Enter to the wire, from Esc to a closed socket, and how late the first token is.

The real window, history, client and socket; the service is a process of its own, and both
read the machine's clock. Bare httpx does the same on the same event loop in between.
Prints JSON rows.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
import qasync
from PySide6.QtCore import QDir, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from oriel.arguments import Arguments
from oriel.composition import Desk, live
from oriel.config.paths import Home
from oriel.config.settings import Settings
from oriel.domain.turns import TextAdded
from oriel.ui.first_window import build_window, furnish
from oriel.ui.garbage import Collector

ROOT = Path(__file__).resolve().parents[3]
SERVICE = Path(__file__).with_name("turn_service.py")
TURNS, STOPS = 25, 12
ENTER_MS, STOP_MS, LATE_MS = 50.0, 20.0, 5.0


class Clock:
    """The moments of one turn, as the window sees them."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.late: list[float] = []
        self._waits = False
        desk.chat.answer_changed.connect(self._on_changed)

    async def turn(self) -> float:
        """Types and sends; milliseconds from Enter to the service."""
        composer = self.desk.window.page.findChild(QWidget, "composer_text")
        assert composer is not None
        composer.setFocus()
        QTest.keyClicks(composer, "What time is it?")
        # What typing sets off is over, as when a person has read their words again.
        await asyncio.sleep(0.5)
        self._waits = True
        began = time.monotonic()
        QTest.keyClick(composer, Qt.Key.Key_Return)
        await self.desk.chat.settled()
        return (float(self.desk.chat.messages[-1].response_id) - began) * 1000

    def _on_changed(self, message_id: str, event: object) -> None:
        if self._waits and isinstance(event, TextAdded):
            self._waits = False
            self.late.append((time.monotonic() - float(event.text)) * 1000)


async def bare(client: httpx.AsyncClient, url: str) -> tuple[float, float]:
    """The same with nothing but httpx: to the wire, and how late the first token is (ms)."""
    began = time.monotonic()
    arrived = late = 0.0
    async with client.stream("POST", f"{url}/responses", json={"model": "bench"}) as response:
        async for line in response.aiter_lines():
            if not line.startswith("data: "):
                continue
            event = json.loads(line[6:])
            if event["type"] == "response.created":
                arrived = float(event["response"]["id"])
            elif not late and event["type"].endswith("delta"):
                late = (time.monotonic() - float(event["delta"])) * 1000
    return (arrived - began) * 1000, late


async def stops(desk: Desk, service: subprocess.Popen[str]) -> list[float]:
    """Milliseconds from Esc to the service seeing the socket closed."""
    desk.chat.use("temporary", "slow")
    taken = []
    page = desk.window.page
    for _ in range(STOPS):
        heard = asyncio.Event()
        desk.chat.answer_changed.connect(lambda *_, heard=heard: heard.set())
        desk.shell.ask("Without end, please.")
        await heard.wait()
        await asyncio.sleep(0.2)
        page.setFocus()
        began = time.monotonic()
        QTest.keyClick(desk.window, Qt.Key.Key_Escape)
        assert service.stdout
        closed = float(await asyncio.to_thread(service.stdout.readline))
        taken.append((closed - began) * 1000)
        await desk.chat.settled()
    return taken


async def measure(desk: Desk, url: str, service: subprocess.Popen[str]) -> list[dict[str, Any]]:
    await asyncio.sleep(1.0)
    desk.chat.use("temporary", "bench")
    clock = Clock(desk)
    first = await clock.turn()
    enters, floors, floor_late = [], [], []
    async with httpx.AsyncClient(timeout=60) as client:
        cold = (await bare(client, url))[0]
        for _ in range(TURNS):
            enters.append(await clock.turn())
            wire, late = await bare(client, url)
            floors.append(wire)
            floor_late.append(late)
    closed = await stops(desk, service)
    middle = statistics.median
    added = middle(clock.late) - middle(floor_late)
    return [
        row("Enter to the wire, the first turn", first, ENTER_MS, cold),
        row("Enter to the wire, median", middle(enters), ENTER_MS, middle(floors)),
        row("Enter to the wire, worst", max(enters), ENTER_MS, max(floors)),
        row("Stop to the closed socket, median", middle(closed), STOP_MS),
        row("Stop to the closed socket, worst", max(closed), STOP_MS),
        row("first token, later than with bare httpx", added, LATE_MS, middle(floor_late)),
    ]


def row(name: str, value: float, target: float, floor: float | None = None) -> dict[str, Any]:
    return {
        "name": f"turn: {name}",
        "value": round(value, 2),
        "unit": "ms",
        "floor": None if floor is None else round(floor, 2),
        "ratio": None,
        "target": target,
        "ok": value <= target,
    }


def measured(url: str, folder: Path, service: subprocess.Popen[str]) -> list[dict[str, Any]]:
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
        found.extend(await measure(desk, url, service))
        return 0

    arguments = Arguments(connect=url, model="bench", api="responses")
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
        runner.run(live(window, home, settings, arguments, None, scenario))
    return found


def main() -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with (
        tempfile.TemporaryDirectory(prefix="oriel-bench-") as folder,
        subprocess.Popen(
            [sys.executable, str(SERVICE)], stdout=subprocess.PIPE, text=True
        ) as service,
    ):
        try:
            assert service.stdout
            url = f"http://127.0.0.1:{int(service.stdout.readline())}/v1"
            found = measured(url, Path(folder), service)
        finally:
            service.kill()
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
