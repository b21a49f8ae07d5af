"""kill -9 half a second after the last key: what was typed and attached is there again, in
each chat it was typed and attached in."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.app.desks import desk
from tests.source_files import ROOT
from tests.waiting import until

# Types in two chats and a new one, switching as fast as it goes; tells when the last key is
# as old as a draft may be before it is safe.
PROGRAM = """
import asyncio, sys
from PySide6.QtTest import QTest
from oriel.arguments import Arguments
from oriel.main import run_window

async def play(desk):
    window, chat = desk.window, desk.chat
    attachments = desk.shell._attaching._attachments

    def typed(text):
        QTest.keyClicks(window.page.composer._text, text)

    async def ask(text):
        desk.shell.ask(text)
        await chat.settled()
        return chat.chat_id

    await desk.shell.ready()
    chat.use("local", "oriel-rehearsal")
    first = await ask("echo one")
    typed("draft of the first")
    attachments.add_files([sys.argv[1]])
    await attachments.settled()
    window.action("new_chat").trigger()
    await chat.settled()
    chat.use("local", "oriel-rehearsal")
    second = await ask("echo two")
    typed("draft of the second")
    window.sidebar.chat_chosen.emit(first)
    await chat.settled()
    typed(", which goes on")
    window.action("new_chat").trigger()
    await chat.settled()
    attachments.add_files([sys.argv[1]])
    await attachments.settled()
    typed("draft of no chat yet")
    await asyncio.sleep(0.5)
    print(first, second, flush=True)
    await asyncio.sleep(60)

run_window(Arguments(), play)
"""


@pytest.mark.limit(40)
async def test_drafts_with_what_is_attached_are_safe_after_half_a_second(tmp_path: Path) -> None:
    home, notes = tmp_path / "home", tmp_path / "notes.txt"
    notes.write_text("notes " * 200)
    first, second = await _killed(home, notes)
    async with desk(home) as opened:
        page = opened.window.page
        opened.window.action("new_chat").trigger()
        await until(lambda: page.draft() == "draft of no chat yet")
        await until(lambda: [part.filename for part in page.composer.attachments] == ["notes.txt"])
        opened.chat.open(second)
        await until(lambda: page.draft() == "draft of the second")
        assert page.composer.attachments == ()
        opened.chat.open(first)
        await until(lambda: page.draft() == "draft of the first, which goes on")
        await until(lambda: len(page.composer.attachments) == 1)


async def _killed(home: Path, notes: Path) -> list[str]:
    return await asyncio.to_thread(_kill, home, notes)


def _kill(home: Path, notes: Path) -> list[str]:
    environment = os.environ | {
        "ORIEL_HOME": str(home),
        "PYTHONPATH": os.pathsep.join([str(ROOT / "app"), os.environ.get("PYTHONPATH", "")]),
        "QT_QPA_PLATFORM": "offscreen",
    }
    running = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(notes)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    told = running.stdout.readline()
    running.kill()
    running.stdout.close()
    running.wait()
    return told.split()
