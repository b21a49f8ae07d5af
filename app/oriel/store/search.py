"""Finding messages by their words and by what they are.

Newest first is read straight off the word index, since a row's number is its time; the best
ones are chosen among the newest. Every search ends in time and gives what it found until then.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from time import localtime

from oriel.domain.excerpts import excerpt_of
from oriel.domain.messages import Role
from oriel.domain.search import SearchHit, SearchQuery, SearchResults
from oriel.domain.word_places import Pattern, pattern_of
from oriel.domain.words import read_names
from oriel.store.search_match import match_of
from oriel.store.search_rank import Scores
from oriel.store.search_scope import chats_meant, models_meant, numbers_between, seconds_meant
from oriel.store.time_limit import TimeLimit

BUDGET_S = 0.15
NEWEST_RANKED, _LEAST_RANKED = 2_000, 100
# Among so many chats the index chooses; of more, what is found is asked where it belongs.
MOST_CHATS_INDEXED = 200
_READ_TO_RANK, _READ_TO_SHOW, _READ_IN_HASTE = 2_000, 100_000, 500  # characters
_FIND = """SELECT message.n, message.chat_id, {text}, chat.title
    FROM message_words
    CROSS JOIN message ON message.n = message_words.rowid
    CROSS JOIN chat ON chat.id = message.chat_id AND chat.deleted_at IS NULL
    WHERE message_words MATCH ? AND message_words.rowid BETWEEN ? AND ?
    ORDER BY message_words.rowid DESC"""
_FIND_NEWEST = _FIND.format(text="''")
_FIND_TO_RANK = _FIND.format(text=f"substr(message.text, 1, {_READ_TO_RANK})")
_SHOW = """SELECT message.chat_id, message.id, message.role, message.created_at, chat.title,
        chat.archived_at IS NOT NULL, message.model, substr(message.text, 1, ?), message.names
    FROM message JOIN chat ON chat.id = message.chat_id WHERE message.n = ?"""
_Row = tuple[int, str, str, str]


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where to look: row numbers, and the chats when they are too many for the index."""

    expression: str
    first: int
    last: int
    chats: frozenset[str] | None


def find_messages(
    db: sqlite3.Connection, query: SearchQuery, limit: int, *, ranked: bool = False
) -> SearchResults:
    """The newest messages that the query asks for, or the best of the newest ones. Chats in
    the bin are left out."""
    scope = _scope_of(db, query, date(*localtime()[:3]))
    if scope is None or limit < 1:
        return SearchResults()
    time, pattern = TimeLimit(BUDGET_S), pattern_of(query.sought)
    if ranked and pattern is not None:
        numbers = _best(db, scope, Scores(query, pattern), time)
    else:
        numbers = _newest(db, scope, limit + 1, time)
    found = (_hit(db, number, pattern, brief=time.over) for number in numbers[:limit])
    return SearchResults(tuple(hit for hit in found if hit), len(numbers) > limit or time.over)


def _scope_of(db: sqlite3.Connection, query: SearchQuery, today: date) -> _Scope | None:
    """None where nothing can be found."""
    chats, models = chats_meant(db, query), models_meant(db, query)
    first, last = numbers_between(*seconds_meant(query, today))
    if query.empty or first > last or chats == frozenset() or models == []:
        return None
    few = chats is not None and len(chats) <= MOST_CHATS_INDEXED
    expression = match_of(query, chats=chats if few else None, models=models)
    return _Scope(expression, first, last, None if few else chats)


def _rows(db: sqlite3.Connection, scope: _Scope, find: str) -> Iterator[_Row]:
    for row in db.execute(find, (scope.expression, scope.first, scope.last)):
        if scope.chats is None or row[1] in scope.chats:
            yield row


def _newest(db: sqlite3.Connection, scope: _Scope, count: int, time: TimeLimit) -> list[int]:
    numbers: list[int] = []
    with time.on(db):
        for row in islice(_rows(db, scope, _FIND_NEWEST), count):
            numbers.append(row[0])  # noqa: PERF401 - those found in time are kept
    return numbers


def _best(db: sqlite3.Connection, scope: _Scope, scores: Scores, time: TimeLimit) -> list[int]:
    """The numbers of the newest found, the best first and the newer of two that are as good."""
    scored: list[tuple[float, int]] = []
    with time.on(db):
        for number, _, text, title in islice(_rows(db, scope, _FIND_TO_RANK), NEWEST_RANKED):
            scored.append((scores.of(text, title), number))
            if time.over and len(scored) >= _LEAST_RANKED:
                break
    return [number for _, number in sorted(scored, reverse=True)]


def _hit(
    db: sqlite3.Connection, number: int, pattern: Pattern | None, *, brief: bool
) -> SearchHit | None:
    read = _READ_IN_HASTE if brief else _READ_TO_SHOW
    row = db.execute(_SHOW, (read, number)).fetchone()
    if row is None:
        return None
    chat_id, message_id, role, created_at, title, archived, model, text, names = row
    answer = role == Role.ASSISTANT  # what a person wrote is shown as it stands
    excerpt, matches = excerpt_of(pattern, text, read_names(names), markdown=answer)
    where = (chat_id, message_id, role, created_at, title)
    return SearchHit(*where, excerpt, matches, bool(archived), model)
