"""Where a query looks: in which chats, at which models' answers, between which days."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from oriel.domain.folders import Folder, within
from oriel.domain.periods import period_of, seconds_at
from oriel.domain.search import SearchQuery
from oriel.domain.words import folded
from oriel.store.folders import folders_in
from oriel.store.message_rows import number_at
from oriel.store.rows import storable

T = TypeVar("T")
FIRST, LAST = 0, 2**63 - 1
_NAMED = """SELECT id, folded FROM chat WHERE id = :typed
    UNION SELECT id, folded FROM chat WHERE instr(folded, :folded)"""
_IN_FOLDER = "SELECT id FROM chat WHERE folder_id = ? AND folder_id <> ''"
_TAGGED = "SELECT chat_id FROM chat_tag WHERE tag = ?"
_TAGS = "SELECT DISTINCT tag FROM chat_tag"
_MODELS = "SELECT model FROM model_used ORDER BY model"


def seconds_meant(query: SearchQuery, today: date) -> tuple[float, float]:
    """From when until (not with) when, in seconds since the epoch."""
    since, until = -math.inf, math.inf
    if period := period_of(query.after, today):
        since = seconds_at(period[0])
    if period := period_of(query.before, today):
        until = seconds_at(period[0])
    if period := period_of(query.on, today):
        since, until = max(since, seconds_at(period[0])), min(until, seconds_at(period[1]))
    return since, until


def numbers_between(since: float, until: float) -> tuple[int, int]:
    """The first and the last row number of such a time."""
    first = FIRST if since == -math.inf else number_at(since)
    last = LAST if until == math.inf else number_at(until) - 1
    return first, last


def chats_meant(db: sqlite3.Connection, query: SearchQuery) -> frozenset[str] | None:
    """The chats of any of the places that bear all of the tags; None when any chat will do."""
    sets: list[set[str]] = []
    if query.places:
        sets.append(set().union(*(_chats_at(db, place) for place in query.places)))
    if query.tags:
        known = [tag for (tag,) in db.execute(_TAGS)]
        sets += [_chats_tagged(db, _meant(tag, _as_named(known))) for tag in query.tags]
    return frozenset(set.intersection(*sets)) if sets else None


def models_meant(db: sqlite3.Connection, query: SearchQuery) -> list[str] | None:
    """The models that any of the names mean; None when any model will do."""
    if not query.models:
        return None
    known = models_in(db)
    return sorted({model for name in query.models for model in _meant(name, _as_named(known))})


def models_in(db: sqlite3.Connection) -> list[str]:
    """Every model that ever answered here."""
    return [model for (model,) in db.execute(_MODELS)]


def tags_like(db: sqlite3.Connection, word: str) -> list[str]:
    """The tags that begin as the word does."""
    sought = folded(word)
    return [tag for (tag,) in db.execute(_TAGS) if folded(tag).startswith(sought)]


def _chats_at(db: sqlite3.Connection, place: str) -> set[str]:
    """The chats in folders of that name, and the chats of that title or id. Names that hold
    what was typed serve when none is it."""
    folders = folders_in(db)
    asked = {"typed": storable(place), "folded": storable(folded(place))}
    titles = [(("c", i), place if i == place else title) for i, title in db.execute(_NAMED, asked)]
    found: set[str] = set()
    for kind, meant in _meant(place, [*((("f", f.id), f.name) for f in folders), *titles]):
        found |= {meant} if kind == "c" else _chats_in(db, folders, meant)
    return found


def _chats_in(db: sqlite3.Connection, folders: Iterable[Folder], folder_id: str) -> set[str]:
    below = within(folders, folder_id)
    return {chat_id for each in below for (chat_id,) in db.execute(_IN_FOLDER, (each,))}


def _chats_tagged(db: sqlite3.Connection, tags: Iterable[str]) -> set[str]:
    return {chat_id for tag in tags for (chat_id,) in db.execute(_TAGGED, (tag,))}


def _meant(typed: str, known: Iterable[tuple[T, str]]) -> list[T]:
    """The keys of the names that are what was typed; else of those that hold it."""
    sought = folded(typed)
    if not sought:
        return []
    holding = [(key, name) for key, name in known if sought in folded(name)]
    exact = [key for key, name in holding if folded(name) == sought]
    return exact or [key for key, _ in holding]


def _as_named(names: Iterable[str]) -> list[tuple[str, str]]:
    return [(name, name) for name in names]
