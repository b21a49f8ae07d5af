"""Does one kind of work on a history without end and says what is done, until it is killed.

Run by kills.py: `python -m store.kill_child KIND FOLDER ROUND`.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from oriel.domain.chats import Chat
from oriel.domain.messages import Message, Role
from oriel.domain.parts import TextPart
from oriel.domain.stopping import StopReason
from oriel.domain.turns import TextAdded
from oriel.services.answer_draft import AnswerDraft
from oriel.services.backups import Backups
from oriel.services.piece_writer import PieceWriter
from oriel.store.chats import ChatTable, add_chat
from oriel.store.database import Database
from oriel.store.message_rows import add_messages
from oriel.store.messages import MessageTable
from oriel.store.restoring import ask_for_restore, restore, restore_asked

TURNS = 40  # messages of an imported chat
WORD_S = 0.002


def say(*words: object) -> None:
    print(*words, flush=True)


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


async def stream(folder: Path, round_: str) -> None:
    """Answers as the engine keeps them: pieces twice a second, the whole at the end."""
    db = await Database.open(folder / "h.db")
    table, chat_id = MessageTable(db), f"stream{round_}"
    await ChatTable(db).add(Chat(id=chat_id, created_at=1.0, updated_at=1.0))
    for n in range(1000):
        message = a_message(chat_id, n)
        draft = AnswerDraft(message)
        await table.add(message)
        words = 300 + 400 * (n % 4)
        async with PieceWriter(table, draft):
            for word in range(words):
                draft.add(TextAdded("t", f"{word} "))
                say("word", n, word, time.monotonic())
                await asyncio.sleep(WORD_S)
        text = "".join(f"{word} " for word in range(words))
        whole = replace(message, parts=(TextPart(text),), stop_reason=StopReason.FINISHED)
        await table.finish(whole)
        say("finished", n, words, time.monotonic())


async def bring_in(folder: Path, round_: str) -> None:
    """Whole chats, each in one transaction, as an import writes them."""
    db = await Database.open(folder / "h.db")
    for n in range(100_000):
        chat_id = f"import{round_}-{n}"
        messages = [
            a_message(
                chat_id,
                turn,
                f"imported words number {turn} " * 20,
                f"{chat_id}-{turn - 1}" if turn else None,
            )
            for turn in range(TURNS)
        ]

        def work(connection: object, chat_id: str = chat_id, messages: list[Message] = messages):  # type: ignore[no-untyped-def]
            add_chat(connection, Chat(id=chat_id, created_at=1.0, updated_at=1.0))  # type: ignore[arg-type]
            add_messages(connection, messages)  # type: ignore[arg-type]

        await db.run(work)
        say("imported", n)


async def delete(folder: Path, round_: str) -> None:
    """Into the bin, and from there for good, what the rounds before left."""
    db = await Database.open(folder / "h.db")
    chats = ChatTable(db)
    for number, chat in enumerate(await chats.list()):
        if not chat.id.startswith("import"):
            continue
        await chats.delete(chat.id, at=float(number))
        say("binned", chat.id)
        if number % 3 == 0:
            await chats.purge(deleted_before=number + 0.5)
            say("purged", chat.id)
    say("done")
    await asyncio.sleep(60)


async def migrate(folder: Path, round_: str) -> None:
    """Opens a history of version 4; open for good when that is done."""
    say("begun")
    await Database.open(folder / f"old{round_}.db")
    say("migrated")
    await asyncio.sleep(60)


async def back_up(folder: Path, round_: str) -> None:
    """Backups one after the other, while it is being written."""
    db = await Database.open(folder / "h.db")
    backups = Backups(db, folder / "backups")
    table, chat_id = MessageTable(db), f"backup{round_}"
    await ChatTable(db).add(Chat(id=chat_id, created_at=1.0, updated_at=1.0))

    async def write() -> None:
        for n in range(100_000):
            await table.add(a_message(chat_id, n, f"written meanwhile {n} " * 30))

    writing = asyncio.ensure_future(write())
    while not writing.done():
        made = await backups.make(lambda _done, _pages: None)
        say("backed-up", made.number)


async def go_back(folder: Path, round_: str) -> None:
    """The newest backup in the place of the history, again and again."""
    path = folder / "h.db"
    for n in range(1000):
        if restore_asked(path):
            restore(path)
        db = await Database.open(path)
        await ChatTable(db).add(Chat(id=f"back{round_}-{n}", created_at=1.0, updated_at=1.0))
        backups = Backups(db, folder / "backups")
        made = await backups.make(lambda _done, _pages: None)
        await db.aclose()
        ask_for_restore(path, made.path)
        say("asked", n)
        restore(path)
        say("restored", n)


KINDS: dict[str, Callable[[Path, str], Awaitable[None]]] = {
    "stream": stream,
    "import": bring_in,
    "delete": delete,
    "migrate": migrate,
    "backup": back_up,
    "restore": go_back,
}

if __name__ == "__main__":
    asyncio.run(KINDS[sys.argv[1]](Path(sys.argv[2]), sys.argv[3]))  # type: ignore[arg-type]
