"""A few of the kills of kills.py, with each run of the tests; two hundred are a benchmark."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from .kill_child import KINDS
from .kill_samples import begin
from .kills import kill

EACH = 3


@pytest.mark.slow
@pytest.mark.limit(60)
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")
@pytest.mark.parametrize("kind", KINDS)
async def test_killed_at_any_moment_nothing_finished_is_lost(tmp_path: Path, kind: str) -> None:
    chance = random.Random(f"{kind} 7")
    await begin(tmp_path)
    for round_ in range(EACH):
        assert await kill(kind, tmp_path, round_, chance)
