"""What is there before a kill: a history with something to lose, a file to be brought in, chats
to be deleted, an old and a damaged history."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from oriel.domain.chats import Chat
from oriel.domain.messages import Message, Role
from oriel.domain.parts import TextPart
from oriel.store.backups import make_backup
from oriel.store.chats import ChatTable, add_chat
from oriel.store.database import Database
from oriel.store.message_rows import add_messages
from oriel.store.messages import MessageTable
from oriel.store.migrations import MIGRATIONS

TURNS = 6  # messages of a chat that is deleted or brought in
IMPORTED = 300  # chats of an import
OLD_MESSAGES = 3000
HURT_MESSAGES = 600  # of which the backup has half
# Of each handful of chats that is deleted at once: what comes back, what goes for good.
HANDFULS, HANDFUL = 12, 30
BACK, FOR_GOOD = slice(25, 30), slice(0, 20)


def a_message(chat_id: str, n: int, text: str = "", parent_id: str | None = None) -> Message:
    """Numbered within its chat; without a text, an answer that has only begun."""
    return Message(
        id=f"{chat_id}-{n}",
        chat_id=chat_id,
        parent_id=parent_id,
        role=Role.USER if text else Role.ASSISTANT,
        parts=(TextPart(text),) if text else (),
        created_at=float(n + 1),
    )


def a_talk(chat_id: str) -> list[Message]:
    """TURNS messages, each below the one before it."""
    return [
        a_message(chat_id, n, f"words {n} " * 100, f"{chat_id}-{n - 1}" if n else None)
        for n in range(TURNS)
    ]


def to_delete(round_: str | int) -> list[list[str]]:
    """The ids of the chats that a round deletes, by handfuls."""
    return [[f"delete{round_}-{group}-{n}" for n in range(HANDFUL)] for group in range(HANDFULS)]


async def begin(folder: Path) -> None:
    """A history with something to lose."""
    db = await Database.open(folder / "h.db")
    await ChatTable(db).add(Chat(id="kept", created_at=1.0, updated_at=1.0))
    for n in range(50):
        await MessageTable(db).add(a_message("kept", n, "kept words " * 200))
    await db.aclose()


async def prepare(kind: str, folder: Path, round_: int) -> None:
    """What a kind of work needs besides."""
    match kind:
        case "import":
            _export_of_another_program(folder / f"in{round_}.json", round_)
        case "delete":
            await _add_chats(folder / "h.db", round_)
        case "migrate":
            old_history(folder / f"old{round_}.db")
        case "export":
            (folder / f"out{round_}").mkdir()
        case "repair":
            await _hurt(folder / f"hurt{round_}", round_)


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


def _export_of_another_program(path: Path, round_: int) -> None:
    raw = [
        {
            "uuid": f"in{round_}-{n}",
            "name": f"Chat {n}",
            "chat_messages": [
                {"uuid": f"in{round_}-{n}-{at}", "sender": "human", "text": f"word{at} " * 100}
                for at in range(TURNS)
            ],
        }
        for n in range(IMPORTED)
    ]
    path.write_text(json.dumps(raw), encoding="utf-8")


async def _add_chats(path: Path, round_: int) -> None:
    def work(db: sqlite3.Connection) -> None:
        for chat_id in [chat_id for group in to_delete(round_) for chat_id in group]:
            add_chat(db, Chat(id=chat_id, created_at=1.0, updated_at=1.0))
            add_messages(db, a_talk(chat_id))

    database = await Database.open(path)
    await database.run(work)
    await database.aclose()


async def _hurt(folder: Path, round_: int) -> None:
    """A damaged history, a backup of half of it, and how it was when it was found."""
    folder.mkdir()
    path = folder / "h.db"
    for half in range(2):
        database = await Database.open(path)
        if not half:
            await ChatTable(database).add(Chat(id="c", created_at=1.0, updated_at=1.0))
        numbers = range(half * HURT_MESSAGES // 2, (half + 1) * HURT_MESSAGES // 2)
        messages = [a_message("c", n, f"hurt words {n} " * 40) for n in numbers]
        await database.run(lambda db, new=messages: add_messages(db, new))  # type: ignore[misc]
        await database.aclose()
        if not half:
            make_backup(path, folder / "backups", lambda _done, _all: None, lambda: False)
    with path.open("r+b") as file:
        size = path.stat().st_size
        file.seek(size // 2)
        file.write(random.Random(round_).randbytes(size // 8))
    shutil.copy(path, folder / "as-found")
