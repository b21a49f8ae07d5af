"""The bin: what lies in it, how much that is, what comes back out of it, and what goes for good.

Apart from the tables of chats and messages, whose rows it looks at together.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from oriel.domain.bin import FIRST_WORDS, BinEntry, Restored, TurnsBack, first_words
from oriel.domain.messages import Message
from oriel.store import paths, removals
from oriel.store.database import Database
from oriel.store.rows import to_json

# Deleted long before there was a bin: what is to go for good and has not gone yet.
_DOOMED = 0.0
_CHATS_AT_ONCE = 20  # that go in one transaction, so that no other writing waits long
_CHATS = f"""SELECT id, title, deleted_at, coalesce((
        SELECT substr(text, 1, {4 * FIRST_WORDS}) FROM message
        WHERE chat_id = chat.id ORDER BY created_at, n LIMIT 1
    ), '') FROM chat WHERE deleted_at > ?"""  # noqa: S608
_TURNS = """SELECT removal.id, chat_id, title, excerpt, removal.deleted_at,
        chat.deleted_at IS NOT NULL FROM removal JOIN chat ON chat.id = chat_id
    WHERE removal.deleted_at > ? AND coalesce(chat.deleted_at, 1.0) > ?"""
_SIZE_OF_CHAT = """SELECT count(*), total(
        length(CAST(parts AS BLOB)) + length(CAST(text AS BLOB)) + length(provider)
    ) FROM message WHERE chat_id = ?"""
_SIZE_OF_TURNS = """SELECT json_array_length(messages), length(CAST(messages AS BLOB))
    FROM removal WHERE id = ? AND json_valid(messages)"""
# These name their chat without a reference that would take them along.
_WITH_CHAT = ("waiting", "approval")


class BinTable:
    """Times are seconds since the epoch. What is not in the bin (any more) is no error."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def entries(self) -> list[BinEntry]:
        """All that lies there, not counted yet, last deleted first."""
        return await self._db.read_beside(_entries, "pages")

    async def measured(self, entries: Sequence[BinEntry]) -> list[BinEntry]:
        """The same with how many messages they are, and how large."""

        def work(db: sqlite3.Connection) -> list[BinEntry]:
            return [_measured(db, entry) for entry in entries]

        return await self._db.read_beside(work, "sums")

    async def messages(self, entry: BinEntry, most: int) -> tuple[Message, ...]:
        """Of a chat the last of the branch that was read, of turns the first; root first."""

        def work(db: sqlite3.Connection) -> tuple[Message, ...]:
            return tuple(_messages(db, entry, most))

        return await self._db.read_beside(work, "pages")

    async def restore(self, entries: Sequence[BinEntry]) -> Restored:
        """Takes them out of the bin, all or none: chats as they were, turns to their place in
        the chat, which comes back along where it lies there too."""
        return await self._db.run(lambda db: _restore(db, entries))

    async def bin_again(self, restored: Restored) -> None:
        """Undoes `restore`: everything goes when it would have gone."""
        await self._db.run(lambda db: _bin_again(db, restored))

    async def doom(self, entries: Sequence[BinEntry]) -> None:
        """Removes turns for good, and has chats removed by the next `purge`; from here on
        nobody sees them, even if the program ends before."""
        await self._db.run_durably(lambda db: _doom(db, entries))

    async def purge(self, deleted_before: float) -> int:
        """As the function."""
        return await purge(self._db, deleted_before)


async def purge(db: Database, deleted_before: float) -> int:
    """Removes for good what was deleted before then, with all that belongs to it; how many
    chats that were. Other writing comes in between."""
    await db.run(lambda rows: _purge_turns(rows, deleted_before))
    count = 0
    while gone := await db.run(partial(_purge_chats, deleted_before=deleted_before)):
        count += gone
    return count


def _entries(db: sqlite3.Connection) -> list[BinEntry]:
    chats = [
        BinEntry(
            id=chat_id,
            chat_id=chat_id,
            is_chat=True,
            title=title,
            excerpt=first_words(text),
            deleted_at=deleted_at,
        )
        for chat_id, title, deleted_at, text in db.execute(_CHATS, (_DOOMED,))
    ]
    turns = [
        BinEntry(
            id=removal_id,
            chat_id=chat_id,
            is_chat=False,
            title=title,
            excerpt=excerpt,
            deleted_at=deleted_at,
            with_chat=bool(with_chat),
        )
        for removal_id, chat_id, title, excerpt, deleted_at, with_chat in db.execute(
            _TURNS, (_DOOMED, _DOOMED)
        )
    ]
    return sorted(chats + turns, key=lambda entry: (-entry.deleted_at, entry.id))


def _measured(db: sqlite3.Connection, entry: BinEntry) -> BinEntry:
    counted = _SIZE_OF_CHAT if entry.is_chat else _SIZE_OF_TURNS
    found = db.execute(counted, (entry.id,)).fetchone() or (0, 0)
    return replace(entry, messages=int(found[0] or 0), size=int(found[1] or 0))


def _messages(db: sqlite3.Connection, entry: BinEntry, most: int) -> Sequence[Message]:
    if not entry.is_chat:
        stored = db.execute("SELECT messages FROM removal WHERE id = ?", (entry.id,)).fetchone()
        return removals.messages_in(stored[0])[:most] if stored else ()
    head = db.execute("SELECT leaf_id FROM chat WHERE id = ?", (entry.id,)).fetchone()
    if head is None:
        return ()
    return paths.last_of_path(db, entry.id, head[0], most) or paths.last_of_path(
        db, entry.id, paths.newest_leaf_of(db, entry.id), most
    )


def _restore(db: sqlite3.Connection, entries: Iterable[BinEntry]) -> Restored:
    chats: dict[str, float] = {}
    turns: list[TurnsBack] = []
    # What was taken out last stood above, or beside, what was taken out before it.
    for entry in sorted(entries, key=lambda entry: (not entry.is_chat, -entry.deleted_at)):
        if (deleted_at := _bring_back(db, entry.chat_id)) is not None:
            chats[entry.chat_id] = deleted_at
        if not entry.is_chat and (back := removals.restore(db, entry.id)) is not None:
            turns.append(back)
    return Restored(tuple(chats.items()), tuple(turns))


def _bring_back(db: sqlite3.Connection, chat_id: str) -> float | None:
    """When the chat had been deleted; None when it had not."""
    found = db.execute(
        "SELECT deleted_at FROM chat WHERE id = ? AND deleted_at > ?", (chat_id, _DOOMED)
    ).fetchone()
    db.execute(
        "UPDATE chat SET deleted_at = NULL WHERE id = ? AND deleted_at > ?", (chat_id, _DOOMED)
    )
    return found[0] if found else None


def _bin_again(db: sqlite3.Connection, restored: Restored) -> None:
    for back in reversed(restored.turns):
        removals.bin_again(db, back)
    for chat_id, deleted_at in restored.chats:
        db.execute(
            "UPDATE chat SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL",
            (deleted_at, chat_id),
        )


def _doom(db: sqlite3.Connection, entries: Iterable[BinEntry]) -> None:
    chats = []
    for entry in entries:
        if entry.is_chat:
            chats.append(entry.id)
        else:
            removals.forget(db, entry.id)
    # Not what was brought back meanwhile.
    doom = """UPDATE chat SET deleted_at = ? WHERE deleted_at IS NOT NULL
        AND id IN (SELECT value FROM json_each(?))"""
    db.execute(doom, (_DOOMED, to_json(chats)))


def _purge_turns(db: sqlite3.Connection, deleted_before: float) -> int:
    return db.execute("DELETE FROM removal WHERE deleted_at < ?", (deleted_before,)).rowcount


def _purge_chats(db: sqlite3.Connection, deleted_before: float) -> int:
    due = "SELECT id FROM chat WHERE deleted_at < ? ORDER BY id LIMIT ?"
    return forget_chats(db, [row[0] for row in db.execute(due, (deleted_before, _CHATS_AT_ONCE))])


def forget_chats(db: sqlite3.Connection, chat_ids: Sequence[str]) -> int:
    """Removes chats for good with all that belongs to them, in the bin or not; how many."""
    ids, these = to_json(chat_ids), "(SELECT value FROM json_each(?))"
    for table in _WITH_CHAT:
        db.execute(f"DELETE FROM {table} WHERE chat_id IN {these}", (ids,))  # noqa: S608
    return db.execute(f"DELETE FROM chat WHERE id IN {these}", (ids,)).rowcount  # noqa: S608
