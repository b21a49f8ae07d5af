"""`kill -9` at 200 random moments of streaming, importing, deleting, migrating, backing up, going
back to a backup, exporting and repairing: nothing that was finished may be lost.

What is done and how it is judged lies with the tests (tests/store/kills.py).
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

KILLS = 200
ONLY_BY_NAME = True  # ten minutes and more
_ROOT = Path(__file__).parents[2]


def run() -> list[dict[str, Any]]:
    """One row: how many kills lost something; the first one ends the run."""
    paths = os.pathsep.join(str(_ROOT / name) for name in ("app", "tests"))
    done = subprocess.run(
        [sys.executable, "-m", "store.kills", str(KILLS)],
        env=os.environ | {"PYTHONPATH": paths},
        check=False,
        timeout=1800,
    )
    lost = int(done.returncode != 0)
    return [
        {
            "name": f"kill -9 at {KILLS} random moments",
            "value": lost,
            "unit": "lost",
            "floor": None,
            "ratio": None,
            "target": 0,
            "ok": not lost,
        }
    ]
