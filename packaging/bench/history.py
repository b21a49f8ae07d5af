"""A million messages in 10,000 chats: searching them, the list, opening chats, starting.

The file is made at the first run and kept (history_file.py); each run works on a copy. What
is measured runs in processes of its own, so that nothing finds what another left in memory.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.history_file import history
from bench.startup import APP

PROGRAMS = Path(__file__).parent / "programs"
OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}
ROUNDS = 21
STARTUP_RATIO = 1.1


def run() -> list[dict[str, Any]]:
    made = history()
    with tempfile.TemporaryDirectory(prefix="copy-", dir=made.parent) as folder:
        home = Path(folder) / "home"
        home.mkdir()
        # What is copied is clean in memory: else the first measurements wait for the disk.
        shutil.copyfile(made, home / "history.db")
        _backed_up(home)
        os.sync()
        return [
            *_measured("history_search.py", home / "history.db"),
            *_measured("history_window.py", home),
            _startup(home, Path(folder) / "empty"),
        ]


def _backed_up(home: Path) -> None:
    """Today's backup is there: making one would take part in what is measured."""
    backups = home / "backups"
    backups.mkdir()
    (backups / f"history-000001-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}.db").touch()


def _measured(program: str, what: Path) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, str(PROGRAMS / program), str(what)],
        env=os.environ | OFFSCREEN,
        check=True,
        timeout=900,
        stdout=subprocess.PIPE,
        text=True,
    )
    rows: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return rows


def _startup(home: Path, empty: Path) -> dict[str, Any]:
    """CPU to the first paint with and without a history, in turns; medians."""
    (home / "settings.json").unlink(missing_ok=True)  # the other has none either
    with_history, without = [], []
    _first_paint(home), _first_paint(empty)
    for _ in range(ROUNDS):
        without.append(_first_paint(empty))
        with_history.append(_first_paint(home))
    value, floor = statistics.median(with_history), statistics.median(without)
    return {
        "name": "history: start to the first paint, with and without a history",
        "value": round(value, 1),
        "unit": "ms",
        "floor": round(floor, 1),
        "ratio": round(value / floor, 3),
        "target": STARTUP_RATIO,
        "ok": value / floor <= STARTUP_RATIO,
    }


def _first_paint(home: Path) -> float:
    report = home.with_suffix(".json")
    environment = os.environ | OFFSCREEN
    environment |= {"ORIEL_STARTUP_REPORT": str(report), "ORIEL_HOME": str(home)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run(APP, env=environment, check=True, timeout=60)
    return float(json.loads(report.read_text(encoding="utf-8"))["cpu_s"]) * 1000
