"""Where sought words stand in a text, and the piece of it that shows most of them.

The word index says which messages hold the words but not, across scripts and accents, where
a reader sees them: that is found here, in the text as it is, by the index's own rules for
what a word is and which letters are the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from oriel.domain.words import ALONE, BETWEEN

Span = tuple[int, int]

_MARK = "\u0300"  # stands for any accent that follows its letter
_ACCENT = re.compile("[\u0300-\u036f]")
_TOKEN = re.compile(rf"[{ALONE}]|[^\W_{ALONE}]+")
_IN_WORD = rf"[^\W_{ALONE}]"
_READ = 100_000  # characters of a message that are looked through
_WIDE, _NARROW = 160, 90  # characters of an excerpt, in most scripts and in those set apart
_BEFORE = 40
_MOST = 200  # places that are weighed


class _Levels(dict[int, int]):
    """Each character as the one it is sought as: lower case, no accent; filled as met."""

    def __missing__(self, code: int) -> int:
        lower = chr(code).lower()[0]
        parts = unicodedata.normalize("NFD", lower)
        if _ACCENT.match(lower):
            found = ord(_MARK)
        else:
            found = ord(parts[0] if all(map(_ACCENT.match, parts[1:])) else lower)
        self[code] = found
        return found


_levels = _Levels()


def pattern_of(terms: Iterable[str], unfinished: str = "") -> re.Pattern[str] | None:
    """Matches any of the words and phrases in a `levelled` text, and words that begin as
    `unfinished`; None when there is none."""
    ways = [way for term in terms if (way := _way(term, whole=True))]
    if unfinished and (way := _way(unfinished, whole=False)):
        ways.append(way)
    # The longest first: of two that begin alike it is the one meant.
    return re.compile("|".join(sorted(ways, key=len, reverse=True))) if ways else None


def part_pattern(terms: Iterable[str]) -> re.Pattern[str] | None:
    """As `pattern_of`, for what may stand in the middle of words too."""
    ways = [_letters(level) for term in terms if (level := _ACCENT.sub("", levelled(term)))]
    return re.compile("|".join(sorted(ways, key=len, reverse=True))) if ways else None


def levelled(text: str) -> str:
    """The text, character by character, without case and accents."""
    return text.lower() if text.isascii() else text.translate(_levels)


def places_of(pattern: re.Pattern[str] | None, text: str) -> tuple[Span, ...]:
    """The (start, end) of what the pattern finds in the text."""
    if pattern is None:
        return ()
    spans = (match.span() for match in pattern.finditer(levelled(text)))
    return tuple((start, _whole(text, end)) for start, end in spans if start < end)


def _whole(text: str, end: int) -> int:
    """Behind the signs that are written on the last letter (vowels, in many scripts)."""
    while end < len(text) and unicodedata.category(text[end]) in ("Mn", "Mc"):
        end += 1
    return end


def excerpt_of(pattern: re.Pattern[str] | None, text: str) -> tuple[str, tuple[Span, ...]]:
    """A line of the text around what the pattern finds, and where that stands in it."""
    text = text[:_READ]
    places = [] if pattern is None else _first_places(pattern, text)
    start, end = _best(places, text)
    line = " ".join(text[start:end].replace(BETWEEN, "").split())
    line = f"{'…' if start > 0 else ''}{line}{'…' if end < len(text) else ''}"
    return line, places_of(pattern, line)


def _way(term: str, *, whole: bool) -> str:
    """How a word or phrase is written, whatever stands between its words."""
    tokens = _TOKEN.findall(_ACCENT.sub("", levelled(term)))
    if not tokens:
        return ""
    way, before = "", ""
    for token in tokens:
        if before:
            way += r"[\W_]{0,40}" if _alone(before) or _alone(token) else r"[\W_]{1,40}"
        way, before = way + _letters(token), token
    start = "" if _alone(tokens[0]) else rf"(?<!{_IN_WORD})(?<!{_MARK})"
    end = "" if _alone(before) else (rf"(?!{_IN_WORD})" if whole else rf"(?:{_IN_WORD}|{_MARK})*")
    return start + way + end


def _letters(token: str) -> str:
    parts = re.split("(ss|ß)", token)
    return "".join(
        f"(?:s{_MARK}*s|ß){_MARK}*" if part in ("ss", "ß") else _each(part) for part in parts
    )


def _each(part: str) -> str:
    return "".join(f"{re.escape(c)}{_MARK}*" for c in part)


def _alone(token: str) -> bool:
    return re.match(f"[{ALONE}]", token) is not None


def _first_places(pattern: re.Pattern[str], text: str) -> list[tuple[int, int, str]]:
    level = levelled(text)
    found = []
    for match in pattern.finditer(level):
        found.append((match.start(), match.end(), match[0]))
        if len(found) == _MOST:
            break
    return found


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
