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
_CONTAINERS = """SELECT connection_id, provider, created_at FROM message
    WHERE chat_id = ? AND created_at > ? AND instr(provider, '"container_id"') > 0"""
_CONTAINER_ID = re.compile(r'"container_id":\s*"([^"\\]+)"')


class StoredAnswer(NamedTuple):
    """One response a service was asked for; `at` is epoch seconds."""

    chat_id: str
    connection_id: str
    response_id: str
    at: float


class UsedContainer(NamedTuple):
    connection_id: str
    container_id: str
    at: float


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
        """Those in which code ran for these chats since then, each with its last use."""

        def work(db: sqlite3.Connection) -> list[UsedContainer]:
            found: dict[tuple[str, str], float] = {}
            for chat_id in chat_ids:
                for place, provider, at in db.execute(_CONTAINERS, (chat_id, after)):
                    for container_id in _CONTAINER_ID.findall(provider):
                        key = (place, container_id)
                        found[key] = max(at, found.get(key, 0.0))
            return [UsedContainer(*key, at) for key, at in found.items()]

        return await self._db.read_beside(work)
