"""What the search panel needs is there before it is opened, and comes in small pieces."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from PySide6.QtCore import QObject
from tests.waiting import until

from oriel.ui.search import warming
from oriel.ui.search.warming import MODULES, Warming
from source_files import ROOT

_PIECES = """
import json, sys
from importlib import import_module
import oriel.ui.shell, oriel.history_models, oriel.composition
from oriel.ui.search.warming import MODULES
def ours():
    return {name for name in sys.modules if name.startswith("oriel.")}
pieces, known = {}, ours()
for name in MODULES:
    import_module(name)
    pieces[name] = sorted(ours() - known)
    known = ours()
print(json.dumps(pieces))
"""


@pytest.fixture(scope="module")
def pieces() -> dict[str, Any]:
    """What each module brings along in a program that has just started."""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "app"), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", _PIECES]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_no_piece_brings_many_others_along(pieces: dict[str, Any]) -> None:
    assert max(map(len, pieces.values())) <= 4, pieces


def test_all_of_the_search_is_among_them(pieces: dict[str, Any]) -> None:
    brought = {name for piece in pieces.values() for name in piece}
    searching = {p.stem for p in (ROOT / "app/oriel/ui/search").glob("*.py")}
    searching -= {"__init__", "binding", "warming"}
    assert searching <= {name.rpartition(".")[2] for name in brought}
    assert set(MODULES) >= {f"oriel.ui.search.{name}" for name in searching}


async def test_it_ends_when_all_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "REST_MS", 1)
    monkeypatch.setattr(warming, "PAUSE_MS", 1)
    sys.modules.pop("colorsys", None)
    owner = QObject()
    made = Warming(owner, ["colorsys", "oriel.domain.lines"])
    await until(lambda: not made.findChildren(QObject)[0].isActive())
    assert "colorsys" in sys.modules
