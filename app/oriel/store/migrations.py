"""How the file came to its shape: a list of functions, numbered by their place.

`PRAGMA user_version` says how many have run (docs/decisions/0006). A released
function is never edited: a change of shape is one more function at the end.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from oriel.domain.errors import StoreDamaged, StoreNewer
from oriel.store.copies import copy_before_migrating
from oriel.store.m005_history import m005_history
from oriel.store.transactions import transaction

Migration = Callable[[sqlite3.Connection], None]


def m001_history(db: sqlite3.Connection) -> None:
    for statement in _HISTORY:
        db.execute(statement)


# message.n is declared, since only then does VACUUM leave row numbers alone,
# on which the word index rests. parent_id does not cascade: SQLite stops at
# 1,000 levels, and a chat may be deeper. piece and draft rows are short-lived.
_HISTORY = (
    """CREATE TABLE chat (
        id TEXT PRIMARY KEY NOT NULL,
        title TEXT NOT NULL,
        titled_by TEXT NOT NULL,
        connection_id TEXT NOT NULL,
        model TEXT NOT NULL,
        leaf_id TEXT,
        created_at REAL NOT NULL,
        updated_at REAL NOT NULL,
        pinned INTEGER NOT NULL,
        deleted_at REAL
    ) STRICT""",
    "CREATE INDEX chat_newest ON chat(updated_at DESC) WHERE deleted_at IS NULL",
    "CREATE INDEX chat_bin ON chat(deleted_at) WHERE deleted_at IS NOT NULL",
    """CREATE TABLE message (
        n INTEGER PRIMARY KEY,
        id TEXT UNIQUE NOT NULL,
        chat_id TEXT NOT NULL REFERENCES chat(id) ON DELETE CASCADE,
        parent_id TEXT REFERENCES message(id),
        role TEXT NOT NULL,
        parts TEXT NOT NULL,
        text TEXT NOT NULL,
        created_at REAL NOT NULL,
        model TEXT NOT NULL,
        connection_id TEXT NOT NULL,
        response_id TEXT NOT NULL,
        request_id TEXT NOT NULL,
        stop_reason TEXT,
        usage TEXT,
        duration_s REAL,
        first_token_s REAL,
        provider TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX message_chat ON message(chat_id, created_at)",
    "CREATE INDEX message_parent ON message(parent_id)",
    """CREATE INDEX message_streaming ON message(role)
        WHERE role = 'assistant' AND stop_reason IS NULL""",
    """CREATE TABLE piece (
        message_id TEXT NOT NULL REFERENCES message(id) ON DELETE CASCADE,
        seq INTEGER NOT NULL,
        kind TEXT NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (message_id, seq)
    ) STRICT, WITHOUT ROWID""",
    "CREATE TABLE draft (chat_id TEXT PRIMARY KEY NOT NULL, text TEXT NOT NULL) STRICT",
    """CREATE TABLE connection (
        n INTEGER PRIMARY KEY,
        id TEXT UNIQUE NOT NULL,
        json TEXT NOT NULL
    ) STRICT""",
    """CREATE VIRTUAL TABLE message_words USING fts5(
        text, content='message', content_rowid='n', tokenize='unicode61 remove_diacritics 2'
    )""",
    """CREATE TRIGGER message_added AFTER INSERT ON message BEGIN
        INSERT INTO message_words(rowid, text) VALUES (new.n, new.text);
    END""",
    """CREATE TRIGGER message_removed AFTER DELETE ON message BEGIN
        INSERT INTO message_words(message_words, rowid, text) VALUES ('delete', old.n, old.text);
    END""",
    """CREATE TRIGGER message_changed AFTER UPDATE OF text ON message
    WHEN old.text IS NOT new.text BEGIN
        INSERT INTO message_words(message_words, rowid, text) VALUES ('delete', old.n, old.text);
        INSERT INTO message_words(rowid, text) VALUES (new.n, new.text);
    END""",
    """CREATE TRIGGER chat_removed AFTER DELETE ON chat BEGIN
        DELETE FROM draft WHERE chat_id = old.id;
    END""",
)


def m002_whole_conversation(db: sqlite3.Connection) -> None:
    """Settings per chat, conversations kept by services, tools, approvals, queue, prompts."""
    for statement in _WHOLE_CONVERSATION:
        db.execute(statement)


# remote.leaf_id is the last answer a conversation at the service holds, NULL once that
# is not certain any more. waiting.place counts up within the chat.
_WHOLE_CONVERSATION = (
    "ALTER TABLE chat ADD COLUMN settings TEXT NOT NULL DEFAULT '{}'",
    "ALTER TABLE draft ADD COLUMN parts TEXT NOT NULL DEFAULT '[]'",
    """CREATE TABLE remote (
        id TEXT NOT NULL,
        chat_id TEXT NOT NULL REFERENCES chat(id) ON DELETE CASCADE,
        connection_id TEXT NOT NULL,
        leaf_id TEXT,
        made_at REAL NOT NULL,
        json TEXT NOT NULL,
        PRIMARY KEY (connection_id, id)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX remote_chat ON remote(chat_id)",
    """CREATE TABLE waiting (
        id TEXT PRIMARY KEY NOT NULL,
        chat_id TEXT NOT NULL,
        place INTEGER NOT NULL,
        parts TEXT NOT NULL,
        why TEXT NOT NULL,
        created_at REAL NOT NULL
    ) STRICT""",
    "CREATE INDEX waiting_chat ON waiting(chat_id, place)",
    """CREATE TABLE approval (
        n INTEGER PRIMARY KEY,
        tool TEXT NOT NULL,
        server TEXT NOT NULL,
        chat_id TEXT NOT NULL,
        allowed INTEGER NOT NULL,
        decided_at REAL NOT NULL,
        UNIQUE (tool, server, chat_id)
    ) STRICT""",
    """CREATE TABLE tool_server (
        n INTEGER PRIMARY KEY,
        id TEXT UNIQUE NOT NULL,
        json TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE prompt (
        n INTEGER PRIMARY KEY,
        id TEXT UNIQUE NOT NULL,
        json TEXT NOT NULL
    ) STRICT""",
    """CREATE TRIGGER chat_removed_whole AFTER DELETE ON chat BEGIN
        DELETE FROM waiting WHERE chat_id = old.id;
        DELETE FROM approval WHERE chat_id = old.id;
    END""",
)


def m003_origins(db: sqlite3.Connection) -> None:
    """What was allowed holds for one place, not for all that bear its name."""
    for statement in _ORIGINS:
        db.execute(statement)


# Lines from before have no origin: they are shown, and what they allowed is asked anew.
_ORIGINS = (
    "ALTER TABLE approval RENAME TO approval_before",
    """CREATE TABLE approval (
        n INTEGER PRIMARY KEY,
        tool TEXT NOT NULL,
        server TEXT NOT NULL,
        origin TEXT NOT NULL,
        chat_id TEXT NOT NULL,
        allowed INTEGER NOT NULL,
        decided_at REAL NOT NULL,
        UNIQUE (tool, server, origin, chat_id)
    ) STRICT""",
    """INSERT INTO approval (n, tool, server, origin, chat_id, allowed, decided_at)
        SELECT n, tool, server, '', chat_id, allowed, decided_at FROM approval_before""",
    "DROP TRIGGER chat_removed_whole",
    "DROP TABLE approval_before",
    """CREATE TRIGGER chat_removed_whole AFTER DELETE ON chat BEGIN
        DELETE FROM waiting WHERE chat_id = old.id;
        DELETE FROM approval WHERE chat_id = old.id;
    END""",
)


def m004_library(db: sqlite3.Connection) -> None:
    """What is on its way to and from services, what was sent, folders kept in step,
    questions to try stores with."""
    for statement in _LIBRARY:
        db.execute(statement)


# uploaded says by which id a service keeps what has this content. synced_file.path is
# relative to its folder.
_LIBRARY = (
    """CREATE TABLE transfer (
        n INTEGER PRIMARY KEY,
        id TEXT UNIQUE NOT NULL,
        connection_id TEXT NOT NULL,
        state TEXT NOT NULL,
        json TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE uploaded (
        connection_id TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        purpose TEXT NOT NULL,
        file_id TEXT NOT NULL,
        name TEXT NOT NULL,
        size INTEGER NOT NULL,
        uploaded_at REAL NOT NULL,
        PRIMARY KEY (connection_id, sha256, purpose)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX uploaded_file ON uploaded(connection_id, file_id)",
    """CREATE TABLE synced_folder (
        n INTEGER PRIMARY KEY,
        id TEXT UNIQUE NOT NULL,
        json TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE synced_file (
        folder_id TEXT NOT NULL REFERENCES synced_folder(id) ON DELETE CASCADE,
        path TEXT NOT NULL,
        file_id TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        PRIMARY KEY (folder_id, path)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE question_set (
        n INTEGER PRIMARY KEY,
        id TEXT UNIQUE NOT NULL,
        json TEXT NOT NULL
    ) STRICT""",
)

MIGRATIONS: tuple[Migration, ...] = (
    m001_history,
    m002_whole_conversation,
    m003_origins,
    m004_library,
    m005_history,
)


def migrate(db: sqlite3.Connection, path: Path, steps: Sequence[Migration]) -> None:
    """Brings the file to `steps`' shape, in one transaction: it is the old or the new one.

    A file that holds something is copied first. Raises StoreNewer, and whatever
    a step raises (the file is then as before).
    """
    found = refuse_newer(db, path, steps)
    if found == len(steps):
        return
    if found:
        copy_before_migrating(db, path, found)
    with transaction(db):
        # Read again: another process may have migrated while we waited for the lock.
        for number, step in enumerate(steps[_version(db) :], _version(db) + 1):
            step(db)
            db.execute(f"PRAGMA user_version = {number}")


def refuse_newer(db: sqlite3.Connection, path: Path, steps: Sequence[Migration]) -> int:
    """The file's version. Raises StoreNewer, or StoreDamaged when the file is not ours."""
    # In one statement: between two, another Oriel may have finished migrating.
    asked = "SELECT user_version, EXISTS (SELECT 1 FROM sqlite_schema) FROM pragma_user_version"
    found, holds_tables = db.execute(asked).fetchone()
    if found > len(steps):
        raise StoreNewer(path=str(path), found=found, known=len(steps))
    if found <= 0 and holds_tables:
        raise StoreDamaged(path=str(path), detail="not an Oriel history")
    return int(found)


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])
