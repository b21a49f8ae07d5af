"""Where words stand in a text, whatever their case and accents. Pure: text in, places out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from oriel.domain.words import apart, folded

MOST_PLACES = 400
_LONGEST_LOOKED_AT = 200_000  # characters


def places_of(words: Sequence[str], text: str) -> list[tuple[int, int]]:
    """(start, end) of each word or phrase, in order and not overlapping, at most
    MOST_PLACES. A word is found where one begins; in scripts without spaces, anywhere."""
    pattern = _pattern(tuple(words))
    if pattern is None or not text:
        return []
    bare, where = _folded(text[:_LONGEST_LOOKED_AT])
    found: list[tuple[int, int]] = []
    for match in pattern.finditer(bare):
        found.append((where[match.start()], _after(where, match.end())))
        if len(found) == MOST_PLACES:
            break
    return found


def _after(where: Sequence[int], end: int) -> int:
    """The end of what was found: behind marks that fold to nothing, before the next sign."""
    return where[end - 1] + 1 if where[end - 1] + 1 >= where[end] else where[end]


@lru_cache(maxsize=16)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    bare = {" ".join(folded(word).split()) for word in words}
    telling = sorted((word for word in bare if word), key=len, reverse=True)
    parts = [_searched(word) for word in telling]
    return re.compile("|".join(parts)) if parts else None


def _searched(word: str) -> str:
    # What stands between the words of a phrase is as little known to the index.
    said = r"[\W_]+".join(re.escape(each) for each in word.split())
    begins = word[0].isalnum() and apart(word[0]) is None
    return rf"(?<![^\W_]){said}" if begins else said


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The text for comparing, and for each of its characters (and its end) where it was."""
    if text.isascii():
        return text.lower(), range(len(text) + 1)
    signs: list[str] = []
    where: list[int] = []
    for at, sign in enumerate(text):
        bare = _folded_sign(sign)
        signs.append(bare)
        where.extend([at] * len(bare))
    where.append(len(text))
    return "".join(signs), where


@lru_cache(maxsize=4096)
def _folded_sign(sign: str) -> str:
    return folded(sign)
