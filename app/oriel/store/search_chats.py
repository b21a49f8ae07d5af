"""Finding chats by their titles and tags."""

from __future__ import annotations

import sqlite3

from oriel.domain.search import ChatHit, SearchQuery
from oriel.domain.words import folded
from oriel.store.rows import storable

_FIND = """SELECT id, title, updated_at, folder_id, archived_at IS NOT NULL FROM chat
    WHERE deleted_at IS NULL{words} ORDER BY updated_at DESC LIMIT ?"""


def find_chats(db: sqlite3.Connection, query: SearchQuery, limit: int) -> tuple[ChatHit, ...]:
    sought = [storable(folded(word)) for word in (*query.words, *query.phrases)]
    if not sought:
        return ()
    find = _FIND.format(words=" AND instr(folded, ?)" * len(sought))
    rows = db.execute(find, (*sought, limit))
    return tuple(
        ChatHit(chat_id, title, (), updated_at, folder_id, bool(archived))
        for chat_id, title, updated_at, folder_id, archived in rows
    )
