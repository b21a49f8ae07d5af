"""Finding chats by their titles and tags, and by where they lie."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from math import inf
from time import localtime
from typing import Any

from oriel.domain.search import ChatHit, SearchQuery
from oriel.domain.word_places import part_pattern, places_of
from oriel.domain.words import folded
from oriel.store.rows import storable, to_json
from oriel.store.search_scope import chats_meant, models_meant, seconds_meant, tags_like

# The newest so many that fit; the closest are chosen among them.
_WEIGHED = 500
_FIND = """SELECT id, title, updated_at, folder_id, archived_at IS NOT NULL, folded FROM chat
    WHERE deleted_at IS NULL{narrowed} ORDER BY updated_at DESC, id LIMIT ?"""
_SAID = " AND instr(folded, ?)"
_NOT_SAID = " AND NOT instr(folded, ?)"
# Read off the index of names, a tenth of the table; not for what is in most of them.
_SELDOM_SAID = " AND rowid IN (SELECT rowid FROM chat INDEXED BY chat_named WHERE instr(folded, ?))"
_SELDOM = 3  # letters
_SAID_OR_TAGGED = """ AND rowid IN (
    SELECT rowid FROM chat INDEXED BY chat_named WHERE instr(folded, ?)
    UNION SELECT chat.rowid FROM chat_tag JOIN chat ON chat.id = chat_id
        WHERE tag IN (SELECT value FROM json_each(?)))"""
_ONE_OF = " AND {column} IN (SELECT value FROM json_each(?))"
_Row = tuple[str, str, float, str, int, str]


def find_chats(db: sqlite3.Connection, query: SearchQuery, limit: int) -> tuple[ChatHit, ...]:
    """The chats whose title or tags hold every word, first those whose title is what was
    typed, or begins so; none for what only messages have (who said it, what they hold)."""
    if query.empty or query.roles or query.held:
        return ()
    clauses, values = [], []
    for clause, asked in _narrowed(db, query):
        clauses.append(clause)
        values += asked
    find = _FIND.format(narrowed="".join(clauses))
    rows: list[_Row] = db.execute(find, (*values, _WEIGHED)).fetchall()
    sought = folded(" ".join((*query.phrases, *query.words)))
    rows.sort(key=lambda row: _distance(row[5], sought))
    pattern = part_pattern((*query.phrases, *query.words))
    return tuple(
        ChatHit(chat_id, title, places_of(pattern, title), updated_at, folder_id, bool(archived))
        for chat_id, title, updated_at, folder_id, archived, _ in rows[: max(limit, 0)]
    )


def _narrowed(db: sqlite3.Connection, query: SearchQuery) -> Iterator[tuple[str, list[Any]]]:
    """The clauses of a query, each with its values."""
    for word in map(_stored, (*query.phrases, *query.words)):
        if tags := tags_like(db, word):
            yield _SAID_OR_TAGGED, [word, to_json(tags)]
        else:
            yield _SELDOM_SAID if len(word) >= _SELDOM else _SAID, [word]
    yield from ((_NOT_SAID, [_stored(word)]) for word in query.without)
    if (chats := chats_meant(db, query)) is not None:
        yield _ONE_OF.format(column="id"), [to_json(sorted(chats))]
    if (models := models_meant(db, query)) is not None:
        yield _ONE_OF.format(column="model"), [to_json(models)]
    since, until = seconds_meant(query, date(*localtime()[:3]))
    if (since, until) != (-inf, inf):
        yield " AND updated_at >= ? AND updated_at < ?", [since, until]


def _stored(word: str) -> str:
    return storable(folded(word))


def _distance(title: str, sought: str) -> int:
    """0 for what was typed itself, more the further from it."""
    if title == sought:
        return 0
    if title.startswith(sought):
        return 1
    return 2 if f" {sought}" in title else 3
