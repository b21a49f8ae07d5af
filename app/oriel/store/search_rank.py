"""Which of the found messages are likely the ones that were meant.

BM25 over just these, without how rare each word is: all of them hold all words. The index's own
counts every message a word is in, which for common ones takes longer than finding them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from oriel.domain.excerpts import levelled

_SATURATION, _LENGTH_SHARE = 1.2, 0.75
_TOGETHER = 2.0  # for the words one after another as they were typed
_IN_TITLE = 0.5


def scores_of(
    texts: Sequence[str],
    titles: Sequence[str],
    words: re.Pattern[str],
    phrase: re.Pattern[str] | None,
) -> list[float]:
    """The higher the better, one for each text with the title of its chat."""
    mean = sum(map(len, texts)) / max(len(texts), 1) or 1.0
    return [
        _score(levelled(text), mean, words, phrase)
        + (_IN_TITLE if words.search(levelled(title)) else 0.0)
        for text, title in zip(texts, titles, strict=True)
    ]


def _score(text: str, mean: float, words: re.Pattern[str], phrase: re.Pattern[str] | None) -> float:
    counts = Counter(match[0] for match in words.finditer(text))
    share = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * len(text) / mean)
    score = sum(times * (_SATURATION + 1) / (times + share) for times in counts.values())
    return score + (_TOGETHER if phrase is not None and phrase.search(text) else 0.0)
