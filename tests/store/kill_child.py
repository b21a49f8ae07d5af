"""Does one kind of work on a history without end and says what is done, until it is killed.

Run by kills.py: `python -m store.kill_child KIND FOLDER ROUND`. All of it is done by the
services that do it in the program.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from oriel.domain.chats import Chat
from oriel.domain.export_blocks import PLAIN_CRAFT
from oriel.domain.export_content import ExportWords
from oriel.domain.exports import ExportOptions, Format, Scope
from oriel.domain.imports.runs import Choices
from oriel.domain.parts import TextPart
from oriel.domain.stopping import StopReason
from oriel.domain.turns import TextAdded
from oriel.services.answer_draft import AnswerDraft
from oriel.services.archive import Archive
from oriel.services.backups import Backups
from oriel.services.bin import Bin
from oriel.services.conversations import Conversations
from oriel.services.export import Exporter
from oriel.services.export_files import UnfinishedFile
from oriel.services.export_writers import Book, Press, Writer
from oriel.services.imports import Imports
from oriel.services.piece_writer import PieceWriter
from oriel.services.repair import Repair
from oriel.store.bin import BinTable
from oriel.store.chats import ChatTable
from oriel.store.database import Database
from oriel.store.drafts import DraftTable
from oriel.store.messages import MessageTable
from oriel.store.restoring import restore, restore_asked

from .kill_samples import BACK, FOR_GOOD, TURNS, a_message, to_delete

WORD_S = 0.002


def say(*words: object) -> None:
    print(*words, flush=True)


def quiet(*_: object) -> None:
    """Hears of progress and says nothing."""


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
    """A whole import, then it is taken back, and once more."""
    db = await Database.open(folder / "h.db")
    imports = Imports(db)
    plan = await imports.look([str(folder / f"in{round_}.json")])
    say("looked")
    while True:
        done = await imports.run(plan, Choices(), lambda said: say("brought", said.chats))
        say("finished", done.run.id)
        await imports.undo(done.run.id, lambda said: say("undone", said.removed))
        say("gone", done.run.id)


async def delete(folder: Path, round_: str) -> None:
    """Many chats into the bin, some of them out again, some for good, and single turns."""
    db = await Database.open(folder / "h.db")
    conversations = Conversations(ChatTable(db), MessageTable(db), DraftTable(db))
    bin_ = Bin(BinTable(db))
    say("begun")
    for group, ids in enumerate(to_delete(round_)):
        await conversations.delete_many(ids)
        say("binned", group)
        entries = [entry for entry in await bin_.entries() if entry.id in ids]
        await bin_.restore([entry for entry in entries if entry.id in ids[BACK]])
        say("restored", group)
        await bin_.delete_for_good([entry for entry in entries if entry.id in ids[FOR_GOOD]])
        say("purged", group)
        for chat_id in ids[BACK]:
            await conversations.take_out(chat_id, f"{chat_id}-{TURNS - 1}")
        say("taken", group)
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
        made = await backups.make(quiet)
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
        made = await backups.make(quiet)
        await backups.ask_for_restore(made, quiet)
        await db.aclose()
        say("asked", n)
        restore(path)
        say("restored", n)


async def take_along(folder: Path, round_: str) -> None:
    """Archives and exports of everything, one over the other."""
    db = await Database.open(folder / "h.db")
    archive, exporter = Archive(db), Exporter(db, _press)
    out = folder / f"out{round_}"
    say("begun")
    while True:
        await archive.write(str(out / "all.oriel"))
        say("archived")
        options = ExportOptions(format=Format.JSON, together=True)
        await exporter.to_file(Scope(), out / "all.json", options, _WORDS, quiet)
        say("exported")


async def mend(folder: Path, round_: str) -> None:
    """A damaged history, repaired with its backup."""
    hurt = folder / f"hurt{round_}"
    repair = Repair(hurt / "h.db", hurt / "backups")
    (line,) = await repair.candidates()
    say("begun")
    saved = await repair.prepare(line.backup, quiet)
    say("prepared", saved.messages)
    await repair.use(saved)
    say("repaired", saved.messages)
    await asyncio.sleep(60)


def _press() -> Press:
    return Press("", ({}, {}, {}), PLAIN_CRAFT, _no_pages)


def _no_pages(_book: Book, _file: UnfinishedFile) -> Writer:
    raise AssertionError("no pages are set here")


_WORDS = ExportWords(
    who=lambda message: str(message.role),
    facts=lambda message: message.model,
    when=str,
    version=str,
    thought=lambda _message: "",
    tool=lambda call, _result: (call.name, call.status),
    given=lambda call: ("json", call.arguments),
    item=lambda part: part.kind,
    note=lambda note: note.code,
    error=lambda part: (part.code, ""),
    ending=lambda _message: "",
    language=str,
    size=str,
    picture_at=str,
    branch=str,
    page=lambda page, pages: f"{page} of {pages}",
)
KINDS: dict[str, Callable[[Path, str], Awaitable[None]]] = {
    "stream": stream,
    "import": bring_in,
    "delete": delete,
    "migrate": migrate,
    "backup": back_up,
    "restore": go_back,
    "export": take_along,
    "repair": mend,
}

if __name__ == "__main__":
    asyncio.run(KINDS[sys.argv[1]](Path(sys.argv[2]), sys.argv[3]))  # type: ignore[arg-type]
