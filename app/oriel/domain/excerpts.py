"""The piece of a text that shows most of the sought words, in one line, as a reader sees it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from oriel.domain.as_read import as_read, in_code_at
from oriel.domain.word_places import Pattern, Span, levelled, places_of
from oriel.domain.words import ALONE, BETWEEN

_READ = 100_000  # characters of a message that are looked through
_WIDE, _NARROW = 160, 90  # characters of an excerpt, in most scripts and in those set apart
_BEFORE = 40
_MOST = 200  # places that are weighed
_AROUND = 400  # characters before and after a place that are read as Markdown
_MOST_NAMES = 3
_ELLIPSIS = "\u2026"


def excerpt_of(
    pattern: Pattern | None, text: str, names: Sequence[str] = (), *, markdown: bool = False
) -> tuple[str, tuple[Span, ...]]:
    """A line of the text around what the pattern finds, and where that stands in it. First
    come those of the `names` in which it is found. A `markdown` text is shown without its
    marks, unless only they hold what is found."""
    text = text[:_READ].replace(BETWEEN, "")
    before = after = False
    if markdown:
        text, before, after = _as_read_near(pattern, text)
    start, end = _best(_first_places(pattern, text), text)
    before, after = before or start > 0, after or end < len(text)
    line = " ".join(text[start:end].split())
    line = f"{_ELLIPSIS if before else ''}{line}{_ELLIPSIS if after else ''}"
    found = [name for name in names if places_of(pattern, name)][:_MOST_NAMES]
    line = " · ".join(part for part in (*found, line) if part)
    return line, places_of(pattern, line)


def _as_read_near(pattern: Pattern | None, text: str) -> tuple[str, bool, bool]:
    """The text as it is read around the best place, and whether there is more before and
    behind it."""
    at, _ = _best(_first_places(pattern, text), text)
    start = text.rfind("\n", 0, max(0, at - _AROUND)) + 1
    end = text.find("\n", at + _AROUND)
    end = end if 0 <= end < at + 2 * _AROUND else min(len(text), at + 2 * _AROUND)
    read = as_read(text[start:end], in_code=in_code_at(text, start))
    if pattern is not None and not _first_places(pattern, read):
        return text, False, False
    return read, start > 0, end < len(text)


def _first_places(pattern: Pattern | None, text: str) -> list[tuple[int, int, str]]:
    if pattern is None:
        return []
    level = levelled(text)
    found = islice(pattern.within(level).finditer(level), _MOST)
    return [(match.start(), match.end(), match[0]) for match in found]


def _best(places: list[tuple[int, int, str]], text: str) -> Span:
    """The stretch that shows most of the different words, the first of such."""
    width = _NARROW if re.search(f"[{ALONE}]", text[:1000]) else _WIDE
    best, most = 0, 0
    for start, _, _ in places:
        within = {
            word for at, end, word in places if at >= start and end <= start + width - _BEFORE
        }
        if len(within) > most:
            best, most = start, len(within)
    if best + width <= width or len(text) <= width:
        return 0, _cut(text, width)
    begin = max(0, best - _BEFORE)
    begin = _after_space(text, begin, best) if begin else 0
    return begin, _cut(text, begin + width)


def _after_space(text: str, begin: int, latest: int) -> int:
    space = re.compile(r"\s").search(text, begin - 1, latest)
    return space.end() if space else begin


def _cut(text: str, end: int) -> int:
    """Before `end`, where a word ends if there is such a place near."""
    if end >= len(text):
        return len(text)
    for at in range(end, max(end - 24, 0), -1):
        if text[at].isspace():
            return at
    return end
