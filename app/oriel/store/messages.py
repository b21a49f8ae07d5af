"""The message table and the pieces of answers that are still streaming.

A streaming answer is an empty message plus append-only piece rows, so that
keeping it costs the same however long it grows; the end folds it into one row.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from oriel.domain.bin import Taken
from oriel.domain.chats import Chat
from oriel.domain.errors import StoreProblem
from oriel.domain.messages import Message
from oriel.domain.outlines import TurnOutline, Versions
from oriel.domain.search import SearchHit, parse_query
from oriel.domain.waiting import WaitingTurn
from oriel.store import paths
from oriel.store.chats import add_chat
from oriel.store.database import Database
from oriel.store.message_rows import add_message, add_messages, put_message
from oriel.store.removals import DELETE_BELOW, put_back, take_out
from oriel.store.rows import MESSAGE_COLUMNS, message_from_row, storable
from oriel.store.search import find_messages
from oriel.store.waiting import add_waiting

_NAMES = ", ".join(MESSAGE_COLUMNS)
_SELECT = f"SELECT {_NAMES} FROM message "  # noqa: S608
# A piece that comes after the end is dropped: `finish` brought the whole.
_APPEND = """INSERT INTO piece (message_id, seq, kind, text)
    SELECT id, ?, ?, ? FROM message WHERE id = ? AND stop_reason IS NULL"""


class MessageTable:
    """Every message of every chat, each chat a tree."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, message: Message) -> None:
        """Raises sqlite3.IntegrityError when the chat or the parent is not there (a bug)."""
        await self._db.run(lambda db: add_message(db, message))

    async def get(self, message_id: str) -> Message | None:
        found = await self._select("WHERE id = ?", message_id)
        return found[0] if found else self._held(message_id)

    async def for_chat(self, chat_id: str) -> list[Message]:
        """The chat's whole tree, oldest first."""
        return await self._select("WHERE chat_id = ? ORDER BY created_at, n", chat_id)

    async def with_ids(self, ids: Sequence[str]) -> list[Message]:
        """The messages in the order asked for, however many; unknown ones are left out."""
        return self._latest(await self._db.read(lambda db: paths.messages_with(db, ids)))

    async def last_of_path(self, chat_id: str, leaf_id: str | None, count: int) -> list[Message]:
        """The last `count` messages of the path that ends at `leaf_id`, root first.

        Reads no others, however long the chat. [] when `leaf_id` is None or not in
        the chat; a broken or circular parent link ends the path there.
        """
        found = await self._db.read(lambda db: paths.last_of_path(db, chat_id, leaf_id, count))
        return self._latest(found)

    async def outline_of_path(self, chat_id: str, leaf_id: str | None) -> list[TurnOutline]:
        """The whole path that `last_of_path` gives the end of, without the words."""
        return await self._db.read(lambda db: paths.outline_of_path(db, chat_id, leaf_id))

    async def newest_leaf(self, chat_id: str) -> str | None:
        """The leaf reached by always taking the newest child; None when there is no message."""
        return await self._db.read(lambda db: paths.newest_leaf_of(db, chat_id))

    async def newest_below(self, chat_id: str, parent_id: str | None) -> str | None:
        """The leaf reached from `parent_id` (None: from the beginning) by always taking the
        newest child; `parent_id` itself when it has none."""
        return await self._db.read(lambda db: paths.newest_below(db, chat_id, parent_id))

    async def versions_below(
        self, chat_id: str, parents: Sequence[str | None]
    ) -> dict[str, Versions]:
        """By id, the place of each child of `parents` (None: of the first turns) that has
        siblings; costs nothing for the rest of the chat."""
        return await self._db.read(lambda db: paths.versions_below(db, chat_id, parents))

    async def leaf_of_version(self, chat_id: str, message_id: str, step: int) -> str | None:
        """The newest leaf below the sibling `step` places after `message_id` (before it
        when negative); None when there is no such sibling or message."""
        return await self._db.read(lambda db: paths.leaf_of_version(db, chat_id, message_id, step))

    async def matches(self, chat_id: str, needle: str) -> dict[str, int]:
        """By id, how often a message's text (as Message.text) holds `needle`, in any case
        and without overlap; messages without it are left out. {} when it is empty."""
        return await self._db.read(lambda db: paths.count_matches(db, chat_id, needle))

    async def name_response(self, message: Message) -> None:
        """Notes which response of the service a streaming answer is."""
        statement = """UPDATE message SET response_id = ?, request_id = ?, model = ?
            WHERE id = ? AND stop_reason IS NULL"""
        row = (message.response_id, message.request_id, message.model, message.id)
        await self._db.run(lambda db: db.execute(statement, row))

    async def append_piece(self, message_id: str, seq: int, kind: str, text: str) -> None:
        """Keeps one more piece of a streaming answer.

        `seq` counts up within the message; `kind` is text, reasoning or refusal.
        """
        row = (seq, kind, storable(text), message_id)
        await self._db.run(lambda db: db.execute(_APPEND, row))

    async def finish(self, message: Message) -> None:
        """Puts the final message in the place of the streaming one and its pieces,
        durably: once this returns, not even a power cut loses it. On a full disk it is held
        in memory, read from there, and written as soon as that is possible."""

        def work(db: sqlite3.Connection) -> None:
            put_message(db, message)
            db.execute("DELETE FROM piece WHERE message_id = ?", (message.id,))

        key = ("answer", message.id)
        await self._db.unkept.keep(key, message, lambda: self._db.run_durably(work))
        self.note_streaming(message.id, None)

    def note_streaming(self, message_id: str, problem: StoreProblem | None) -> None:
        """Tells that what streams is not being kept, and None that it is again."""
        self._db.unkept.note(("streaming", message_id), problem)

    async def add_with(
        self, chat: Chat, messages: Sequence[Message], waiting: Sequence[WaitingTurn] = ()
    ) -> None:
        """Adds a chat, its messages, parents first, and the turns that wait to be sent in it,
        in their order, durably: all of it or nothing."""

        def work(db: sqlite3.Connection) -> None:
            add_chat(db, chat)
            add_messages(db, messages)
            for turn in waiting:
                add_waiting(db, turn)

        await self._db.run_durably(work)

    async def delete(self, message_id: str) -> None:
        """Removes the message and all that answers it, for good."""
        await self._db.run(lambda db: db.execute(DELETE_BELOW, (message_id,)))

    async def take_out(
        self, chat_id: str, message_id: str, binned_at: float | None
    ) -> Taken | None:
        """Moves the message and all that answers it into the bin, or away for good when
        `binned_at` is None; None when it is not there."""
        return await self._db.run(lambda db: take_out(db, chat_id, message_id, binned_at))

    async def put_back(
        self, chat_id: str, messages: Sequence[Message], leaf_id: str | None
    ) -> None:
        """The inverse of `take_out`, all or none of it."""
        await self._db.run(lambda db: put_back(db, chat_id, messages, leaf_id))

    async def search(self, text: str, limit: int) -> list[SearchHit]:
        """Messages that hold every word of `text`, newest first, at most `limit`.

        "Quoted words" must follow one another; the last word may be unfinished.
        Chats in the bin are left out.
        """
        query = parse_query(text)
        return list((await self._db.read(lambda db: find_messages(db, query, limit))).hits)

    async def _select(self, clause: str, value: str) -> list[Message]:
        def work(db: sqlite3.Connection) -> list[Message]:
            return [message_from_row(row) for row in db.execute(_SELECT + clause, (value,))]

        return self._latest(await self._db.read(work))

    def _latest(self, messages: list[Message]) -> list[Message]:
        """With those that the file refused in the place of what it has of them."""
        if not len(self._db.unkept):
            return messages
        return [self._held(message.id) or message for message in messages]

    def _held(self, message_id: str) -> Message | None:
        held = self._db.unkept.held(("answer", message_id))
        return held if isinstance(held, Message) else None
