"""Cutting a text into chunks that overlap, at paragraphs and sentences where it can be."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from oriel.local.faults import wrong

_TOKEN = re.compile(r"\w{1,24}|[^\w\s]")
_BREAKS = ("\n\n", "\n", ". ", " ")


@dataclass(frozen=True, slots=True)
class Chunking:
    """Sizes in tokens (words and marks)."""

    size: int = 400
    overlap: int = 80

    @property
    def told(self) -> dict[str, Any]:
        """As the API shows it."""
        sizes = {"max_chunk_size_tokens": self.size, "chunk_overlap_tokens": self.overlap}
        return {"type": "static", "static": sizes}


def chunking_from(raw: Any) -> Chunking:
    """The sizes a `chunking_strategy` asks for. Raises ApiFault 400."""
    if raw is None or (isinstance(raw, Mapping) and raw.get("type") == "auto"):
        return Chunking()
    static = raw.get("static") if isinstance(raw, Mapping) else None
    if not isinstance(static, Mapping) or dict(raw).get("type") != "static":
        raise wrong("chunking_strategy", "chunking_strategy is {type: auto} or {type: static}.")
    size, overlap = static.get("max_chunk_size_tokens"), static.get("chunk_overlap_tokens")
    if type(size) is not int or not 100 <= size <= 4096:
        raise wrong("chunking_strategy", "max_chunk_size_tokens is a number from 100 to 4096.")
    if type(overlap) is not int or not 0 <= overlap <= size // 2:
        raise wrong("chunking_strategy", "chunk_overlap_tokens is at most half of the size.")
    return Chunking(size, overlap)


def chunks(text: str, sizes: Chunking, head: str = "") -> Iterator[str]:
    """Pieces of the text, in order; together they hold all of it.

    `head` is said again before each but the first: the names of a table's columns.
    """
    spans = [match.span() for match in _TOKEN.finditer(text)]
    starts = [start for start, _end in spans]
    size = max(sizes.size - len(_TOKEN.findall(head)), sizes.size // 2)
    overlap, first = min(sizes.overlap, size // 2), 0
    while first < len(spans):
        last = min(first + size, len(spans))
        end = spans[last - 1][1]
        if last < len(spans):
            # Not in the first half: chunks would become many and small.
            end = _break(text, spans[first + size // 2][0], end)
            last = bisect_left(starts, end)
        piece = text[spans[first][0] : end].strip()
        yield f"{head}\n{piece}" if head and first else piece
        if last >= len(spans):
            return
        first = max(first + 1, last - overlap)


def _break(text: str, least: int, most: int) -> int:
    for mark in _BREAKS:
        # The space after the last word that has room is a place to break at, too.
        at = text.rfind(mark, least, most + len(mark.strip(".")))
        if at > least:
            return at + len(mark)
    return most
