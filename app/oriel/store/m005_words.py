"""Migration 5's part about messages: rows numbered by time, words found in every script, and
what a message is beside its words found as fast as they are.

Apart from m005_history.py for its length; like it not edited once released.
"""

from __future__ import annotations

import sqlite3

from oriel.domain.holdings import Holds, held_by, names_in
from oriel.domain.words import apart, named
from oriel.store.message_rows import free_number
from oriel.store.rows import parts_from_json, storable

_AT_ONCE = 2_000
_CACHE_KB = 200_000  # a million messages are moved in a third of the time
# A part that counts among the holdings has one of these in it.
_SIGNS = ('"file"', '"image"', '"tool_call"', '"citation"', "```", "~~~")
# Each moved row would be moved in these too.
_INDEXES = {
    "message_chat": "message(chat_id, created_at)",
    "message_parent": "message(parent_id)",
    "message_streaming": "message(role) WHERE role = 'assistant' AND stop_reason IS NULL",
}
_BEFORE = (
    "DROP TRIGGER message_added",
    "DROP TRIGGER message_removed",
    "DROP TRIGGER message_changed",
    "DROP TABLE message_words",
    *(f"DROP INDEX {name}" for name in _INDEXES),
    "ALTER TABLE message ADD COLUMN words TEXT",
    "ALTER TABLE message ADD COLUMN holds INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE message ADD COLUMN names TEXT NOT NULL DEFAULT ''",
)
_OLD = """SELECT n, created_at, text, parts FROM message WHERE n > ? AND n <= ?
    ORDER BY n LIMIT ?"""
_RENUMBER = "UPDATE message SET n = ?, words = ?, holds = ?, names = ? WHERE n = ?"
# Words that begin with a letter nobody types (a click of southern Africa): which chat, by
# whom, by which model, holding what.
_HELD = "".join(
    f" || CASE WHEN {{of}}.holds & {held.value} THEN ' \u01c0h{held.value}' ELSE '' END"
    for held in Holds
    if held
)
_FACETS = f"""'\u01c0c' || hex({{of}}.chat_id) || ' \u01c0r' || {{of}}.role
    || CASE WHEN {{of}}.model <> '' THEN ' \u01c0m' || hex({{of}}.model) ELSE '' END{_HELD}"""
_TEXT = "coalesce({of}.words, {of}.text) || {of}.names"
_INDEXED = f"{{of}}.n, {_TEXT}, {_FACETS}"
_INTO = "INSERT INTO message_words(rowid, text, facets)"
_OUT_OF = "INSERT INTO message_words(message_words, rowid, text, facets)"
_ALL = f"SELECT {_INDEXED.format(of='message')} FROM message"  # noqa: S608
_ADD_NEW = f"{_INTO} SELECT {_INDEXED.format(of='new')};"
_REMOVE_OLD = f"{_OUT_OF} SELECT 'delete', {_INDEXED.format(of='old')};"
_CHANGED = " OR ".join(
    f"{each.format(of='old')} IS NOT {each.format(of='new')}" for each in ("{of}.n", _TEXT, _FACETS)
)
_NOTE_MODEL = """INSERT INTO model_used SELECT new.model
    WHERE NOT EXISTS (SELECT 1 FROM model_used WHERE model = new.model);"""
# `message_indexed` is what the word index holds; `words` is NULL where `text` serves, `names` are
# those of files and tools (see domain/words.py). Three or four letters begin so many words that
# the messages with one are listed beforehand.
_AFTER = (
    *(f"CREATE INDEX {name} ON {of}" for name, of in _INDEXES.items()),
    f"CREATE VIEW message_indexed (n, text, facets) AS {_ALL}",
    """CREATE VIRTUAL TABLE message_words USING fts5(
        text, facets, content='message_indexed', content_rowid='n', prefix='3 4',
        tokenize='unicode61 remove_diacritics 2'
    )""",
    "INSERT INTO message_words(message_words) VALUES ('rebuild')",
    f"CREATE TRIGGER message_added AFTER INSERT ON message BEGIN {_ADD_NEW} END",
    f"CREATE TRIGGER message_removed AFTER DELETE ON message BEGIN {_REMOVE_OLD} END",
    f"""CREATE TRIGGER message_changed
    AFTER UPDATE OF n, text, words, chat_id, role, model, holds, names ON message
    WHEN {_CHANGED} BEGIN {_REMOVE_OLD} {_ADD_NEW} END""",
    "CREATE TABLE model_used (model TEXT PRIMARY KEY NOT NULL) STRICT, WITHOUT ROWID",
    "INSERT INTO model_used SELECT DISTINCT model FROM message WHERE model <> ''",
    f"""CREATE TRIGGER message_model_added AFTER INSERT ON message WHEN new.model <> ''
    BEGIN {_NOTE_MODEL} END""",
    f"""CREATE TRIGGER message_model_changed AFTER UPDATE OF model ON message
    WHEN new.model <> '' BEGIN {_NOTE_MODEL} END""",
)


def number_and_index(db: sqlite3.Connection) -> None:
    """Every message is given the number of its time, and found by its words."""
    (cache,) = db.execute("PRAGMA cache_size").fetchone()
    db.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
    for statement in _BEFORE:
        db.execute(statement)
    _renumber(db)
    for statement in _AFTER:
        db.execute(statement)
    db.execute(f"PRAGMA cache_size = {cache}")


def _renumber(db: sqlite3.Connection) -> None:
    (last,) = db.execute("SELECT coalesce(max(n), 0) FROM message").fetchone()
    done = 0
    while rows := db.execute(_OLD, (done, last, _AT_ONCE)).fetchall():
        for number, created_at, text, parts in rows:
            new = (free_number(db, created_at), apart(text), *_held(parts), number)
            db.execute(_RENUMBER, new)
        done = rows[-1][0]


def _held(parts: str) -> tuple[int, str]:
    if not any(sign in parts for sign in _SIGNS):
        return 0, ""
    read = parts_from_json(parts)
    return int(held_by(read)), storable(named(names_in(read)))
