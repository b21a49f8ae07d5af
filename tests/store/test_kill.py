"""`kill -9` in mid-answer, for real: whatever was acknowledged is there afterwards."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

import oriel
from oriel.domain.messages import Message
from oriel.domain.parts import ReasoningPart, TextPart
from oriel.domain.stopping import StopReason
from oriel.store.messages import MessageTable

from .samples import is_sound, opened
from .streaming_child import PIECES

KILLS = 5
Said = tuple[str, int, int]


@pytest.mark.limit(60)
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")
async def test_killed_in_mid_answer_all_that_was_acknowledged_is_there(tmp_path: Path) -> None:
    path, chance = tmp_path / "h.db", random.Random(20_26)
    for turn in range(KILLS):
        # At least one whole answer and some of the next, so that folds are hit too.
        last = killed_after(chance.randint(PIECES + 10, 3 * PIECES), path, f"turn{turn}")
        async with opened(path) as db:
            messages = await MessageTable(db).for_chat(f"turn{turn}")
            assert db.folded <= 1
            assert not await db.read(lambda c: c.execute("SELECT * FROM piece").fetchall())
        check(messages, last)
        assert is_sound(path)


def killed_after(acknowledged: int, path: Path, turn: str) -> Said:
    """The last thing the child said it had kept."""
    source = str(Path(oriel.__file__).parents[1])
    script = str(Path(__file__).with_name("streaming_child.py"))
    with subprocess.Popen(
        [sys.executable, script, str(path), turn],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": source},
        text=True,
    ) as child:
        assert child.stdout is not None
        lines = [child.stdout.readline() for _ in range(acknowledged)]
        child.kill()
        lines += child.stdout.readlines()
    what, n, seq = next(line for line in reversed(lines) if line.endswith("\n")).split()
    return what, int(n), int(seq)


def check(messages: list[Message], last: Said) -> None:
    what, n, seq = last
    # What was under way when the kill came may be there as well: no more than that.
    assert len(messages) in (n + 1, n + 2)
    for message in messages[:n]:
        assert message.stop_reason is StopReason.FINISHED
        assert len(message.text.split()) == PIECES
    if what == "finished":
        assert messages[n].stop_reason is StopReason.FINISHED
    elif messages[n].stop_reason is not StopReason.FINISHED:
        assert messages[n].stop_reason is StopReason.INTERRUPTED
        check_pieces(messages[n], seq)


def check_pieces(message: Message, acknowledged: int) -> None:
    words = [
        int(word)
        for part in message.parts
        if isinstance(part, TextPart | ReasoningPart)
        for word in part.text.split()
    ]
    assert words == list(range(len(words)))
    assert len(words) - 1 in (acknowledged, acknowledged + 1)
    kinds = [type(part) for part in message.parts]
    assert all(one is not two for one, two in pairwise(kinds))
