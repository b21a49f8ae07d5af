"""Migration 5: words found in every script, rows numbered by time, order among chats,
a bin for messages, what imports brought, what answers cost, searches kept.

Apart from migrations.py for its length. Like all of them it is not edited once released,
and takes from elsewhere only what must not change either.
"""

from __future__ import annotations

import sqlite3

from oriel.domain.words import folded
from oriel.store.m005_words import number_and_index

# `spent` stays when a message goes: what it cost was paid.
_BEFORE = (
    "ALTER TABLE chat ADD COLUMN folder_id TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE chat ADD COLUMN archived_at REAL",
    "ALTER TABLE chat ADD COLUMN colour TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE chat ADD COLUMN tags TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE chat ADD COLUMN origin TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE chat ADD COLUMN import_id TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE chat ADD COLUMN folded TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX chat_origin ON chat(origin) WHERE origin <> ''",
    "CREATE INDEX chat_import ON chat(import_id) WHERE import_id <> ''",
    "CREATE INDEX chat_folder ON chat(folder_id, updated_at DESC) WHERE folder_id <> ''",
    "CREATE INDEX chat_named ON chat(folded, id)",
    """CREATE INDEX chat_listed ON chat(
        folder_id, pinned DESC, updated_at DESC, id, deleted_at, archived_at
    ) WHERE deleted_at IS NULL AND archived_at IS NULL""",
    """CREATE INDEX chat_archived ON chat(archived_at DESC, id)
        WHERE archived_at IS NOT NULL AND deleted_at IS NULL""",
    """CREATE TABLE chat_tag (
        tag TEXT NOT NULL,
        chat_id TEXT NOT NULL REFERENCES chat(id) ON DELETE CASCADE,
        PRIMARY KEY (tag, chat_id)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX chat_tag_chat ON chat_tag(chat_id)",
    """CREATE TRIGGER chat_added_tags AFTER INSERT ON chat WHEN new.tags <> '[]' BEGIN
        INSERT OR IGNORE INTO chat_tag SELECT value, new.id FROM json_each(new.tags);
    END""",
    """CREATE TRIGGER chat_changed_tags AFTER UPDATE OF tags ON chat
    WHEN old.tags IS NOT new.tags BEGIN
        DELETE FROM chat_tag WHERE chat_id = old.id;
        INSERT OR IGNORE INTO chat_tag SELECT value, new.id FROM json_each(new.tags);
    END""",
    *(
        f"""CREATE TABLE {name} (
        n INTEGER PRIMARY KEY,
        id TEXT UNIQUE NOT NULL,
        json TEXT NOT NULL
    ) STRICT"""
        for name in ("folder", "saved_search", "price", "import_run", "remote_deletion")
    ),
    """CREATE TABLE removal (
        id TEXT PRIMARY KEY NOT NULL,
        chat_id TEXT NOT NULL REFERENCES chat(id) ON DELETE CASCADE,
        leaf_id TEXT,
        deleted_at REAL NOT NULL,
        excerpt TEXT NOT NULL,
        messages TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX removal_chat ON removal(chat_id)",
    "CREATE INDEX removal_age ON removal(deleted_at)",
    "ALTER TABLE remote ADD COLUMN checked_at REAL",
    "ALTER TABLE remote ADD COLUMN gone_at REAL",
    "ALTER TABLE remote ADD COLUMN last_item_id TEXT NOT NULL DEFAULT ''",
    """CREATE TABLE spent (
        message_id TEXT PRIMARY KEY NOT NULL,
        at REAL NOT NULL,
        connection_id TEXT NOT NULL,
        model TEXT NOT NULL,
        input_tokens INTEGER NOT NULL,
        output_tokens INTEGER NOT NULL,
        cached_tokens INTEGER NOT NULL,
        reasoning_tokens INTEGER NOT NULL
    ) STRICT""",
    # All that is summed, in the order of time: half a million answers of a year in 0.6 s
    # instead of 2.7.
    """CREATE INDEX spent_at ON spent(
        at, connection_id, model, input_tokens, output_tokens, cached_tokens, reasoning_tokens
    )""",
)
# Whatever a usage says, it must not keep an answer from being written, nor a sum from being made.
_SANE = "min(max(CAST(coalesce({of}.usage ->> '$.%s', 0) AS INTEGER), 0), 1000000000000)"
_TOKENS = ("input_tokens", "output_tokens", "cached_tokens", "reasoning_tokens")
_COUNTED = "SELECT {of}.id, {of}.created_at, {of}.connection_id, {of}.model, " + ", ".join(
    _SANE % name for name in _TOKENS
)
_AFTER = (
    f"""INSERT INTO spent {_COUNTED.format(of="message")}
    FROM message WHERE usage IS NOT NULL AND json_valid(usage)""",
    f"""CREATE TRIGGER message_cost_added AFTER INSERT ON message WHEN json_valid(new.usage) BEGIN
        INSERT OR REPLACE INTO spent {_COUNTED.format(of="new")};
    END""",
    f"""CREATE TRIGGER message_cost_changed AFTER UPDATE OF usage ON message
    WHEN old.usage IS NOT new.usage AND json_valid(new.usage) BEGIN
        INSERT OR REPLACE INTO spent {_COUNTED.format(of="new")};
    END""",
)


def m005_history(db: sqlite3.Connection) -> None:
    for statement in _BEFORE:
        db.execute(statement)
    for chat_id, title in db.execute("SELECT id, title FROM chat").fetchall():
        db.execute("UPDATE chat SET folded = ? WHERE id = ?", (folded(title), chat_id))
    number_and_index(db)
    for statement in _AFTER:
        db.execute(statement)
