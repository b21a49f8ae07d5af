"""One Oriel for each data folder; the second start raises the first."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.source_files import ROOT
from tests.waiting import emitted

from oriel.ui.single_instance import InstanceLock, RaiseListener, raise_other


def start(home: Path) -> subprocess.Popen[str]:
    environment = os.environ | {
        "ORIEL_HOME": str(home),
        "PYTHONPATH": str(ROOT / "app"),
        "QT_QPA_PLATFORM": "offscreen",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "oriel"], env=environment, stderr=subprocess.PIPE, text=True
    )


async def test_a_second_start_raises_the_first_and_ends_well(tmp_path: Path) -> None:
    lock = InstanceLock(tmp_path / "lock")
    assert lock.take()
    listener = RaiseListener(tmp_path)
    second = start(tmp_path)
    await emitted(listener.raise_requested)
    _, said = second.communicate(timeout=10)
    assert second.returncode == 0
    assert "already running" in said
    listener.close()
    lock.release()


def test_a_lock_can_be_taken_once_and_again_after_release(tmp_path: Path) -> None:
    first, second = InstanceLock(tmp_path / "lock"), InstanceLock(tmp_path / "lock")
    assert first.take()
    assert not second.take()
    first.release()
    assert second.take()
    second.release()


def test_nobody_answers_where_nobody_listens(tmp_path: Path) -> None:
    assert not raise_other(tmp_path)
