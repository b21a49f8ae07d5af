"""Temporary chats leave no trace: not in any file of the home folder or of the system's place
for temporary files, whatever is done in them and however they end; unless they are kept."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from tests.app.desks import ask, desk, part, press, type_text
from tests.source_files import ROOT
from tests.waiting import emitted, until

from oriel.composition import Desk
from oriel.domain.messages import Message

MARK = "zirkonquappe"
# What a file may make of it: the word index folds, a reader of documents may take it apart.
SPELLINGS = (
    MARK.encode(),
    MARK.upper().encode(),
    MARK.encode("utf-16-le"),
    MARK.encode("utf-16-be"),
)

PROGRAM = """
import asyncio, sys
from oriel.arguments import Arguments
from oriel.main import run_window

async def play(desk):
    await desk.shell.ready()
    desk.chat.use("local", "oriel-rehearsal")
    desk.window.action("temporary_chat").trigger()
    await desk.chat.settled()
    attachments = desk.shell._attaching._attachments
    attachments.add_files([sys.argv[1]])
    await attachments.settled()
    desk.shell.ask("rate 200 long 20000 {mark}")
    desk.window.page.composer.set_text("and {mark} is being typed")
    desk.window.page.draft_changed.emit("and {mark} is being typed")
    while True:
        await asyncio.sleep(0.05)
        live = desk.chat.desk.engine.live_answer(desk.chat.chat_id)
        print(len(live.text) if live else 0, flush=True)

run_window(Arguments(), play)
"""


def holding(*folders: Path) -> list[str]:
    """The files that say the word anywhere."""
    found = []
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and any(spelling in path.read_bytes() for spelling in SPELLINGS):
                found.append(str(path.relative_to(folder)))
            if MARK in path.name.lower():
                found.append(path.name)
    return found


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The system's place for temporary files, for this test alone."""
    import tempfile

    folder = tmp_path / "temp"
    folder.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "mine" / f"{MARK}.txt"
    path.parent.mkdir()
    path.write_text(f"notes about the {MARK}\n" * 20)
    return path


async def begin_temporary(opened: Desk) -> None:
    shown = emitted(opened.chat.opened)
    opened.window.action("temporary_chat").trigger()
    await shown
    opened.chat.use("local", "oriel-rehearsal")


async def attach(opened: Desk, path: Path) -> None:
    attachments = opened.shell._attaching._attachments
    attachments.add_files([str(path)])
    await attachments.settled()


async def new_chat(opened: Desk) -> None:
    shown = emitted(opened.chat.opened)
    opened.window.action("new_chat").trigger()
    await shown


def rows(opened: Desk, table: str) -> object:
    return opened.shell._chat._kept.conversations._messages._db.read(
        lambda db: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    )


async def test_whatever_is_done_in_one_no_file_tells_of_it(
    home: Path, temp: Path, notes: Path
) -> None:
    async with desk(home) as opened:
        await begin_temporary(opened)
        await attach(opened, notes)
        type_text(opened, f"{MARK} before it is sent")
        saved = emitted(opened.window.page.draft_changed)
        await saved
        assert holding(home, temp) == []
        press(opened, Qt.Key.Key_Return)
        await opened.chat.settled()
        await ask(opened, f"echo {MARK}")
        opened.chat.regenerate()
        await opened.chat.settled()
        gone = emitted(opened.chat.removed)
        opened.chat.branches.remove(opened.chat.messages[-1].id)
        await gone
        type_text(opened, f"{MARK} again")
        await emitted(opened.window.page.draft_changed)
        assert any(MARK in message.text for message in opened.chat.messages)
        assert holding(home, temp) == []
        assert [await rows(opened, name) for name in ("chat", "message", "spent", "draft")] == [
            *(0, 0, 0, 0)
        ]
        assert MARK not in opened.window.windowTitle()
        await new_chat(opened)
        assert opened.chat.messages == []
        assert holding(home, temp) == []
    assert holding(home, temp) == []


def test_not_even_an_end_without_warning_leaves_a_trace(
    home: Path, temp: Path, notes: Path
) -> None:
    environment = os.environ | {
        "ORIEL_HOME": str(home),
        "PYTHONPATH": os.pathsep.join([str(ROOT / "app"), os.environ.get("PYTHONPATH", "")]),
        "QT_QPA_PLATFORM": "offscreen",
    }
    running = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.replace("{mark}", MARK), str(notes)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    come = next((line for line in running.stdout if int(line) > 200), "")
    running.kill()
    running.stdout.close()
    running.wait()
    assert come
    assert (home / "logs").exists()
    assert holding(home, temp) == []


async def test_what_is_attached_to_one_is_not_attached_to_the_next_chat(
    home: Path, temp: Path, notes: Path
) -> None:
    async with desk(home) as opened:
        await begin_temporary(opened)
        await attach(opened, notes)
        assert len(opened.window.page.composer.attachments) == 1
        await new_chat(opened)
        await opened.shell._attaching._attachments.settled()
        assert opened.window.page.composer.attachments == ()
        assert holding(home, temp) == []


async def test_what_was_attached_to_a_new_chat_stays_there(
    home: Path, temp: Path, notes: Path
) -> None:
    async with desk(home) as opened:
        opened.chat.use("local", "oriel-rehearsal")
        await attach(opened, notes)
        await begin_temporary(opened)
        assert opened.window.page.composer.attachments == ()
        await new_chat(opened)
        await until(lambda: len(opened.window.page.composer.attachments) == 1)


async def test_it_is_marked_where_one_writes_and_only_there(home: Path) -> None:
    async with desk(home) as opened:
        bars = opened.window.page.findChildren(QLabel, "temporary_words")
        assert not bars
        await begin_temporary(opened)
        assert "nothing of this chat is kept" in part(opened.window, "temporary_words").text()
        assert part(opened.window, "temporary_mark").isVisible()
        await new_chat(opened)
        (words,) = opened.window.page.findChildren(QLabel, "temporary_words")
        assert not words.isVisible()


async def test_one_that_was_left_is_there_again_by_undo(home: Path, temp: Path) -> None:
    async with desk(home) as opened:
        await begin_temporary(opened)
        await ask(opened, f"echo {MARK}")
        said = [message.id for message in opened.chat.messages]
        await new_chat(opened)
        back = emitted(opened.chat.opened)
        opened.window.action("undo_delete").trigger()
        await back
        assert [message.id for message in opened.chat.messages] == said
        assert opened.chat.is_temporary
        assert part(opened.window, "temporary_words").isVisible()
        assert holding(home, temp) == []


async def test_one_of_which_nothing_was_said_goes_without_a_word(home: Path) -> None:
    async with desk(home) as opened:
        toast = opened.window.toast
        await begin_temporary(opened)
        await new_chat(opened)
        assert not toast.isVisible()
        await begin_temporary(opened)
        await ask(opened, f"echo {MARK}")
        await new_chat(opened)
        assert toast.isVisible() and part(toast, "toast_action").isVisible()


async def test_keeping_it_makes_it_a_chat_like_any_other(
    home: Path, temp: Path, notes: Path
) -> None:
    async with desk(home) as opened:
        await begin_temporary(opened)
        await ask(opened, f"echo {MARK} one")
        await ask(opened, f"echo {MARK} two")
        opened.chat.regenerate()
        await opened.chat.settled()
        tree = {m.id: m.parent_id for m in await _all(opened)}
        await attach(opened, notes)
        type_text(opened, "still being typed")
        kept = emitted(opened.chat.opened)
        QTest.mouseClick(part(opened.window, "temporary_keep"), Qt.MouseButton.LeftButton)
        await kept
        assert not opened.chat.is_temporary
        assert opened.window.page.draft() == "still being typed"
        assert len(opened.window.page.composer.attachments) == 1
        chat_id = opened.chat.chat_id
        await opened.shell._attaching._attachments.settled()
    async with desk(home) as opened:
        await until(lambda: opened.chat.chat_id == chat_id)
        assert not opened.chat.is_temporary
        assert {m.id: m.parent_id for m in await _all(opened)} == tree
        assert (
            await rows(opened, "spent") == sum(parent is not None for parent in tree.values()) - 1
        )
        await until(lambda: opened.window.page.draft() == "still being typed")
        await until(lambda: len(opened.window.page.composer.attachments) == 1)
        await ask(opened, "echo goes on")


async def test_one_not_begun_becomes_a_usual_one_with_what_was_typed(home: Path) -> None:
    async with desk(home) as opened:
        await begin_temporary(opened)
        type_text(opened, "typed already")
        QTest.mouseClick(part(opened.window, "temporary_keep"), Qt.MouseButton.LeftButton)
        await until(lambda: not opened.chat.is_temporary)
        assert opened.window.page.draft() == "typed already"
    async with desk(home) as opened:
        await until(lambda: opened.window.page.draft() == "typed already")


async def _all(opened: Desk) -> list[Message]:
    return await opened.chat.desk.conversations._messages.for_chat(opened.chat.chat_id)
