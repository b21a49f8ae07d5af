"""The history in stretches of so many messages, newest first.

What the word index does between two hits cannot be broken off, and may be a second's work in
a million messages (a phrase of words that are everywhere): within a stretch it is short.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import count
from time import monotonic

STRETCH = 32_768
# Messages that come go into the newest stretch, imported ones into any, until it is counted anew.
_KEPT_S = 600.0
_END = 2**63 - 1
# The index's own table of lengths: the narrowest that has a row for each message.
_START = """SELECT id FROM message_words_docsize WHERE id < ?
    ORDER BY id DESC LIMIT 1 OFFSET ?"""


class Stretches:
    """Counted as far as somebody looks, 1 ms a stretch, and kept for a while."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._counted_at = -_KEPT_S

    def newest_first(
        self, db: sqlite3.Connection, first: int, last: int
    ) -> Iterator[tuple[int, int]]:
        """What lies between two row numbers, both included, as the ends of stretches."""
        if monotonic() - self._counted_at >= _KEPT_S:
            self._starts, self._counted_at = [], monotonic()
        above = _END
        for place in count():
            start = self._start(db, place)
            if start <= last and above > first:
                yield max(start, first), min(above - 1, last)
            if start <= first:
                return
            above = start

    def _start(self, db: sqlite3.Connection, place: int) -> int:
        if place == len(self._starts):
            above = self._starts[-1] if self._starts else _END
            row = db.execute(_START, (above, STRETCH - 1)).fetchone()
            # The oldest reaches to the beginning, whatever was imported.
            self._starts.append(row[0] if row else 0)
        return self._starts[place]
