"""Which of the found messages are likely the ones that were meant.

BM25 over just these, without how rare each word is: all of them hold all words. The index's own
counts every message a word is in, which for common ones takes longer than finding them.
"""

from __future__ import annotations

from collections import Counter

from oriel.domain.search import SearchQuery
from oriel.domain.word_places import Pattern, Sought, levelled, pattern_of

_SATURATION, _LENGTH_SHARE = 1.2, 0.75
_USUAL_LENGTH = 400  # characters
_TOGETHER = 2.0  # for the words one after another as they were typed
_AS_TYPED = 1.5
_IN_TITLE = 0.5


class Scores:
    """How well messages fit one query; the higher the better."""

    def __init__(self, query: SearchQuery, words: Pattern) -> None:
        self._words = words
        together = pattern_of(Sought((" ".join(query.words),))) if len(query.words) > 1 else None
        self._together = together
        # What was typed with signs that the index knows nothing of (C++, .NET, a/b).
        self._signed = [levelled(word) for word in query.words if not word.isalnum()]
        self._titles: dict[str, float] = {}

    def of(self, text: str, title: str) -> float:
        """Of a message, and the title of its chat."""
        level = levelled(text)
        share = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * len(text) / _USUAL_LENGTH)
        counts = Counter(self._words.within(level).findall(level)).values()
        score = sum(times * (_SATURATION + 1) / (times + share) for times in counts)
        if self._together is not None and self._together.within(level).search(level):
            score += _TOGETHER
        score += _AS_TYPED * sum(word in level for word in self._signed)
        return score + self._of_title(title)

    def _of_title(self, title: str) -> float:
        if title not in self._titles:
            level = levelled(title)
            found = self._words.within(level).search(level)
            self._titles[title] = _IN_TITLE if found else 0.0
        return self._titles[title]
