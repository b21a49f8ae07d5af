"""What a start costs: nothing of the network side is imported before first paint."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from source_files import ROOT

LATER = (
    "asyncio",
    "httpx",
    "keyring",
    "markdown_it",
    "mcp",
    "oci",
    "openai",
    "pydantic",
    "pygments",
    "qasync",
    "sqlite3",
    "ssl",
    "starlette",
    "uvicorn",
    "ziamath",
)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a start of the app in a process of its own says right after first paint."""
    folder = tmp_path_factory.mktemp("start")
    environment = os.environ | {
        "ORIEL_STARTUP_REPORT": str(folder / "report.json"),
        "ORIEL_HOME": str(folder / "home"),
        "PYTHONPATH": str(ROOT / "app"),
        "QT_QPA_PLATFORM": "offscreen",
    }
    command = [sys.executable, "-m", "oriel"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("module", LATER)
def test_the_first_paint_does_not_wait_for(module: str, report: dict[str, Any]) -> None:
    assert module not in report["modules"]


def test_the_report_tells_what_the_start_cost(report: dict[str, Any]) -> None:
    assert report["cpu_s"] > 0
    assert report["pss_kb"] > 0 or not Path("/proc/self/smaps_rollup").exists()
