"""The moments of a turn: Enter to the wire, Stop to the closed socket, the first token."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).parent / "programs" / "turn_times.py"


def run() -> list[dict[str, Any]]:
    """In a process of its own, with a window of its own."""
    done = subprocess.run(
        [sys.executable, str(PROGRAM)],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        check=True,
        timeout=300,
        stdout=subprocess.PIPE,
        text=True,
    )
    rows: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return rows
