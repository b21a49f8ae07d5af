"""A piece of somebody's text made fit for one line, with the marks in it kept in place."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

Span = tuple[int, int]
LONGEST = 600
_UNSEEN = ("Cc", "Cf", "Co", "Cs", "Cn")
_SPELT_WITH = "\u200c\u200d"


def one_line(
    text: str, marks: Sequence[Span] = (), longest: int = LONGEST
) -> tuple[str, tuple[Span, ...]]:
    """The text without line breaks, runs of spaces and signs that cannot be seen or turn the
    text around, at most `longest` characters; and the (start, end) of what was marked."""
    kept: list[str] = []
    where: list[int] = []
    for sign in text[: 4 * longest]:
        where.append(len(kept))
        if sign.isspace():
            if kept and kept[-1] != " ":
                kept.append(" ")
        elif sign in _SPELT_WITH or unicodedata.category(sign) not in _UNSEEN:
            kept.append(sign)
    line = "".join(kept).rstrip(" ")
    if len(line) > longest:
        line = f"{line[: longest - 1]}…"
    places = [*where, len(kept)]
    last = len(places) - 1
    found = ((places[min(a, last)], min(places[min(b, last)], len(line))) for a, b in marks)
    return line, tuple((a, b) for a, b in found if a < b)
