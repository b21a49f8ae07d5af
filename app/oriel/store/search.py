"""Finding messages by their words."""

from __future__ import annotations

import re
import sqlite3

from oriel.domain.search import SearchHit, SearchQuery, SearchResults
from oriel.domain.words import BETWEEN, apart
from oriel.store.rows import storable

# Newest first is read straight off the index, whatever the word; ordering by
# rank scores every match first (seconds for the commonest words in a million).
_SEARCH = """SELECT message.chat_id, message.id, message.role, message.created_at, chat.title,
        snippet(message_words, 0, char(2), char(3), '…', 24)
    FROM message_words
    CROSS JOIN message ON message.n = message_words.rowid
    CROSS JOIN chat ON chat.id = message.chat_id AND chat.deleted_at IS NULL
    WHERE message_words MATCH ?
    ORDER BY message_words.rowid DESC LIMIT ?"""
_WORD = re.compile(r'"([^"]*)"|([^\s"]+)')
_MOST_WORDS = 16
_LONGEST_WORD = 200
_MARK = re.compile("[\x02\x03]")


def find_messages(
    db: sqlite3.Connection, query: SearchQuery, limit: int, ranked: bool
) -> SearchResults:
    typed = " ".join([*(f'"{phrase}"' for phrase in query.phrases), *query.words])
    found = search_messages(db, typed if query.unfinished else f"{typed} ", limit + 1)
    return SearchResults(tuple(found[:limit]), len(found) > limit)


def search_messages(db: sqlite3.Connection, text: str, limit: int) -> list[SearchHit]:
    expression = match_expression(text)
    if not expression:
        return []
    return [_hit(row) for row in db.execute(_SEARCH, (expression, limit))]


def match_expression(text: str) -> str:
    """What was typed as an FTS5 expression in which nothing typed is an operator;
    "" when it holds no word."""
    found = [m for m in _WORD.finditer(storable(text).replace("\0", " ")) if _has_word(m[0])]
    words = [(m[1] or m[2])[:_LONGEST_WORD] for m in found[:_MOST_WORDS]]
    terms = [f'"{apart(word) or word}"' for word in words]
    if not terms:
        return ""
    # Below three letters a prefix matches half of everything. Counted in bytes,
    # since one Han character is as telling as a syllable.
    last = found[len(terms) - 1]
    if last[2] and len(last[2].encode()) >= 3:
        terms[-1] += "*"
    return " ".join(terms)


def _has_word(typed: str) -> bool:
    return any(c.isalnum() for c in typed)


def _hit(row: tuple[str, str, str, float, str, str]) -> SearchHit:
    chat_id, message_id, role, created_at, title, marked = row
    excerpt, matches = _unmarked(marked.replace(BETWEEN, ""))
    return SearchHit(chat_id, message_id, role, created_at, title, excerpt, matches)


def _unmarked(marked: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The excerpt without its marks, and where they stood."""
    starts = [m.start() - i for i, m in enumerate(_MARK.finditer(marked)) if m[0] == "\x02"]
    ends = [m.start() - i for i, m in enumerate(_MARK.finditer(marked)) if m[0] == "\x03"]
    return _MARK.sub("", marked), tuple(zip(starts, ends, strict=False))
