"""Finding messages by their words and by what they are.

Newest first is read straight off the word index, since a row's number is its time; the best
ones are chosen among the newest. Every search ends in time and gives what it found until then.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from time import localtime

from oriel.domain.excerpts import excerpt_of, pattern_of
from oriel.domain.search import SearchHit, SearchQuery, SearchResults
from oriel.store.search_match import Matching, matching_of
from oriel.store.search_rank import scores_of
from oriel.store.search_scope import chats_meant, models_meant, numbers_between, seconds_meant
from oriel.store.search_stretches import Stretches
from oriel.store.time_limit import TimeLimit

BUDGET_S = 0.15
NEWEST_RANKED = 2_000
# Among so many chats the index chooses; of more, what is found is asked where it belongs.
MOST_CHATS_INDEXED = 200
_READ_TO_RANK, _READ_TO_SHOW = 4_000, 100_000  # characters
_FIND = """SELECT message.n, message.chat_id, {text}, chat.title
    FROM message_words
    CROSS JOIN message ON message.n = message_words.rowid
    CROSS JOIN chat ON chat.id = message.chat_id AND chat.deleted_at IS NULL
    WHERE message_words MATCH ? AND message_words.rowid BETWEEN ? AND ?
    ORDER BY message_words.rowid DESC"""
_FIND_NEWEST = _FIND.format(text="''")
_FIND_TO_RANK = _FIND.format(text=f"substr(message.text, 1, {_READ_TO_RANK})")
_SHOW = """SELECT message.chat_id, message.id, message.role, message.created_at, chat.title,
        chat.archived_at IS NOT NULL, substr(message.text, 1, ?)
    FROM message JOIN chat ON chat.id = message.chat_id WHERE message.n = ?"""
_Row = tuple[int, str, str, str]


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where to look: row numbers, and the chats when they are too many for the index."""

    matching: Matching
    first: int
    last: int
    chats: frozenset[str] | None


def find_once(db: sqlite3.Connection, query: SearchQuery, limit: int) -> SearchResults:
    """The newest messages that the query asks for."""
    return MessageSearch().find(db, query, limit)


class MessageSearch:
    """For one thread: keeps what it counted of the history."""

    def __init__(self) -> None:
        self._stretches = Stretches()

    def find(
        self, db: sqlite3.Connection, query: SearchQuery, limit: int, *, ranked: bool = False
    ) -> SearchResults:
        """The newest messages that the query asks for, or the best of the newest ones. Chats
        in the bin are left out."""
        scope = _scope_of(db, query, date(*localtime()[:3]))
        if scope is None or limit < 1:
            return SearchResults()
        rows: list[_Row] = []
        time = TimeLimit(BUDGET_S)
        with time.on(db):
            for row in self._rows(db, scope, _FIND_TO_RANK if ranked else _FIND_NEWEST):
                rows.append(row)
                if len(rows) > (NEWEST_RANKED if ranked else limit) or time.over:
                    break
        more = len(rows) > limit or time.over
        if ranked:
            rows = _best_first(rows[:NEWEST_RANKED], query)
        pattern = _pattern(query)
        found = (_hit(db, row[0], pattern, brief=time.over) for row in rows[:limit])
        return SearchResults(tuple(hit for hit in found if hit), more)

    def _rows(self, db: sqlite3.Connection, scope: _Scope, find: str) -> Iterator[_Row]:
        for first, last in self._between(db, scope):
            for row in db.execute(find, (scope.matching.expression, first, last)):
                if scope.chats is None or row[1] in scope.chats:
                    yield row

    def _between(self, db: sqlite3.Connection, scope: _Scope) -> Iterator[tuple[int, int]]:
        if scope.matching.whole:
            return iter([(scope.first, scope.last)])
        return self._stretches.newest_first(db, scope.first, scope.last)


def _scope_of(db: sqlite3.Connection, query: SearchQuery, today: date) -> _Scope | None:
    """None where nothing can be found."""
    chats, models = chats_meant(db, query), models_meant(db, query)
    first, last = numbers_between(*seconds_meant(query, today))
    if query.empty or first > last or chats == frozenset() or models == []:
        return None
    few = chats is not None and len(chats) <= MOST_CHATS_INDEXED
    matching = matching_of(query, chats=chats if few else None, models=models)
    return _Scope(matching, first, last, None if few else chats)


def _best_first(rows: list[_Row], query: SearchQuery) -> list[_Row]:
    pattern = _pattern(query)
    if pattern is None:
        return rows
    said = " ".join(query.words)
    phrase = pattern_of((said,)) if len(query.words) > 1 else None
    scores = scores_of([row[2] for row in rows], [row[3] for row in rows], pattern, phrase)
    # The newer of two that are as good.
    order = sorted(range(len(rows)), key=lambda place: -scores[place])
    return [rows[place] for place in order]


def _pattern(query: SearchQuery) -> re.Pattern[str] | None:
    begun = query.words[-1] if query.unfinished else ""
    whole = query.words[:-1] if begun else query.words
    return pattern_of((*query.phrases, *whole), begun)


def _hit(
    db: sqlite3.Connection, number: int, pattern: re.Pattern[str] | None, *, brief: bool
) -> SearchHit | None:
    row = db.execute(_SHOW, (500 if brief else _READ_TO_SHOW, number)).fetchone()
    if row is None:
        return None
    chat_id, message_id, role, created_at, title, archived, text = row
    excerpt, matches = excerpt_of(pattern, text)
    return SearchHit(chat_id, message_id, role, created_at, title, excerpt, matches, bool(archived))
