"""Which words of a passage are those of the question. Pure: text in, places out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from oriel.domain.retrieval import SearchRun

MOST_MARKS = 400
_WORD = re.compile(r"\w+")
# Written without spaces between words: each sign counts as one.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]+")
_ENDINGS = re.compile(r"(?:ations?|ings?|edly|ies|ied|ers?|est|ed|es|ly|s|e|y)$")
# Words that say nothing of what a passage is about.
_COMMON = frozenset(
    re.findall(
        r"\w+",
        """
        a an and are as at be but by can could did do does for from had has have he her his
        how i if in into is it its may me my no nor not of on or our shall she should so
        than that the their them then there these they this those to was we were what when
        where which who whom whose why will with would you your
        """,
    )
)


def stems_of(run: SearchRun) -> frozenset[str]:
    """What to mark: the words of the question, and of what the service made of it."""
    words = [w for text in (run.question, *run.searched) for w in _words(text.casefold())]
    telling = [word for word in words if word not in _COMMON]
    return frozenset(map(_stem, telling or words))


def places(text: str, stems: frozenset[str]) -> list[tuple[int, int]]:
    """Where words with these stems stand in `text`: (start, end) each, in order."""
    found: list[tuple[int, int]] = []
    if not stems:
        return found
    for match in _WORD.finditer(text):
        found += _within(match, stems)
        if len(found) >= MOST_MARKS:
            break
    return found


def _within(match: re.Match[str], stems: frozenset[str]) -> Iterable[tuple[int, int]]:
    word, at = match[0].casefold(), match.start()
    if len(word) != len(match[0]):  # ß and its like: the word as a whole
        return [match.span()] if _stem(word) in stems else []
    if _UNSPACED.search(word):
        return [(at + n, at + n + 1) for n, sign in enumerate(word) if sign in stems]
    return [match.span()] if _stem(word) in stems else []


def _words(text: str) -> Iterable[str]:
    for word in _WORD.findall(text):
        yield from (word if _UNSPACED.search(word) else (word,))


def _stem(word: str) -> str:
    """Enough of a word to know its other forms by."""
    bare = _ENDINGS.sub("", word)
    return bare if len(bare) >= 3 else word
