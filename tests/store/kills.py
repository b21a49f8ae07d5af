"""`kill -9` at random moments of everything that writes: what was finished is whole, what was
not is absent, and the file is sound.

Used by test_kills.py for a few, and by `dev.py bench kills` for two hundred:
`python -m store.kills HOW-MANY` with `app` and `tests` in PYTHONPATH.
"""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

from oriel.domain.chats import Chat
from oriel.domain.stopping import StopReason
from oriel.store.backups import backups_in, is_whole
from oriel.store.chats import ChatTable
from oriel.store.database import Database
from oriel.store.messages import MessageTable
from oriel.store.migrations import MIGRATIONS
from oriel.store.restoring import restore, restore_asked

from .kill_child import KINDS, TURNS, a_message
from .samples import is_sound

ROOT = Path(__file__).parents[2]
Lines = list[list[str]]
OLD_MESSAGES = 3000
_ON_ONE_HISTORY = 24  # it grows with each import, and each check reads all of it


def killed(kind: str, folder: Path, round_: int, chance: random.Random) -> Lines:
    """What the child had said when it was killed, a little after it had begun to work."""
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(ROOT / "app"), str(ROOT / "tests")])
    }
    command = [sys.executable, "-m", "store.kill_child", kind, str(folder), str(round_)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as child:
        assert child.stdout is not None
        lines = [child.stdout.readline()]
        heard = threading.Thread(target=lambda: lines.extend(child.stdout or ()))
        heard.start()
        time.sleep(_moment(kind, chance))
        child.kill()
        heard.join()
    return [line.split() for line in lines if line.endswith("\n")]


def _moment(kind: str, chance: random.Random) -> float:
    """Long enough for some of it to be done, and hardly ever for all of it."""
    return chance.random() * {"stream": 2.5, "migrate": 0.35}.get(kind, 0.6)


async def check(kind: str, folder: Path, round_: int, said: Lines) -> None:
    path = folder / (f"old{round_}.db" if kind == "migrate" else "h.db")
    if kind == "restore" and restore_asked(path):
        restore(path)  # as the next start does
    db = await Database.open(path)
    try:
        assert not db.found.changed
        assert not db.found.lost_changes
        match kind:
            case "stream":
                await _check_stream(db, round_, said)
            case "import":
                await _check_import(db, round_, said)
            case "delete":
                await _check_delete(db, said)
            case "migrate":
                await _check_migrated(db)
            case "backup" | "restore":
                _check_backups(folder, said)
    finally:
        await db.aclose()
    assert is_sound(path)


async def _check_stream(db: Database, round_: int, said: Lines) -> None:
    """At most a second of what had arrived is lost; whole answers never."""
    last = float(said[-1][3])
    due: Counter[int] = Counter()
    for what, n, words, when in said:
        if what == "finished":
            due[int(n)] = int(words)
        elif last - float(when) >= 1.0:
            due[int(n)] = max(due[int(n)], int(words) + 1)
    for n, words in due.items():
        message = await MessageTable(db).get(f"stream{round_}-{n}")
        assert message is not None
        kept = message.text.split()
        assert kept == [str(word) for word in range(len(kept))]
        assert len(kept) >= words, f"{words - len(kept)} words are lost"
        assert message.stop_reason is not None
    finished = {int(n) for what, n, _, _ in said if what == "finished"}
    for n in finished:
        message = await MessageTable(db).get(f"stream{round_}-{n}")
        assert message is not None
        assert message.stop_reason is StopReason.FINISHED


async def _check_import(db: Database, round_: int, said: Lines) -> None:
    begun = f"import{round_}-"
    counts = await db.read(
        lambda c: dict(
            c.execute(
                "SELECT chat.id, count(message.id) FROM chat LEFT JOIN message"
                " ON chat_id = chat.id WHERE chat.id LIKE ? GROUP BY chat.id",
                (f"{begun}%",),
            ).fetchall()
        )
    )
    done = {f"{begun}{n}" for _, n in said}
    assert done <= set(counts)
    assert len(counts) <= len(done) + 1
    assert set(counts.values()) <= {TURNS}


async def _check_delete(db: Database, said: Lines) -> None:
    binned = {line[1] for line in said if line[0] == "binned"}
    purged = {line[1] for line in said if line[0] == "purged"}
    listed = {chat.id for chat in await ChatTable(db).list()}
    in_bin = {chat.id for chat in await ChatTable(db).deleted()}
    assert not binned & listed
    assert not purged & in_bin
    whole = await db.read(
        lambda c: dict(
            c.execute("SELECT chat_id, count(*) FROM message GROUP BY chat_id").fetchall()
        )
    )
    imported = {each for each in listed | in_bin if each.startswith("import")}
    assert all(whole[each] == TURNS for each in imported)
    assert not {each for each in whole if each.startswith("import")} - imported


async def _check_migrated(db: Database) -> None:
    count = await db.read(lambda c: c.execute("SELECT count(*) FROM message").fetchone()[0])
    assert count == OLD_MESSAGES
    assert len(await MessageTable(db).search("ancient 17", 5)) >= 1


def _check_backups(folder: Path, said: Lines) -> None:
    found = backups_in(folder / "backups")
    assert all(is_whole(backup) and is_sound(backup.path) for backup in found)
    if numbers := [int(line[1]) for line in said if line[0] == "backed-up"]:
        assert numbers[-1] in {backup.number for backup in found}


def old_history(path: Path, messages: int = OLD_MESSAGES) -> None:
    """A history as version 4 wrote it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("BEGIN")
        for number, step in enumerate(MIGRATIONS[:4], 1):
            step(db)
            db.execute(f"PRAGMA user_version = {number}")
        db.execute(
            "INSERT INTO chat (id, title, titled_by, connection_id, model, created_at, updated_at,"
            " pinned) VALUES ('c', 'Old', '', '', '', 1, 1, 0)"
        )
        rows = (
            (f"m{n}", n, f'[{{"type":"text","text":"ancient {n}"}}]', f"ancient {n}", float(n))
            for n in range(messages)
        )
        db.executemany(
            "INSERT INTO message (id, n, chat_id, role, parts, text, created_at, model,"
            " connection_id, response_id, request_id, provider)"
            " VALUES (?, ?, 'c', 'user', ?, ?, ?, '', '', '', '', '{}')",
            ((i, n + 1, parts, text, at) for i, n, parts, text, at in rows),
        )
        db.execute("COMMIT")


async def begin(folder: Path) -> None:
    """A history with something to lose."""
    db = await Database.open(folder / "h.db")
    await ChatTable(db).add(Chat(id="kept", created_at=1.0, updated_at=1.0))
    for n in range(50):
        await MessageTable(db).add(a_message("kept", n, "kept words " * 200))
    await db.aclose()


async def kill(kind: str, folder: Path, round_: int, chance: random.Random) -> int:
    """One kill and its check; how many things were done before it. Raises AssertionError."""
    if kind == "migrate":
        old_history(folder / f"old{round_}.db")
    said = killed(kind, folder, round_, chance)
    await check(kind, folder, round_, said)
    if kind == "migrate":
        for left in folder.glob(f"old{round_}.db*"):
            left.unlink()
    return len(said)


async def run(count: int, seed: int = 2026) -> Counter[str]:
    """How often each kind was killed. Raises AssertionError at the first that lost anything."""
    chance, kinds, kills = random.Random(seed), list(KINDS), Counter[str]()
    for first in range(0, count, _ON_ONE_HISTORY):
        with tempfile.TemporaryDirectory() as name:
            await begin(Path(name))
            for round_ in range(first, min(first + _ON_ONE_HISTORY, count)):
                kind = kinds[round_ % len(kinds)]
                await kill(kind, Path(name), round_, chance)
                kills[kind] += 1
    return kills


if __name__ == "__main__":
    print(dict(asyncio.run(run(int(sys.argv[1])))))
