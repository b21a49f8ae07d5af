"""Killed in the middle of an import, or of taking one back: it is finished or gone, whole."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from tests.services.test_imports import dump

import oriel
from oriel.services.imports import Imports
from oriel.store.chats import ChatTable
from oriel.store.database import Database

CHATS = 400
KILLS = 6


def _export(folder: Path) -> Path:
    """Many chats of a few long turns."""
    path = folder / "conversations.json"
    raw = [
        {
            "uuid": f"u{n}",
            "name": f"Chat {n}",
            "chat_messages": [
                {"uuid": f"m{n}-{at}", "sender": "human", "text": f"word{at} " * 500}
                for at in range(4)
            ],
        }
        for n in range(CHATS)
    ]
    path.write_text(json.dumps(raw), encoding="utf-8")
    return path


def _killed(path: Path, file: Path, what: str, after_lines: int) -> None:
    source = str(Path(oriel.__file__).parents[1])
    script = str(Path(__file__).with_name("importing_child.py"))
    with subprocess.Popen(
        [sys.executable, script, str(path), str(file), what],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": source},
        text=True,
    ) as child:
        assert child.stdout is not None
        for _ in range(after_lines):
            child.stdout.readline()
        child.kill()


def _sound(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as db:
        return (
            db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            and not db.execute("PRAGMA foreign_key_check").fetchall()
        )


@pytest.mark.limit(120)
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")
async def test_killed_at_any_moment_an_import_is_finished_or_taken_back(tmp_path: Path) -> None:
    path, file, chance = tmp_path / "h.db", _export(tmp_path), random.Random(7)
    database = await Database.open(path)
    before = dump(database)
    await database.aclose()
    for number in range(KILLS):
        _killed(path, file, "import", chance.randint(1, 9))
        assert _sound(path)
        database = await Database.open(path)
        imports = Imports(database)
        runs = await imports.earlier()
        if runs and runs[0].finished_at is None and number % 2:
            await imports.resume(runs[0])
            assert len(await ChatTable(database).list()) == CHATS
        await database.aclose()
        if runs:
            _killed(path, file, "undo", chance.randint(1, 9))
            assert _sound(path)
        database = await Database.open(path)
        for run in await Imports(database).earlier():
            await Imports(database).undo(run.id)
        assert dump(database) == before
        await database.aclose()
