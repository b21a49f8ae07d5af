"""The library's tables with 10,000 files and 1,000 stores, against a bare QTableView.

A process of its own, so that nothing finds what another left in memory.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).parent / "programs" / "library_window.py"


def run() -> list[dict[str, Any]]:
    """Every row of the tables' targets, each beside its floor in the same run."""
    done = subprocess.run(
        [sys.executable, str(PROGRAM)],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        check=True,
        timeout=600,
        stdout=subprocess.PIPE,
        text=True,
    )
    rows: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return rows
