"""Which words of a passage are those of the question. Pure: text in, places out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from oriel.domain.retrieval import SearchRun

MOST_MARKS = 400
_MOST_WORDS = 200  # of a question that are looked for
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


class Marker:
    """Finds the words of a run's question, and of what the service made of it."""

    def __init__(self, run: SearchRun) -> None:
        words = [w for text in (run.question, *run.searched) for w in _words(text.casefold())]
        telling = [word for word in words if word not in _COMMON]
        self._stems = frozenset(map(_stem, telling or words))
        self._pattern = _pattern_of(self._stems)

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where the words stand in `text`: (start, end) each, in order."""
        return list(islice(self._found(text), MOST_MARKS))

    def first(self, text: str) -> int:
        """Where the first stands, 0 where there is none."""
        return next(self._found(text), (0, 0))[0]

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        for match in self._pattern.finditer(text) if self._pattern else ():
            word = match[0].casefold()
            if len(word) == 1 or _stem(word) in self._stems:
                yield match.span()


def _pattern_of(stems: frozenset[str]) -> re.Pattern[str] | None:
    """What begins like one of the words: quickly found, then looked at more closely."""
    signs = "".join(stem for stem in stems if _UNSPACED.fullmatch(stem))
    spaced = [re.escape(stem) for stem in sorted(stems, key=len) if stem not in signs]
    parts = [rf"(?<!\w)(?:{'|'.join(spaced)})\w*"] if spaced else []
    parts += [f"[{signs}]"] if signs else []
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def _words(text: str) -> Iterable[str]:
    for word in _WORD.findall(text)[:_MOST_WORDS]:
        yield from (word if _UNSPACED.search(word) else (word,))


def _stem(word: str) -> str:
    """Enough of a word to know its other forms by."""
    bare = _ENDINGS.sub("", word)
    return bare if len(bare) >= 3 else word
