"""An export through the import dialog: looked at, brought in, left and finished, taken back.

The real window under the real loop. Prints JSON rows: gaps of the loop while each step runs,
memory it added, CPU for a thousand messages, and how soon a wish to stop was heard.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import qasync
from PySide6.QtCore import QDir
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from bench.beats import Beats, memory_mb
from bench.imports import CHATS, LONG_CHAT, LONGEST_S, TURNS
from oriel.arguments import Arguments
from oriel.composition import Desk, live
from oriel.config.paths import Home
from oriel.config.settings import Settings
from oriel.ui.first_window import build_window, furnish
from oriel.ui.garbage import Collector
from oriel.ui.importing.dialog import ImportDialog

ROOT = Path(__file__).resolve().parents[3]
GAP_MS, LONGEST_MS, ADDED_MB, STOPPED_MS = 33.0, 100.0, 200.0, 1_000.0
CPU_S_A_THOUSAND = 1.0
LEFT_AFTER_S = 2.0


async def play(desk: Desk, file: str) -> list[dict[str, Any]]:
    await desk.shell.ready()
    desk.window.action("import_chats").trigger()
    (dialog,) = desk.window.findChildren(ImportDialog)
    await asyncio.sleep(1.0)
    beats, memory, rows = Beats(), memory_mb(), []
    beats.start()
    dialog.look_requested.emit([file])
    await until(lambda: shown(dialog, "import_go"))
    rows += gaps("look", beats)
    # Left in the middle, and finished: as a person does who was in doubt.
    press(dialog, "import_go")
    await asyncio.sleep(LEFT_AFTER_S)
    asked = time.perf_counter()
    press(dialog, "import_close")
    await until(lambda: shown(dialog, "finish_import_0"))
    rows.append(row("left", (time.perf_counter() - asked) * 1000, STOPPED_MS))
    cpu = time.process_time()
    beats.start()
    press(dialog, "finish_import_0")
    await until(lambda: shown(dialog, "import_undo"))
    spent = (time.process_time() - cpu) / (CHATS * TURNS + LONG_CHAT)
    rows += gaps("write", beats)
    rows.append(row("CPU for 1,000 messages", 1_000 * spent, CPU_S_A_THOUSAND, "s"))
    rows.append(row("memory added", memory_mb() - memory, ADDED_MB, "MB"))
    beats.start()
    press(dialog, "import_undo")
    await until(lambda: shown(dialog, "import_said") and not shown(dialog, "import_undo"))
    rows += gaps("undo", beats)
    dialog.reject()
    return rows


def shown(dialog: ImportDialog, name: str) -> bool:
    return any(each.isVisible() for each in dialog.findChildren(QWidget, name))


def press(dialog: ImportDialog, name: str) -> None:
    button = dialog.findChild(QPushButton, name)
    assert button is not None
    button.click()


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(100 * LONGEST_S):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise TimeoutError


def gaps(step: str, beats: Beats) -> list[dict[str, Any]]:
    beats.stop()
    ordered = sorted(beats.gaps)
    return [
        row(f"{step}, p99 of the gaps", ordered[int(len(ordered) * 0.99)], GAP_MS),
        row(f"{step}, longest gap", ordered[-1], LONGEST_MS),
    ]


def row(name: str, value: float, target: float, unit: str = "ms") -> dict[str, Any]:
    return {
        "name": f"import: {name}",
        "value": round(value, 2),
        "unit": unit,
        "floor": None,
        "ratio": None,
        "target": target,
        "ok": value <= target,
    }


def main(folder: Path, file: str) -> int:
    app = QApplication(["oriel", "-style", "fusion"])
    app.setQuitOnLastWindowClosed(False)
    QDir.addSearchPath("res", str(ROOT / "resources"))
    home = Home(folder)
    home.prepare()
    window = build_window(app, settings := Settings(theme="light"))
    window.show()
    furnish(window)
    Collector(window)
    found: list[dict[str, Any]] = []

    async def scenario(desk: Desk) -> int:
        found.extend(await play(desk, file))
        return 0

    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
        runner.run(live(window, home, settings, Arguments(), None, scenario))
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), sys.argv[2]))
