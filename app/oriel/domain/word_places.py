"""Where sought words stand in a text: the same in a snippet, in a title and in the transcript.

The word index says which messages hold the words but not, across scripts and accents, where
a reader sees them: that is found here, in the text as it is, by the index's own rules for
what a word is and which letters are the same.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice

from oriel.domain.words import ALONE, PAIRS, POINTS

Span = tuple[int, int]

MOST_PLACES = 400
# Below three letters the beginning of a word is that of half of everything.
SHORTEST_BEGINNING = 3
_LOOKED_AT = 200_000  # characters
_MARK = "\u0300"  # stands for any accent that follows its letter
_ANY = f"{_MARK}*"
_ACCENT = re.compile("[\u0300-\u036f]")
_POINT = re.compile(f"[{POINTS}]")
# What may be written in either way; the second is one letter.
_WAYS = [("ss", "ß"), *((two, one) for one, two in PAIRS.items())]
_EITHER = {way: ways for ways in _WAYS for way in ways}
_SPLIT = re.compile(f"({'|'.join(_EITHER)})")
_LAST_SIGNS = re.compile(r"(?<=\w)[^\w\s]{1,4}$")
_TOKEN = re.compile(rf"[{ALONE}]|[^\W_{ALONE}]+")
_IN_WORD = rf"[^\W_{ALONE}]"


@dataclass(frozen=True, slots=True)
class Sought:
    """Words and phrases, and the beginning of a word ("" for none)."""

    whole: tuple[str, ...] = ()
    begun: str = ""

    def __bool__(self) -> bool:
        return bool(self.whole or self.begun)


NOTHING = Sought()


@dataclass(frozen=True, slots=True)
class Pattern:
    """Finds words in a `levelled` text; the slower of the two only where accents stand as
    signs of their own."""

    plain: re.Pattern[str]
    with_marks: re.Pattern[str]

    def within(self, level: str) -> re.Pattern[str]:
        return self.with_marks if _MARK in level else self.plain


@lru_cache(maxsize=16)
def pattern_of(sought: Sought) -> Pattern | None:
    """Matches any of what is sought; None when there is nothing."""
    whole = [(tokens, _signs(term)) for term in sought.whole if (tokens := _tokens(term))]
    begun = [tokens] if (tokens := _tokens(sought.begun)) else []
    ways = [
        [_way(tokens, mark, whole=True) + signs for tokens, signs in whole]
        + [_way(tokens, mark, whole=False) for tokens in begun]
        for mark in ("", _ANY)
    ]
    return _either(ways)


@lru_cache(maxsize=16)
def part_pattern(terms: tuple[str, ...]) -> Pattern | None:
    """As `pattern_of`, for what may stand in the middle of words too."""
    said = [level for term in terms if (level := _ACCENT.sub("", levelled(term)))]
    return _either([[_letters(level, mark) for level in said] for mark in ("", _ANY)])


def begins_words(typed: str) -> bool:
    """Whether a word that is being typed is looked for as the beginning of one. What stands
    alone in its script is a whole word."""
    last = _TOKEN.findall(typed)[-1:]
    return bool(last) and len(last[0]) >= SHORTEST_BEGINNING


def levelled(text: str) -> str:
    """The text, character by character, without case and accents."""
    lower = text.lower()
    if text.isascii():
        return lower
    if len(lower) != len(text):  # a few letters have two small ones
        lower = "".join(letter.lower()[0] for letter in text)
    accented, bare = _accents()
    return accented.sub(lambda found: bare[found[0]], lower)


def places_of(pattern: Pattern | None, text: str) -> tuple[Span, ...]:
    """The (start, end) of what the pattern finds in the text, in order, MOST_PLACES at most."""
    if pattern is None:
        return ()
    level = levelled(text[:_LOOKED_AT])
    found = islice(pattern.within(level).finditer(level), MOST_PLACES)
    spans = (match.span() for match in found)
    return tuple((start, _whole(text, end)) for start, end in spans if start < end)


def _whole(text: str, end: int) -> int:
    """Behind the signs that are written on the last letter (vowels, in many scripts)."""
    while end < len(text) and unicodedata.category(text[end]) in ("Mn", "Mc"):
        end += 1
    return end


@cache
def _accents() -> tuple[re.Pattern[str], dict[str, str]]:
    """What has an accent, or is one, and what it is levelled to."""
    bare = {"ς": "σ"}
    bare |= dict.fromkeys(filter(_POINT.match, map(chr, range(0x590, 0x700))), _MARK)
    for letter in map(chr, range(0xC0, 0x2000)):
        base, *rest = [*unicodedata.normalize("NFD", letter)]
        if _ACCENT.match(letter):
            bare[letter] = _MARK
        elif rest and all(map(_ACCENT.match, rest)):
            bare[letter] = base.lower()
    return re.compile(f"[{''.join(bare)}]"), bare


def _either(ways: list[list[str]]) -> Pattern | None:
    """The longest way first: of two that begin alike it is the one meant."""
    if not ways[0]:
        return None
    plain, marked = ("|".join(sorted(each, key=len, reverse=True)) for each in ways)
    return Pattern(re.compile(plain), re.compile(marked))


def _tokens(term: str) -> list[str]:
    return _TOKEN.findall(_ACCENT.sub("", levelled(term)))


def _signs(term: str) -> str:
    """The signs behind a word, marked with it where they stand there too: C++."""
    signs = _LAST_SIGNS.search(term)
    return f"(?:{re.escape(signs[0])})?" if signs else ""


def _way(tokens: list[str], mark: str, *, whole: bool) -> str:
    """How a word or phrase is written, whatever stands between its words. `mark` matches what
    may follow a letter."""
    way, before = _first(tokens[0], mark), tokens[0]
    for token in tokens[1:]:
        way += r"[\W_]{0,40}" if _alone(before) or _alone(token) else r"[\W_]{1,40}"
        way, before = way + _letters(token, mark), token
    if _alone(before):
        return way
    return way + (rf"(?!{_IN_WORD})" if whole else rf"(?:{_IN_WORD}|{_MARK})*")


def _first(token: str, mark: str) -> str:
    """The letters of a token where a word begins. That is looked at behind the first letter,
    since what begins with a letter is found many times faster."""
    letters = _letters(token, mark)
    if _alone(token):
        return letters
    first = "" if letters.startswith("(") else re.escape(token[0])
    begins = rf"(?<!{_IN_WORD}{first})" + (rf"(?<!{_MARK}{first})" if mark else "")
    return first + begins + letters[len(first) :]


def _letters(token: str, mark: str) -> str:
    return "".join(
        _either_way(*_EITHER[part], mark) if part in _EITHER else _each(part, mark)
        for part in _SPLIT.split(token)
    )


def _either_way(two: str, one: str, mark: str) -> str:
    return f"(?:{two[0]}{mark}{two[1]}|{one}){mark}"


def _each(part: str, mark: str) -> str:
    return "".join(f"{re.escape(letter)}{mark}" for letter in part)


def _alone(token: str) -> bool:
    return re.match(f"[{ALONE}]", token) is not None
