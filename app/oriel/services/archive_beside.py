"""What belongs to a chat besides its messages, as it is written into an archive: its draft,
what of it lies in the bin, which conversations services keep of it, and the tool servers a
person has set up, without their keys.

Functions for the database's threads, which say it in plain JSON values.
"""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import Any

from oriel.domain.chats import Chat
from oriel.domain.connections import LOCAL_ID
from oriel.domain.export_json import message_to_json
from oriel.domain.imports.values import Place
from oriel.domain.json_values import to_plain
from oriel.domain.parts import part_to_json
from oriel.domain.tools import tool_server_from_json, tool_server_to_json
from oriel.services.tool_imports import without_secrets
from oriel.store import archive_rows
from oriel.store.import_beside import places_in
from oriel.store.remotes import Remote, remotes_of

_UNFIT = (ValueError, TypeError, KeyError)


def beside(db: sqlite3.Connection, chat: Chat, *, with_bin: bool) -> dict[str, Any]:
    """What there is of draft, removed, kept_at, places."""
    # The service inside Oriel is everybody's own: what it keeps is nowhere else.
    kept = [each for each in remotes_of(db, chat.id) if each.connection_id != LOCAL_ID]
    spoken_of = {chat.connection_id, *(each.connection_id for each in kept)}
    places = places_in(db, spoken_of)
    found = {
        "draft": _draft(db, chat.id),
        "removed": _removed(db, chat.id) if with_bin else [],
        "kept_at": [_plain(each) for each in kept],
        "places": {name: _place(place) for name, place in places.items()},
    }
    return {name: value for name, value in found.items() if value}


def without_keys(row: dict[str, Any]) -> dict[str, Any] | None:
    """The row of a tool server without what looks like a key; None when it cannot be read."""
    try:
        server = tool_server_from_json(row["value"])
    except _UNFIT:
        return None
    bare = replace(server, command=without_secrets(server.command), has_secret=False)
    return {**row, "value": tool_server_to_json(bare)}


def _draft(db: sqlite3.Connection, chat_id: str) -> dict[str, Any]:
    said, parts = archive_rows.draft_in(db, chat_id)
    return {"text": said, "parts": [part_to_json(part) for part in parts]} if said or parts else {}


def _removed(db: sqlite3.Connection, chat_id: str) -> list[dict[str, Any]]:
    return [
        {
            "leaf_id": removed.leaf_id,
            "deleted_at": removed.deleted_at,
            "messages": [message_to_json(message) for message in removed.messages],
        }
        for removed in archive_rows.removed_in(db, chat_id)
    ]


def _plain(remote: Remote) -> dict[str, Any]:
    said: dict[str, Any] = to_plain(remote)
    del said["chat_id"]
    return said


def _place(place: Place) -> dict[str, str]:
    return {"name": place.name, "host": place.host}
