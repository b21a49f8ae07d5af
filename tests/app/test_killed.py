"""kill -9 in mid-answer: at most a second of text is lost, and the person is told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.app.desks import desk, part
from tests.source_files import ROOT

from oriel.domain.stopping import StopReason

# Says, twenty times a second, how much text has arrived by then.
PROGRAM = """
import asyncio, sys
from oriel.arguments import Arguments
from oriel.main import run_window

async def play(desk):
    await desk.shell.ready()
    desk.chat.use("local", "oriel-rehearsal")
    desk.shell.ask("rate 200 long 20000")
    while True:
        await asyncio.sleep(0.05)
        live = desk.chat.desk.engine.live_answer(desk.chat.chat_id)
        print(len(live.text) if live else 0, flush=True)

run_window(Arguments(), play)
"""
PER_SECOND = 20


def start(home: Path) -> subprocess.Popen[str]:
    environment = os.environ | {
        "ORIEL_HOME": str(home),
        "PYTHONPATH": os.pathsep.join([str(ROOT / "app"), os.environ.get("PYTHONPATH", "")]),
        "QT_QPA_PLATFORM": "offscreen",
    }
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM], env=environment, stdout=subprocess.PIPE, text=True
    )


@pytest.mark.limit(40)
async def test_a_killed_program_loses_at_most_a_second_of_text(tmp_path: Path) -> None:
    running = start(tmp_path)
    assert running.stdout is not None
    heard: list[int] = []
    for line in running.stdout:
        heard.append(int(line))
        if sum(1 for n in heard if n) > 2.5 * PER_SECOND:
            break
    running.kill()
    running.stdout.close()
    running.wait()
    async with desk(tmp_path) as opened:
        last = opened.chat.messages[-1]
        assert last.stop_reason is StopReason.INTERRUPTED
        assert len(last.text) >= heard[-1 - PER_SECOND]
        assert opened.window.page.transcript.answer_texts()[-1] == last.text
        assert part(opened.window, "marker_action")
