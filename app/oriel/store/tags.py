"""The tags that chats have, counted."""

from __future__ import annotations

import sqlite3

_TAGS = """SELECT tag, count(*) FROM chat_tag JOIN chat ON chat.id = chat_id
    WHERE deleted_at IS NULL AND archived_at IS NULL GROUP BY tag"""


def tags_in(db: sqlite3.Connection) -> list[tuple[str, int]]:
    """Every tag with how many chats have it, by name; the bin and the archive aside."""
    return sorted(db.execute(_TAGS).fetchall(), key=lambda row: row[0].casefold())
