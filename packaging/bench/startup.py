"""What a start costs up to the first paint, against a bare QMainWindow.

Both are processes of their own that report their CPU time (user and system,
since they began) and proportional memory right after painting; they take turns,
so that whatever else the machine does meets both.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROUNDS = 21
CPU_TARGET, PSS_TARGET = 1.5, 1.6
BARE = (sys.executable, str(Path(__file__).parent / "programs" / "bare_window.py"))
# What a person starts: the script that the installation put beside the interpreter.
APP = (sys.executable, str(Path(sys.executable).with_name("oriel")))


def run() -> list[dict[str, Any]]:
    """Medians of CPU (ms) and PSS (MB) at first paint."""
    bare: list[dict[str, float]] = []
    app: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory(prefix="oriel-bench-") as folder:
        # The first start of each compiles and warms the disk cache.
        _start(BARE, folder)
        _start(APP, folder)
        for _ in range(ROUNDS):
            bare.append(_start(BARE, folder))
            app.append(_start(APP, folder))
    return [
        _row("startup cpu to first paint", "cpu_s", "ms", 1000, CPU_TARGET, bare, app),
        _row("startup pss at first paint", "pss_kb", "MB", 1 / 1024, PSS_TARGET, bare, app),
    ]


def _start(command: tuple[str, ...], folder: str) -> dict[str, float]:
    report = Path(folder) / "report.json"
    report.unlink(missing_ok=True)
    environment = os.environ | {
        "ORIEL_STARTUP_REPORT": str(report),
        "ORIEL_HOME": str(Path(folder) / "home"),
    }
    # A machine that keeps no bytecode would compile Oriel at every start.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run(command, env=environment, check=True, timeout=60)
    found = json.loads(report.read_text(encoding="utf-8"))
    return {"cpu_s": found["cpu_s"], "pss_kb": found["pss_kb"]}


def _row(
    name: str,
    key: str,
    unit: str,
    scale: float,
    target: float,
    bare: list[dict[str, float]],
    app: list[dict[str, float]],
) -> dict[str, Any]:
    floor = statistics.median(sample[key] for sample in bare) * scale
    value = statistics.median(sample[key] for sample in app) * scale
    ratio = value / floor if floor else 0.0
    return {
        "name": name,
        "value": round(value, 2),
        "unit": unit,
        "floor": round(floor, 2),
        "ratio": round(ratio, 3),
        "target": target,
        "ok": ratio <= target,
    }
