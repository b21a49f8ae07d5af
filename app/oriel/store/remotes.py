"""Conversations that services keep for our chats, and up to which answer each is certain.

A conversation that is gone at its service stays here, marked so: it says where the chat was
kept, and no turn goes on in it unless it is found again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from oriel.store.database import Database
from oriel.store.rows import storable, stored_object, to_json

_COLUMNS = (
    "id",
    "chat_id",
    "connection_id",
    "leaf_id",
    "made_at",
    "checked_at",
    "gone_at",
    "last_item_id",
    "json",
)
_NAMES = ", ".join(_COLUMNS)
_PUT = f"""INSERT INTO remote ({_NAMES}) VALUES ({", ".join("?" * len(_COLUMNS))})
    ON CONFLICT (connection_id, id) DO UPDATE SET
    {", ".join(f"{n} = excluded.{n}" for n in _COLUMNS if n not in ("id", "connection_id"))}
    """  # noqa: S608
_SELECT = f"SELECT {_NAMES} FROM remote "  # noqa: S608
_ONE = "WHERE connection_id = ? AND id = ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """`leaf_id` is the last turn the conversation `id` holds, None while that is not certain
    (an answer is under way, or was cut off); `tail_id` the last turn of ours it was known to
    hold, also then. What another machine added is known up to the item `last_item_id`, which
    belongs to the message `known_id`; both "" before anybody looked. `metadata` is what was
    last told to the service about it. `site` is where it was last found (remote_state.py), ""
    when nobody knows; `deleted` says that it is gone since the person wanted it so. Times are
    epoch seconds: `used_at` of the last turn."""

    id: str
    chat_id: str
    connection_id: str
    leaf_id: str | None
    made_at: float
    metadata: dict[str, str] = field(default_factory=dict)
    tail_id: str = ""
    known_id: str = ""
    last_item_id: str = ""
    used_at: float = 0.0
    checked_at: float | None = None
    gone_at: float | None = None
    site: str = ""
    deleted: bool = False

    @property
    def active_at(self) -> float:
        """When it was last made, used or seen to be added to."""
        return max(self.made_at, self.used_at)


Edit = Callable[[Remote], Remote]


class RemoteTable:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def put(self, remote: Remote) -> None:
        """Adds a conversation or writes it anew. One whose chat is not kept is left out."""
        await self._db.run(lambda db: put_remote(db, remote))

    async def change(self, connection_id: str, remote_id: str, edit: Edit) -> Remote | None:
        """Reads, edits and writes in one step; the conversation as it is then, None when
        there is none."""

        def work(db: sqlite3.Connection) -> Remote | None:
            remote = remote_of(db, connection_id, remote_id)
            if remote is None:
                return None
            changed = edit(remote)
            put_remote(db, changed)
            return changed

        return await self._db.run(work)

    async def get(self, connection_id: str, remote_id: str) -> Remote | None:
        return await self._db.read(lambda db: remote_of(db, connection_id, remote_id))

    async def at(self, chat_id: str, connection_id: str, leaf_id: str) -> Remote | None:
        """The conversation whose last turn is `leaf_id`, newest if there are several; none
        that is gone."""
        clause = """WHERE chat_id = ? AND connection_id = ? AND leaf_id = ? AND gone_at IS NULL
            ORDER BY made_at DESC"""
        found = await self._select(clause, chat_id, connection_id, leaf_id)
        return found[0] if found else None

    async def for_chat(self, chat_id: str) -> list[Remote]:
        """All of a chat's, oldest first, those that are gone among them."""
        return await self._db.read(lambda db: remotes_of(db, chat_id))

    async def of_chats(self, chat_ids: Sequence[str]) -> list[Remote]:
        """All of these chats', oldest first; there may be very many."""
        clause = "WHERE chat_id IN (SELECT value FROM json_each(?)) ORDER BY made_at, id"
        return await self._select(clause, to_json(chat_ids))

    async def named(self, remote_id: str) -> list[Remote]:
        """Those with this id, at whatever connection."""
        return await self._select("WHERE id = ? ORDER BY made_at", remote_id)

    async def mark_gone(
        self, connection_id: str, remote_id: str, at: float, *, deleted: bool = False
    ) -> None:
        """The service was asked, and does not find it, or has `deleted` it: no turn goes on in
        it while that is so."""
        await self.change(
            connection_id,
            remote_id,
            lambda now: replace(
                now,
                leaf_id=None,
                checked_at=at,
                gone_at=at if now.gone_at is None else now.gone_at,
                deleted=deleted or now.deleted,
            ),
        )

    async def _select(self, clause: str, *values: str) -> list[Remote]:
        def work(db: sqlite3.Connection) -> list[Remote]:
            return [_remote(row) for row in db.execute(_SELECT + clause, values)]

        return await self._db.read(work)


def put_remote(db: sqlite3.Connection, remote: Remote) -> None:
    """For the database thread, where more is written in the same transaction."""
    known = db.execute("SELECT 1 FROM chat WHERE id = ?", (remote.chat_id,)).fetchone()
    if known is not None:
        db.execute(_PUT, _row(remote))


def remote_of(db: sqlite3.Connection, connection_id: str, remote_id: str) -> Remote | None:
    row = db.execute(_SELECT + _ONE, (connection_id, remote_id)).fetchone()
    return _remote(row) if row else None


def remotes_of(db: sqlite3.Connection, chat_id: str) -> list[Remote]:
    """A chat's, oldest first."""
    rows = db.execute(f"{_SELECT}WHERE chat_id = ? ORDER BY made_at, id", (chat_id,))
    return [_remote(row) for row in rows]


def _row(remote: Remote) -> tuple[Any, ...]:
    more = {
        "metadata": remote.metadata,
        "tail_id": remote.tail_id,
        "known_id": remote.known_id,
        "used_at": remote.used_at,
        "site": remote.site,
        "deleted": remote.deleted,
    }
    return (
        storable(remote.id),
        remote.chat_id,
        remote.connection_id,
        remote.leaf_id,
        remote.made_at,
        remote.checked_at,
        remote.gone_at,
        storable(remote.last_item_id),
        to_json(more),
    )


def _remote(row: tuple[Any, ...]) -> Remote:
    values = dict(zip(_COLUMNS, row, strict=True))
    raw = stored_object(values.pop("json"))
    # Before it said more, the object was the metadata alone.
    metadata = raw.get("metadata", raw)
    kept = metadata if isinstance(metadata, dict) else {}
    used = raw.get("used_at")
    return Remote(
        **values,
        metadata={str(k): str(v) for k, v in kept.items()},
        tail_id=str(raw.get("tail_id") or values["leaf_id"] or ""),
        known_id=str(raw.get("known_id") or ""),
        used_at=float(used) if isinstance(used, int | float) else 0.0,
        site=str(raw.get("site") or ""),
        deleted=raw.get("deleted") is True,
    )
