"""The transcript against a QPlainTextEdit: streaming, opening, scrolling; and in the app.

Each part is a process of its own, so that none finds what another left in memory.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

PROGRAMS = Path(__file__).parent / "programs"
PARTS = (
    ("transcript_window.py", "streaming"),
    ("transcript_window.py", "opening"),
    ("whole_app.py", "stream"),
)


def run() -> list[dict[str, Any]]:
    """Every row of the transcript's targets, each beside its floor in the same run."""
    return [row for program, part in PARTS for row in _part(program, part)]


def _part(program: str, part: str) -> list[dict[str, Any]]:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, str(PROGRAMS / program), part],
        env=environment,
        check=True,
        timeout=900,
        stdout=subprocess.PIPE,
        text=True,
    )
    rows: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return rows
