"""Chats and messages to store, and the store opened for the length of a block."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

from oriel.domain.chats import Chat
from oriel.domain.messages import Message, Role, new_id
from oriel.domain.parts import TextPart
from oriel.store.chats import ChatTable
from oriel.store.database import Database

_clock = itertools.count(1_700_000_000)


def a_chat(chat_id: str = "c", **more: Any) -> Chat:
    return Chat(**{"id": chat_id, "created_at": 1.0, "updated_at": 1.0, **more})


def said(text: str = "", **more: Any) -> Message:
    values: dict[str, Any] = {
        "id": new_id(),
        "chat_id": "c",
        "parent_id": None,
        "role": Role.USER,
        "parts": (TextPart(text),) if text else (),
        "created_at": float(next(_clock)),
    }
    return Message(**{**values, **more})


def answer(text: str = "", **more: Any) -> Message:
    return said(text, **{"role": Role.ASSISTANT, **more})


@asynccontextmanager
async def opened(path: Path, **more: Any) -> AsyncIterator[Database]:
    db = await Database.open(path, **more)
    try:
        yield db
    finally:
        await db.aclose()


async def with_a_chat(db: Database, chat_id: str = "c") -> Database:
    await ChatTable(db).add(a_chat(chat_id))
    return db


def is_sound(path: Path) -> bool:
    """SQLite's own verdict on the file and on the word index."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("INSERT INTO message_words(message_words, rank) VALUES ('integrity-check', 1)")
        db.rollback()
        found = db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return found and not db.execute("PRAGMA foreign_key_check").fetchall()


def everything_in(path: Path) -> dict[str, Any]:
    """The version, the schema and all rows of a history."""
    with closing(sqlite3.connect(path)) as db:
        tables = ("chat", "message", "piece", "draft", "connection")
        return {
            "version": db.execute("PRAGMA user_version").fetchone()[0],
            "schema": db.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall(),
            **{t: db.execute(f"SELECT * FROM {t}").fetchall() for t in tables},
        }
