"""Names that the history knows, for searching and completing: read at once, nothing asked
of any service. Functions for a database thread."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import PurePath

from oriel.domain.findables import Findable, Kind
from oriel.domain.search import ChatHit

MOST_FILES, MOST_STORES, MOST_MODELS, MOST_TAGS = 5_000, 500, 200, 500
_FILES = """SELECT connection_id, file_id, name, purpose FROM uploaded
    GROUP BY connection_id, file_id ORDER BY max(uploaded_at) DESC LIMIT ?"""
_SYNCED = "SELECT json FROM synced_folder ORDER BY n DESC LIMIT ?"
_MODELS = """SELECT model FROM chat WHERE model <> '' AND deleted_at IS NULL
    GROUP BY model ORDER BY max(updated_at) DESC LIMIT ?"""
_TAGS = "SELECT DISTINCT tag FROM chat_tag ORDER BY tag LIMIT ?"
_NEWEST = """SELECT id, title, updated_at, folder_id FROM chat
    WHERE deleted_at IS NULL AND archived_at IS NULL ORDER BY updated_at DESC LIMIT ?"""
_SENT_TO = "SELECT json FROM transfer ORDER BY n DESC LIMIT ?"


def files(db: sqlite3.Connection) -> list[Findable]:
    """What was uploaded from here, the newest first."""
    rows = db.execute(_FILES, (MOST_FILES,))
    return [Findable(Kind.FILE, row[1], row[2], row[3], row[0]) for row in rows]


def stores(db: sqlite3.Connection) -> list[Findable]:
    """The vector stores that files went to, by the names that they were sent under, and
    those that folders are kept in step with."""
    found: dict[tuple[str, str], Findable] = {}
    for one in (*_sent_to(db), *_synced(db)):
        found.setdefault((one.connection_id, one.id), one)
    return list(found.values())[:MOST_STORES]


def models(db: sqlite3.Connection) -> list[str]:
    return [row[0] for row in db.execute(_MODELS, (MOST_MODELS,))]


def tags(db: sqlite3.Connection) -> list[str]:
    return [row[0] for row in db.execute(_TAGS, (MOST_TAGS,))]


def newest_chats(db: sqlite3.Connection, limit: int) -> list[ChatHit]:
    return [ChatHit(row[0], row[1], (), row[2], row[3]) for row in db.execute(_NEWEST, (limit,))]


def _sent_to(db: sqlite3.Connection) -> Iterator[Findable]:
    for raw in _objects(db, _SENT_TO):
        transfer = raw.get("transfer")
        to = transfer.get("to") if isinstance(transfer, dict) else None
        if isinstance(transfer, dict) and isinstance(to, dict) and to.get("store_name"):
            where = str(transfer.get("connection_id", ""))
            yield Findable(Kind.STORE, str(to["store_id"]), str(to["store_name"]), "", where)


def _synced(db: sqlite3.Connection) -> Iterator[Findable]:
    for raw in _objects(db, _SYNCED):
        path, where = str(raw.get("path", "")), str(raw.get("connection_id", ""))
        if raw.get("store_id"):
            name = PurePath(path).name or path
            yield Findable(Kind.STORE, str(raw["store_id"]), name, path, where)


def _objects(db: sqlite3.Connection, select: str) -> Iterator[dict[str, object]]:
    for (text,) in db.execute(select, (MOST_STORES,)):
        try:
            raw = json.loads(text)
        except ValueError:  # a damaged row must not hide the others
            continue
        if isinstance(raw, dict):
            yield raw
