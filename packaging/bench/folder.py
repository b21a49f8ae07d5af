"""A folder of 500 mixed files dropped on a new store in the real window, twice.

Once to its end, for the longest gap of the event loop and the memory it takes; once killed
in the middle and started again. Every file has to end ready or refused with a reason, and
none may lie at the service twice.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from bench.mixed_folder import mixed_folder

PROGRAM = Path(__file__).parent / "programs" / "folder_on_store.py"
FILES, BIG_MB = 500, 200
GAP_MS, ADDED_MB = 33.0, 60.0
KILL_AFTER = 150  # files that have ended
LONGEST_S = 900


def run() -> list[dict[str, Any]]:
    """The rows of both times."""
    with tempfile.TemporaryDirectory(prefix="oriel-bench-") as place:
        folder = Path(place) / "papers"
        mixed_folder(folder, FILES, BIG_MB)
        whole = _whole(Path(place) / "whole", folder)
        again = _killed(Path(place) / "killed", folder)
    return [
        _row("longest gap", whole["longest_ms"], "ms", GAP_MS),
        _row("memory added", whole["added_mb"], "MB", ADDED_MB),
        _row("files without an end or a reason", _unexplained(whole), "files", 0),
        _row("files at the service twice", whole["twice"], "files", 0),
        _row("killed and started again: files without an end", _unexplained(again), "files", 0),
        _row("killed and started again: files twice", again["twice"], "files", 0),
        _row("killed and started again: files missing", _missing(whole, again), "files", 0),
    ]


def _whole(home: Path, folder: Path) -> dict[str, Any]:
    with _window(home, folder) as said:
        account = list(said)[-1]
    return account | _at_service(home)


def _killed(home: Path, folder: Path) -> dict[str, Any]:
    """Killed once so many have ended, then started again and left to its end."""
    with _window(home, folder) as said:
        next(facts for facts in said if facts.get("ended", 0) >= KILL_AFTER)
    with _window(home, folder) as said:
        account = list(said)[-1]
    return account | _at_service(home)


@contextmanager
def _window(home: Path, folder: Path) -> Iterator[Iterator[dict[str, Any]]]:
    """The program, and what it says line by line; killed at the end of the block if it
    still runs."""
    command = [sys.executable, str(PROGRAM), str(home), str(folder)]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as running:
        assert running.stdout is not None
        try:
            yield map(json.loads, running.stdout)
        finally:
            running.kill()


def _at_service(home: Path) -> dict[str, Any]:
    """How many files lie at the local service, and how many of them twice."""
    (state,) = home.rglob("local.db")
    with closing(sqlite3.connect(f"file:{state}?mode=ro", uri=True)) as db:
        names = [name for (name,) in db.execute("select filename from file")]
    return {"there": len(names), "twice": len(names) - len(set(names))}


def _unexplained(account: dict[str, Any]) -> int:
    stages = account["stages"]
    open_ones = sum(n for stage, n in stages.items() if stage not in ("done", "failed"))
    return int(open_ones + account["unexplained"])


def _missing(whole: dict[str, Any], again: dict[str, Any]) -> int:
    return int(whole["there"] - again["there"])


def _row(name: str, value: float, unit: str, target: float) -> dict[str, Any]:
    return {
        "name": f"{FILES} files on a store: {name}",
        "value": round(value, 1),
        "unit": unit,
        "floor": None,
        "ratio": None,
        "target": target,
        "ok": value <= target,
    }
