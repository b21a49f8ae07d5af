"""What services may have kept of chats besides conversations: responses, by their ids.

Apart from the message table: it reads no message, only which response each was.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from oriel.store.database import Database

_ANSWERS = """SELECT chat_id, connection_id, response_id, created_at FROM message
    WHERE chat_id = ? AND role = 'assistant' AND response_id <> '' AND connection_id <> ''"""
_SET_TO_USE = "SELECT id FROM chat WHERE instr(settings, ?) > 0"
_CONTAINERS = """SELECT connection_id, provider FROM message
    WHERE chat_id = ? AND created_at > ? AND instr(provider, '"container_id"') > 0"""
_CONTAINER_ID = re.compile(r'"container_id":\s*"([^"\\]+)"')


class StoredAnswer(NamedTuple):
    """One response a service was asked for; `at` is epoch seconds."""

    chat_id: str
    connection_id: str
    response_id: str
    at: float


class UsedContainer(NamedTuple):
    chat_id: str
    connection_id: str
    container_id: str


class StoredAnswers:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def of(self, chat_ids: Sequence[str]) -> list[StoredAnswer]:
        """Each response once, on whatever branch its answer is."""

        def work(db: sqlite3.Connection) -> list[StoredAnswer]:
            rows = (row for chat_id in chat_ids for row in db.execute(_ANSWERS, (chat_id,)))
            return list({row[1:3]: StoredAnswer(*row) for row in rows}.values())

        return await self._db.read_beside(work)

    async def containers(self, chat_ids: Sequence[str], after: float) -> list[UsedContainer]:
        """Those in which code ran for these chats since then, and that no other chat is set
        to use."""

        def work(db: sqlite3.Connection) -> list[UsedContainer]:
            found: dict[tuple[str, str], UsedContainer] = {}
            for chat_id in chat_ids:
                for place, provider in db.execute(_CONTAINERS, (chat_id, after)):
                    for container_id in _CONTAINER_ID.findall(provider):
                        found[place, container_id] = UsedContainer(chat_id, place, container_id)
            return [each for each in found.values() if not _is_shared(db, each, chat_ids)]

        return await self._db.read_beside(work)


def _is_shared(db: sqlite3.Connection, used: UsedContainer, chat_ids: Sequence[str]) -> bool:
    rows = db.execute(_SET_TO_USE, (used.container_id,))
    return any(chat_id not in chat_ids for (chat_id,) in rows)
