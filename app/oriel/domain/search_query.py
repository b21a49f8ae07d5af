"""What is typed to search with: words, "phrases", -excluded ones and filters; and the inverse.

Nothing typed is an error. What is not a filter is a word; a filter whose value is not there
yet or is none (`role:as`, on the way to `role:assistant`) stands in `unclear` and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from oriel.domain.periods import period_of
from oriel.domain.word_places import Sought, begins_words

# Synonyms, by what is stored.
_ROLES = {
    "user": "user",
    "me": "user",
    "assistant": "assistant",
    "model": "assistant",
    "system": "system",
    "tool": "tool",
}
_HELD = {
    "code": "code",
    "file": "file",
    "files": "file",
    "image": "image",
    "images": "image",
    "tool": "tool",
    "tools": "tool",
}
_NAMES = {"in": "places", "tag": "tags", "model": "models", "role": "roles", "has": "held"}
_PERIODS = ("before", "after", "on")
_FILTERS = (*_NAMES, *_PERIODS)
_LONGEST = 4_000  # characters that are read; nobody types more
_LONGEST_WORD = 200
_MOST = 32  # of each kind
_ANY_DAY = date(2000, 2, 29)
# A quote that is not closed (yet) begins a filter's value or what is left out, but no phrase.
_TOKEN = re.compile(
    rf"""(?P<filter>{"|".join(_FILTERS)}):(?:"(?P<named>[^"]*)"?|(?P<value>[^\s"]*))
    |-(?:"(?P<no_phrase>[^"]*)"?|(?P<no_word>[^\s"]+))
    |"(?P<phrase>[^"]*)"
    |(?P<word>[^\s"]+)""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """Every word and phrase must be there, none of `without`. `unfinished`: the last word was
    not followed by a space, so that it may be the beginning of one.

    `places` are folder names, chat titles or chat ids, of which any serves, as of `models`
    and `roles` (as stored); `tags` and `held` (code, file, image, tool) must all be there.
    `before`, `after` and `on` are periods (see periods.py), "" for none, kept as typed, since
    `7d` is another day tomorrow. `unclear` are filters that are none (yet), as typed.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    on: str = ""
    unclear: tuple[str, ...] = ()
    unfinished: bool = False

    @property
    def filtered(self) -> bool:
        """Whether anything but words narrows it."""
        listed = (self.places, self.tags, self.models, self.roles, self.held)
        return any(listed) or bool(self.before or self.after or self.on)

    @property
    def sought(self) -> Sought:
        """What is marked in a message that is found."""
        begun = self.words[-1] if self.unfinished else ""
        if not begins_words(begun):
            return Sought((*self.phrases, *self.words))
        return Sought((*self.phrases, *self.words[:-1]), begun)

    @property
    def empty(self) -> bool:
        """Whether it asks for nothing."""
        return not (self.words or self.phrases or self.without or self.filtered)


class _Piece(NamedTuple):
    kind: str  # a field of SearchQuery
    value: str


def parse_query(typed: str) -> SearchQuery:
    """Never raises; what goes beyond all sense is cut."""
    typed = typed[:_LONGEST].replace("\0", " ")
    listed: dict[str, list[str]] = {}
    periods: dict[str, str] = {}
    last = _Piece("", "")
    for last in _pieces(typed):
        if last.kind in _PERIODS:
            periods[last.kind] = last.value
            continue
        values = listed.setdefault(last.kind, [])
        # The same word once more is not the beginning of another.
        if last.value in values or len(values) >= _MOST:
            last = _Piece("", "")
        else:
            values.append(last.value)
    unfinished = last.kind == "words" and not typed[-1:].isspace()
    lists = {kind: tuple(values) for kind, values in listed.items()}
    return SearchQuery(**lists, **periods, unfinished=unfinished)  # type: ignore[arg-type]


def query_text(query: SearchQuery) -> str:
    """What one types for that query: `parse_query` gives the same back."""
    tokens = [
        *(f"{name}:{_quoted(v)}" for name, kind in _NAMES.items() for v in getattr(query, kind)),
        *(f"{name}:{value}" for name in _PERIODS if (value := getattr(query, name))),
        *query.unclear,
        *(f"-{_quoted(each)}" for each in query.without),
        *(f'"{phrase}"' for phrase in query.phrases),
        *query.words,
    ]
    end = " " if query.words and not query.unfinished else ""
    return " ".join(tokens) + end


def _pieces(typed: str) -> Iterator[_Piece]:
    for found in _TOKEN.finditer(typed):
        if found["filter"] is not None:
            yield _filter(found["filter"].lower(), found["named"] or found["value"] or "")
        else:
            yield from _said(found)


def _said(found: re.Match[str]) -> Iterator[_Piece]:
    kinds = {"no_phrase": "without", "no_word": "without", "phrase": "phrases", "word": "words"}
    for name, kind in kinds.items():
        value = _one_line(found[name] or "")
        if any(c.isalnum() for c in value):  # the index holds nothing else
            yield _Piece(kind, value)


def _filter(name: str, typed: str) -> _Piece:
    value = _one_line(typed)
    unclear = _Piece("unclear", f"{name}:{_quoted(value) if value else ''}")
    if not value:
        return unclear
    match name:
        case "role":
            return _Piece("roles", _ROLES[value.lower()]) if value.lower() in _ROLES else unclear
        case "has":
            return _Piece("held", _HELD[value.lower()]) if value.lower() in _HELD else unclear
        case "before" | "after" | "on":
            return _Piece(name, value.lower()) if period_of(value, _ANY_DAY) else unclear
        case _:
            return _Piece(_NAMES[name], value)


def _one_line(typed: str) -> str:
    return " ".join(typed.split())[:_LONGEST_WORD].strip()


def _quoted(value: str) -> str:
    return f'"{value}"' if re.search(r"\s", value) else value
