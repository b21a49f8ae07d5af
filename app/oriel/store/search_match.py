"""A query as an expression of the word index, in which nothing typed is an operator."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from oriel.domain.holdings import Holds
from oriel.domain.search import SearchQuery
from oriel.domain.word_places import begins_words
from oriel.domain.words import ALONE, apart
from oriel.store.rows import storable

# Of a longer phrase its beginning is looked for: one of common words, each of which is in half of
# all messages, takes its time, and the index cannot be broken off between two hits.
LONGEST_PHRASE = 12
# What a message is, beside what it says, stands in the index as words nobody types.
_FACET = "\u01c0"
_ANY_ROLE = ("user", "assistant", "system", "tool")
_TOKENS = re.compile(rf"[{ALONE}]|[^\W_{ALONE}]+")


def match_of(
    query: SearchQuery,
    *,
    chats: Iterable[str] | None = None,
    models: Iterable[str] | None = None,
) -> str:
    """The expression of a query that is not empty, in one of these chats and by one of these
    models (None: whichever); there must be one of either."""
    said = [*map(_phrase, query.phrases), *_words(query)]
    facets = _facets(query, chats, models)
    if not said and not facets:
        # Something to leave others out from.
        facets = [_any(map(_role, _ANY_ROLE))]
    columns = [("text", said), ("facets", facets)]
    sides = [f"{{{name}}} : ({' AND '.join(terms)})" for name, terms in columns if terms]
    expression = " AND ".join(sides)
    if query.without:
        expression = f"({expression}) NOT {{text}} : ({_any(map(_phrase, query.without))})"
    return expression


def _words(query: SearchQuery) -> list[str]:
    terms = [_phrase(word) for word in query.words]
    if query.unfinished and begins_words(query.words[-1]):
        terms[-1] = _any(f"{_quoted(way)} *" for way in _beginnings(query.words[-1]))
    return terms


def _facets(
    query: SearchQuery, chats: Iterable[str] | None, models: Iterable[str] | None
) -> list[str]:
    facets = [_any(_quoted(f"{_FACET}c{_hex(each)}") for each in chats)] if chats else []
    if models:
        facets.append(_any(_quoted(f"{_FACET}m{_hex(each)}") for each in models))
    if query.roles:
        facets.append(_any(map(_role, query.roles)))
    return facets + [_quoted(f"{_FACET}h{Holds[held.upper()].value}") for held in query.held]


def _hex(name: str) -> str:
    return storable(name).encode().hex()


def _role(role: str) -> str:
    return _quoted(f"{_FACET}r{role}")


def _phrase(typed: str) -> str:
    return _any(map(_quoted, _spellings(typed)))


def _spellings(typed: str) -> list[str]:
    """The word, and as it is written with ß where it has ss, and the other way round."""
    plain = re.sub("[ßẞ]", "ss", typed)
    ways = (typed, plain, re.sub("ss", "ß", plain, flags=re.IGNORECASE))
    return list(dict.fromkeys(ways))


def _beginnings(typed: str) -> list[str]:
    """As `_spellings`; half an ss may be the beginning of ß too."""
    ways = _spellings(typed)
    return [*ways, f"{ways[-1][:-1]}ß"] if ways[-1][-1:] in ("s", "S") else ways


def _any(terms: Iterable[str]) -> str:
    found = list(terms)
    return found[0] if len(found) == 1 else f"({' OR '.join(found)})"


def _quoted(typed: str) -> str:
    said = storable(typed).replace('"', " ").replace("\0", " ")
    if (alone := apart(said)) is not None:
        return f'"{alone}"'
    words = list(islice(_TOKENS.finditer(said), LONGEST_PHRASE + 1))
    return f'"{said[: words[-1].start()] if len(words) > LONGEST_PHRASE else said}"'
