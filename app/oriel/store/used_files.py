"""Which chats have which files: read out of all messages, drafts and waiting turns, of single
messages in the bin, and of what new chats in a folder begin with.

Apart from the message table, which gives whole messages: here 100,000 of them are looked
through, and nothing of them is built but the ids.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from functools import partial

from oriel.domain.file_uses import ChatUse, ChatUses
from oriel.store.database import Database

# At once, so that an answer that streams meanwhile is still kept in time.
_ROWS = 5_000
# Within a text quotes are escaped, so this only meets fields of parts (and, in what a
# newer Oriel wrote, of parts unknown to us).
_FILE_ID = re.compile(r'"file_id":"([^"\\]+)"')
_MARK = '"file_id":"'
_FROM_MESSAGES = """SELECT chat_id, role = 'user', parts FROM message
    WHERE n > ? AND n <= ? AND instr(parts, ?) > 0"""
# The number of the last of the next rows: numbers have gaps.
_NEXT = "SELECT max(n) FROM (SELECT n FROM message WHERE n > ? ORDER BY n LIMIT ?)"
_FROM_DRAFTS = "SELECT chat_id, 1, parts FROM draft WHERE instr(parts, ?) > 0"
_FROM_WAITING = "SELECT chat_id, 1, parts FROM waiting WHERE instr(parts, ?) > 0"
# In the bin messages are JSON within JSON.
_IN_BIN_MARK = r"\"file_id\":\""
_FROM_BIN = "SELECT chat_id, messages FROM removal WHERE instr(messages, ?) > 0"
_FILE_ID_IN_BIN = re.compile(r'\\"file_id\\":\\"([^"\\]+)\\"')
_SETTINGS = """SELECT id, settings FROM chat WHERE instr(settings, '"file_ids":["') > 0
    UNION ALL SELECT '', json FROM folder WHERE instr(json, '"file_ids":["') > 0"""
_FILE_IDS = re.compile(r'"file_ids":\[((?:"[^"\\]+",?)+)\]')
_CHATS = "SELECT id, title, deleted_at IS NOT NULL FROM chat ORDER BY updated_at DESC"

_Row = tuple[str, int, str]
_Found = dict[str, dict[str, bool]]  # by file id, by chat id, whether it was attached


class UsedFiles:
    """Raises what every table raises (database.py)."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def by_file(self) -> ChatUses:
        """By file id the chats that have it, the one used last first. What is typed for a
        chat that has not begun is under the chat id ""."""
        found: _Found = {}
        after: int | None = 0
        while after is not None:
            after = await self._db.read(partial(_look, found, after))
        return await self._db.read(lambda db: _finished(db, found))


def _look(found: _Found, after: int, db: sqlite3.Connection) -> int | None:
    """Looks through the next rows; the last one's number, None when there were none."""
    last: int | None = db.execute(_NEXT, (after, _ROWS)).fetchone()[0]
    if last is not None:
        _take(db.execute(_FROM_MESSAGES, (after, last, _MARK)), found)
    return last


def _take(rows: Iterable[_Row], found: _Found) -> None:
    for chat_id, attached, parts in rows:
        for file_id in _FILE_ID.findall(parts):
            chats = found.setdefault(file_id, {})
            chats[chat_id] = chats.get(chat_id, False) or bool(attached)


def _finished(db: sqlite3.Connection, found: _Found) -> ChatUses:
    _take(db.execute(_FROM_DRAFTS, (_MARK,)), found)
    _take(db.execute(_FROM_WAITING, (_MARK,)), found)
    _take_from_bin(db, found)
    _take_settings(db, found)
    chats = {chat_id: (title, bool(in_bin)) for chat_id, title, in_bin in db.execute(_CHATS)}
    # A chat that was removed meanwhile uses nothing; the draft of one not begun has no row.
    chats.setdefault("", ("", False))
    places = {chat_id: place for place, chat_id in enumerate(chats)}
    return {
        file_id: tuple(
            ChatUse(chat_id, chats[chat_id][0], uses[chat_id], chats[chat_id][1])
            for chat_id in sorted(uses.keys() & chats.keys(), key=places.__getitem__)
        )
        for file_id, uses in found.items()
        if not uses.keys().isdisjoint(chats)
    }


def _take_from_bin(db: sqlite3.Connection, found: _Found) -> None:
    """Turns that may be put back; what they have counts as quoted."""
    for chat_id, messages in db.execute(_FROM_BIN, (_IN_BIN_MARK,)):
        for file_id in _FILE_ID_IN_BIN.findall(messages):
            found.setdefault(file_id, {}).setdefault(chat_id, False)


def _take_settings(db: sqlite3.Connection, found: _Found) -> None:
    """What a chat's code interpreter is given, or that of new chats in a folder."""
    for chat_id, settings in db.execute(_SETTINGS):
        for listed in _FILE_IDS.findall(settings):
            for file_id in re.findall(r'"([^"\\]+)"', listed):
                found.setdefault(file_id, {})[chat_id] = True
