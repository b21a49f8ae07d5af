"""What comes in with a chat besides its messages: turns that lie in the bin, conversations
that services keep of it, and at which of the connections here it goes on.

Functions for the database's threads.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from oriel.domain.connections import Connection, connection_from_json
from oriel.domain.imports.comparing import renamed
from oriel.domain.imports.values import Incoming, KeptAt, Place, Removed, derived
from oriel.domain.json_values import Unfit, from_plain, read_json
from oriel.domain.messages import Message
from oriel.store import removals
from oriel.store.remotes import Remote, put_remote, remote_of
from oriel.store.rows import MESSAGE_COLUMNS, message_to_row

_UNFIT = (ValueError, TypeError, KeyError, AttributeError)
_NAMED = "SELECT id, json FROM connection WHERE id IN (SELECT value FROM json_each(?))"
_TAKEN = """SELECT 1 FROM message WHERE id = ? UNION ALL SELECT 1 FROM removal WHERE id = ?"""


def places_in(db: sqlite3.Connection, ids: Iterable[str]) -> dict[str, Place]:
    """How the connections with these ids are called and where they lead."""
    return {name: _place(each) for name, each in _connections(db, _NAMED, ids).items()}


def connection_here(db: sqlite3.Connection, incoming: Incoming, connection_id: str) -> str | None:
    """The connection here that is meant: the one with that id, else the only one with its
    name and address. None when there is none."""
    if db.execute("SELECT 1 FROM connection WHERE id = ?", (connection_id,)).fetchone():
        return connection_id
    wanted = incoming.places.get(connection_id)
    if wanted is None:
        return None
    here = _connections(db, "SELECT id, json FROM connection", ())
    same = [name for name, each in here.items() if _place(each) == wanted]
    return same[0] if len(same) == 1 else None


def put_beside(
    db: sqlite3.Connection, incoming: Incoming, chat_id: str, names: Mapping[str, str]
) -> None:
    """Writes it for a chat that is new here; `names` are the ids of its messages here by
    those they came with."""
    ids = {**names, **_free_ids(db, incoming.removed, chat_id)}
    for removed in incoming.removed:
        messages = renamed(removed.messages, ids, chat_id)
        leaf_id = ids.get(removed.leaf_id, removed.leaf_id) if removed.leaf_id else None
        if messages:
            removals.keep(db, chat_id, leaf_id, removed.deleted_at, [_row(m) for m in messages])
    for kept in incoming.kept_at:
        _put_link(db, incoming, kept, chat_id, ids)


def _free_ids(db: sqlite3.Connection, removed: Iterable[Removed], chat_id: str) -> dict[str, str]:
    ids = (message.id for each in removed for message in each.messages)
    return {
        name: derived(chat_id, name) if db.execute(_TAKEN, (name, name)).fetchone() else name
        for name in ids
    }


def _put_link(
    db: sqlite3.Connection,
    incoming: Incoming,
    kept: KeptAt,
    chat_id: str,
    ids: Mapping[str, str],
) -> None:
    """Nothing where its connection is not, or another chat has that conversation."""
    connection_id = connection_here(db, incoming, kept.connection_id)
    if connection_id is None:
        return
    try:
        remote = from_plain(Remote, {**kept.value, "chat_id": chat_id})
    except Unfit:
        return
    if remote.id and remote_of(db, connection_id, remote.id) is None:
        leaf_id = ids.get(remote.leaf_id, remote.leaf_id) if remote.leaf_id else None
        put_remote(
            db,
            replace(
                remote,
                connection_id=connection_id,
                leaf_id=leaf_id,
                tail_id=ids.get(remote.tail_id, remote.tail_id),
                known_id=ids.get(remote.known_id, remote.known_id),
            ),
        )


def _row(message: Message) -> dict[str, Any]:
    """As a row of the bin has it: without the text, which is in the parts too."""
    row = dict(zip(MESSAGE_COLUMNS, message_to_row(message), strict=False))
    del row["text"]
    return row


def _connections(
    db: sqlite3.Connection, statement: str, ids: Iterable[str]
) -> dict[str, Connection]:
    found = {}
    asked = (json.dumps(list(ids)),) if "?" in statement else ()
    for name, stored in db.execute(statement, asked):
        try:
            found[name] = connection_from_json(read_json(stored))
        except _UNFIT:
            continue
    return found


def _place(connection: Connection) -> Place:
    return Place(connection.name, connection.host)
