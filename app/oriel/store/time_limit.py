"""A limit of time on what a connection does."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

# Steps of SQLite's machine between two looks at the clock, about a millisecond.
_STEPS = 10_000


class TimeLimit:
    """`over` is True from the moment on at which the time is up."""

    def __init__(self, seconds: float) -> None:
        self._until = monotonic() + seconds

    @property
    def over(self) -> bool:
        return monotonic() > self._until

    @contextmanager
    def on(self, db: sqlite3.Connection) -> Iterator[None]:
        """Breaks off what the connection does when the time is up; the block then ends
        without an error."""
        db.set_progress_handler(lambda: self.over, _STEPS)
        try:
            yield
        except sqlite3.OperationalError as error:
            # Broken off by somebody else is for somebody else.
            if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT or not self.over:
                raise
        finally:
            db.set_progress_handler(None, 0)
