"""A 5,000-token answer at 100 tokens a second through the whole program, measured.

The real window, history, client and socket; the service is a process of its own.
Prints JSON: CPU of the whole process while the answer came (s), the longest and the
p99 gap of the event loop (ms; the floor is the longest while idle), and the memory it
added (PSS, MB).
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import qasync
from PySide6.QtCore import QDir
from PySide6.QtWidgets import QApplication

from bench.beats import Beats, memory_mb
from oriel.arguments import Arguments
from oriel.composition import Desk, live
from oriel.config.paths import Home
from oriel.config.settings import Settings
from oriel.ui.first_window import build_window, furnish
from oriel.ui.garbage import Collector

ROOT = Path(__file__).resolve().parents[3]
SERVICE = Path(__file__).with_name("streaming_service.py")
TOKENS, RATE = 5_000, 100
IDLE_S = 10
CPU_S, GAP_MS, P99_MS, ADDED_MB = 4.0, 33.0, 16.0, 30.0


async def stream(desk: Desk) -> dict[str, Any]:
    """A short answer to warm up, one for the CPU, and one with the beats, which cost
    some CPU themselves."""
    desk.chat.use("temporary", "mixed 400 200")
    await _answered(desk, "Short?")
    desk.window.action("new_chat").trigger()
    await asyncio.sleep(1.0)
    desk.chat.use("temporary", f"mixed {RATE} {TOKENS}")
    before, cpu = memory_mb(), time.process_time()
    began = time.perf_counter()
    await _answered(desk, "Everything, please.")
    spent, took = time.process_time() - cpu, time.perf_counter() - began
    await asyncio.sleep(2.5)
    added, text = memory_mb() - before, desk.chat.messages[-1].text
    beats = Beats()
    beats.start()
    await asyncio.sleep(IDLE_S)
    beats.stop()
    idle = max(beats.gaps)
    desk.window.action("new_chat").trigger()
    await asyncio.sleep(1.0)
    desk.chat.use("temporary", f"mixed {RATE} {TOKENS}")
    beats.start()
    await _answered(desk, "Once more.")
    beats.stop()
    ordered = sorted(beats.gaps)
    return {
        "cpu_s": spent,
        "idle_ms": idle,
        "longest_ms": ordered[-1],
        "p99_ms": ordered[int(len(ordered) * 0.99)],
        "added_mb": added,
        "took_s": took,
        "characters": len(text),
    }


async def _answered(desk: Desk, question: str) -> None:
    desk.shell.ask(question)
    await desk.chat.settled()


def measured(url: str, folder: Path) -> dict[str, Any]:
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
    found: dict[str, Any] = {}

    async def scenario(desk: Desk) -> int:
        await desk.shell.ready()
        found.update(await stream(desk))
        return 0

    arguments = Arguments(connect=url, model="bench", api="responses")
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
        runner.run(live(window, home, settings, arguments, None, scenario))
    return found


def rows(found: dict[str, Any]) -> list[dict[str, Any]]:
    def row(
        name: str, value: float, unit: str, target: float, floor: float | None = None
    ) -> dict[str, Any]:
        return {
            "name": f"whole app, {TOKENS} tokens at {RATE}/s: {name}",
            "value": round(value, 3),
            "unit": unit,
            "floor": None if floor is None else round(floor, 3),
            "ratio": None,
            "target": target,
            "ok": value <= target,
        }

    return [
        row("cpu", found["cpu_s"], "s", CPU_S),
        row("longest gap", found["longest_ms"], "ms", GAP_MS, found["idle_ms"]),
        row("gap p99", found["p99_ms"], "ms", P99_MS),
        row("memory added", found["added_mb"], "MB", ADDED_MB),
    ]


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
            found = measured(url, Path(folder))
        finally:
            service.kill()
    sys.stderr.write(f"{found}\n")
    print(json.dumps(rows(found)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
