"""What must be so after a kill: what was said to be finished is whole, what was not is whole or
absent, and the file is sound."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections import Counter
from pathlib import Path

from oriel.domain.errors import StoreDamaged
from oriel.domain.imports.runs import ImportRun
from oriel.domain.stopping import StopReason
from oriel.services.bin import Bin
from oriel.services.imports import Imports
from oriel.store.backups import backups_in, is_whole
from oriel.store.bin import BinTable
from oriel.store.chats import ChatTable
from oriel.store.database import Database
from oriel.store.messages import MessageTable
from oriel.store.restoring import restore, restore_asked

from .kill_samples import (
    BACK,
    FOR_GOOD,
    HURT_MESSAGES,
    IMPORTED,
    OLD_MESSAGES,
    TURNS,
    to_delete,
)
from .samples import is_sound

Lines = list[list[str]]


async def check(kind: str, folder: Path, round_: int, said: Lines) -> None:
    """Opens the history as the next start does. Raises AssertionError."""
    if kind == "repair":
        await _check_repair(folder / f"hurt{round_}", said)
        return
    path = folder / (f"old{round_}.db" if kind == "migrate" else "h.db")
    if restore_asked(path):
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
                await _check_delete(db, round_, said)
            case "migrate":
                await _check_migrated(db)
            case "backup" | "restore":
                _check_backups(folder, said)
            case "export":
                await _check_exports(folder / f"out{round_}", db, said)
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
    """Each chat is whole; the import can be finished, or taken back whole."""
    imports = Imports(db)
    here = f"in{round_}.json"
    runs = [run for run in await imports.earlier() if run.paths[0].endswith(here)]
    last = next((line for line in reversed(said) if line[0] in ("finished", "gone")), None)
    if last is not None and last[0] == "finished":
        (run,) = runs
        assert run.id == last[1]
        assert run.finished_at is not None
        assert run.undoing or await _chats_of(db, run) == IMPORTED
    elif last is not None:
        assert last[1] not in {run.id for run in runs}
    for run in runs:
        await _chats_of(db, run)
        if len(said) % 2 and run.finished_at is None:
            await imports.resume(run)
            assert await _chats_of(db, run) == IMPORTED
        else:
            await imports.undo(run.id)
            assert not await _chats_of(db, run)


async def _chats_of(db: Database, run: ImportRun) -> int:
    """How many an import has brought; each has all of its messages."""
    asked = """SELECT count(message.id) FROM chat LEFT JOIN message ON chat_id = chat.id
        WHERE import_id = ? GROUP BY chat.id"""
    found = await db.read(lambda c: [row[0] for row in c.execute(asked, (run.id,))])
    assert set(found) <= {TURNS}
    return len(found)


async def _check_delete(db: Database, round_: int, said: Lines) -> None:
    listed = {chat.id for chat in await ChatTable(db).list()}
    in_bin = {entry.chat_id for entry in await Bin(BinTable(db)).entries() if entry.is_chat}
    done = {(line[0], int(line[1])) for line in said if len(line) == 2}
    for group, ids in enumerate(to_delete(round_)):
        states = ["here" if each in listed else "bin" if each in in_bin else "gone" for each in ids]
        for part in (slice(FOR_GOOD.stop, BACK.start), BACK, FOR_GOOD):
            assert len(set(states[part])) == 1, "half of what was done at once"
        if ("binned", group) in done:
            assert states[FOR_GOOD.stop] == "bin"
        if ("restored", group) in done:
            assert states[BACK.start] == "here"
        if ("purged", group) in done:
            assert states[FOR_GOOD.start] == "gone"
        await _check_turns(db, ids, states, taken=("taken", group) in done)


async def _check_turns(db: Database, ids: list[str], states: list[str], *, taken: bool) -> None:
    """Of a chat that is not gone each message is there, or in the bin."""

    def work(c: sqlite3.Connection) -> dict[str, tuple[int, int]]:
        asked = """SELECT id, (SELECT count(*) FROM message WHERE chat_id = chat.id),
            (SELECT count(*) FROM removal WHERE chat_id = chat.id) FROM chat"""
        return {row[0]: (row[1], row[2]) for row in c.execute(asked)}

    counts = await db.read(work)
    for number, (chat_id, state) in enumerate(zip(ids, states, strict=True)):
        if state == "gone":
            continue
        messages, removed = counts[chat_id]
        assert messages + removed == TURNS
        assert not taken or removed == (BACK.start <= number < BACK.stop)


async def _check_migrated(db: Database) -> None:
    count = await db.read(lambda c: c.execute("SELECT count(*) FROM message").fetchone()[0])
    assert count == OLD_MESSAGES
    assert len(await MessageTable(db).search("ancient 17", 5)) >= 1


def _check_backups(folder: Path, said: Lines) -> None:
    found = backups_in(folder / "backups")
    assert all(is_whole(backup) and is_sound(backup.path) for backup in found)
    if numbers := [int(line[1]) for line in said if line[0] == "backed-up"]:
        assert numbers[-1] in {backup.number for backup in found}


async def _check_exports(folder: Path, db: Database, said: Lines) -> None:
    """What has the name of an export is one, whole."""
    chats = len(await ChatTable(db).list())
    archive, file = folder / "all.oriel", folder / "all.json"
    assert archive.exists() or ["archived"] not in said
    assert file.exists() or ["exported"] not in said
    if archive.exists():
        with zipfile.ZipFile(archive) as whole:
            assert whole.testzip() is None
        plan = await Imports(db).look([str(archive)])
        assert not plan.not_read
        assert len(plan.found) >= chats
    if file.exists():
        told = json.loads(file.read_text("utf-8"))
        assert len(told.get("chats", [told])) == chats


async def _check_repair(folder: Path, said: Lines) -> None:
    """It is damaged as before, or repaired and the damaged file set aside whole."""
    path = folder / "h.db"
    if restore_asked(path):
        restore(path)
    as_found = (folder / "as-found").read_bytes()
    try:
        db = await Database.open(path)
    except StoreDamaged:
        assert path.read_bytes() == as_found
        assert said[-1][0] != "repaired"
        return
    try:
        count = await db.read(lambda c: c.execute("SELECT count(*) FROM message").fetchone()[0])
        assert HURT_MESSAGES // 2 <= count <= HURT_MESSAGES
        told = [int(line[1]) for line in said if line[0] == "prepared"]
        assert not told or told == [count]
    finally:
        await db.aclose()
    asides = [each for each in folder.glob("h.db.damaged.*") if each.suffix not in (".seal",)]
    assert as_found in [each.read_bytes() for each in asides]
    assert is_sound(path)
