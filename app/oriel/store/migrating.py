"""Migrating told of while it runs: a million messages take minutes.

Apart from the migrations, which know nothing of it: how far they are shows in the number of
rows that were changed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Told = Callable[[float], None]
# Steps of SQLite's machine between two looks: some ten a second.
_EVERY = 2_000_000
# How often a message is changed until all is done, as measured.
_CHANGES_A_MESSAGE = 2.1
_MOST = 0.98  # the end is told by the end


@contextmanager
def told_of(db: sqlite3.Connection, told: Told | None) -> Iterator[None]:
    """While the block changes what is there, `told` hears the share that is done (0.0 to 1.0),
    in the thread that runs it."""
    if told is None:
        yield
        return
    expected = max(_messages(db) * _CHANGES_A_MESSAGE, 1.0)
    before = db.total_changes

    def look() -> int:
        told(min((db.total_changes - before) / expected, _MOST))
        return 0

    db.set_progress_handler(look, _EVERY)
    told(0.0)
    try:
        yield
    finally:
        db.set_progress_handler(None, 0)


def _messages(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT count(*) FROM message").fetchone()[0])
