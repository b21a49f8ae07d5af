"""The chat table: heads of message trees, with a bin."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from oriel.domain.chat_settings import USUAL_SETTINGS, ChatSettings
from oriel.domain.chats import Chat
from oriel.domain.json_values import Unfit, from_plain, read_json, to_plain
from oriel.domain.words import folded
from oriel.store.bin import forget_chats, purge
from oriel.store.database import Database
from oriel.store.rows import storable, to_json

_COLUMNS = tuple(f.name for f in fields(Chat))
_NAMES = ", ".join(_COLUMNS)
# `folded` is the title as it is looked for.
_WRITTEN = f"{_NAMES}, folded"
_PLACES = ", ".join("?" * (len(_COLUMNS) + 1))
_ADD = f"INSERT INTO chat ({_WRITTEN}) VALUES ({_PLACES})"  # noqa: S608
_UPDATE = f"UPDATE chat SET ({_WRITTEN}) = ({_PLACES}) WHERE id = ?"  # noqa: S608
_SELECT = f"SELECT {_NAMES} FROM chat "  # noqa: S608
# The columns that are changed of many chats at once, and how a value of one is read.
_ORDER = ("folder_id", "archived_at", "colour", "pinned", "deleted_at", "tags")
_VALUES = "SELECT id, $column FROM chat WHERE id IN (SELECT value FROM json_each(?))"
_SET = "UPDATE chat SET $column = ? WHERE id = ?"
_Chats = list[Chat]  # `list` means something else inside the class


@dataclass(frozen=True, slots=True)
class Before:
    """What one column held before it was changed, by the ids of the chats changed."""

    column: str
    values: tuple[tuple[str, Any], ...]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(chat_id for chat_id, _ in self.values)


class ChatTable:
    """Times are seconds since the epoch. Unknown ids are no error: nothing happens."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, chat: Chat) -> None:
        await self._db.run(lambda db: add_chat(db, chat))

    async def get(self, chat_id: str) -> Chat | None:
        """The chat, in the bin or not."""
        found = await self._select("WHERE id = ?", chat_id)
        return found[0] if found else None

    async def some(self, ids: Sequence[str]) -> _Chats:
        """Those of these that there are, in the bin or not."""
        return await self._select("WHERE id IN (SELECT value FROM json_each(?))", to_json(ids))

    async def deleted(self) -> _Chats:
        """What lies in the bin, last deleted first."""
        return await self._select("WHERE deleted_at IS NOT NULL ORDER BY deleted_at DESC, id")

    async def update(self, chat: Chat) -> None:
        row = (*_row(chat), chat.id)
        await self._db.run(lambda db: db.execute(_UPDATE, row))

    async def change(self, chat_id: str, edit: Callable[[Chat], Chat]) -> Chat | None:
        """Reads, edits and writes in one step, so that of two changes none undoes the other.
        The chat as it is then, None when there is none."""

        def work(db: sqlite3.Connection) -> Chat | None:
            row = db.execute(f"{_SELECT}WHERE id = ?", (chat_id,)).fetchone()
            if row is None:
                return None
            changed = edit(_chat(row))
            db.execute(_UPDATE, (*_row(changed), chat_id))
            return changed

        return await self._db.run(work)

    async def edit(self, ids: Sequence[str], column: str, edit: Callable[[Any], Any]) -> Before:
        """Changes one column (of _ORDER, tags as a tuple) of many chats, all or none: of
        which ones it changed anything, and what it was before."""

        def work(db: sqlite3.Connection) -> Before:
            found = db.execute(_VALUES.replace("$column", column), (to_json(list(ids)),))
            pairs = [(chat_id, _read(column, value)) for chat_id, value in found]
            edited = [(chat_id, edit(value)) for chat_id, value in pairs]
            changes = [new for new, old in zip(edited, pairs, strict=True) if new != old]
            _write_column(db, column, changes)
            touched = {chat_id for chat_id, _ in changes}
            return Before(column, tuple(pair for pair in pairs if pair[0] in touched))

        assert column in _ORDER, column
        return await self._db.run(work)

    async def put_back(self, before: Before) -> None:
        """Undoes `edit`."""
        assert before.column in _ORDER, before.column
        await self._db.run(lambda db: _write_column(db, before.column, before.values))

    async def delete(self, chat_id: str, at: float) -> None:
        """Puts the chat into the bin; `restore` takes it out again, whole."""
        await self._write("UPDATE chat SET deleted_at = ? WHERE id = ?", at, chat_id)

    async def restore(self, chat_id: str) -> None:
        await self._write("UPDATE chat SET deleted_at = NULL WHERE id = ?", chat_id)

    async def forget(self, chat_id: str) -> None:
        """Removes a chat for good with all that belongs to it, past the bin."""
        await self._db.run(lambda db: forget_chats(db, [chat_id]))

    async def purge(self, deleted_before: float) -> int:
        """Removes for good, with all that belongs to it, what was put into the bin before then,
        turns of other chats too. Returns how many chats that were."""
        return await purge(self._db, deleted_before)

    async def list(self) -> _Chats:
        """All chats but those in the bin, newest first."""
        return await self._select("WHERE deleted_at IS NULL ORDER BY updated_at DESC, id")

    async def _select(self, clause: str, *values: Any) -> _Chats:
        def work(db: sqlite3.Connection) -> _Chats:
            return [_chat(row) for row in db.execute(_SELECT + clause, values)]

        return await self._db.read(work)

    async def _write(self, statement: str, *values: Any) -> int:
        return await self._db.run(lambda db: db.execute(statement, values).rowcount)


def add_chat(db: sqlite3.Connection, chat: Chat) -> None:
    """For the database thread, where more is written in the same transaction."""
    db.execute(_ADD, _row(chat))


def chats_in(db: sqlite3.Connection, clause: str, *values: Any) -> _Chats:
    """For the database's threads, where more is read at the same moment; `clause` begins
    with WHERE or ORDER BY."""
    return [_chat(row) for row in db.execute(_SELECT + clause, values)]


def _read(column: str, value: Any) -> Any:
    return tags_read(value) if column == "tags" else value


def _write_column(db: sqlite3.Connection, column: str, values: Sequence[tuple[str, Any]]) -> None:
    rows = [(_stored(value), chat_id) for chat_id, value in values]
    db.executemany(_SET.replace("$column", column), rows)


def _row(chat: Chat) -> tuple[Any, ...]:
    values = [getattr(chat, name) for name in _COLUMNS]
    return (*(_stored(value) for value in values), storable(folded(chat.title)))


def _stored(value: Any) -> Any:
    if isinstance(value, ChatSettings):
        return to_json(to_plain(value))
    if isinstance(value, tuple):
        return to_json(value)
    return storable(value) if isinstance(value, str) else value


def _chat(row: tuple[Any, ...]) -> Chat:
    values = dict(zip(_COLUMNS, row, strict=True))
    values["pinned"] = bool(values["pinned"])
    values["settings"] = _settings(values["settings"])
    values["tags"] = tags_read(values["tags"])
    return Chat(**values)


def tags_read(stored: str) -> tuple[str, ...]:
    """The tags of a row; () for what is not readable."""
    try:
        raw = read_json(stored)
    except ValueError:
        return ()
    return tuple(tag for tag in raw if isinstance(tag, str)) if isinstance(raw, list) else ()


def _settings(stored: str) -> ChatSettings:
    try:
        return from_plain(ChatSettings, read_json(stored))
    except (ValueError, Unfit):
        return USUAL_SETTINGS
