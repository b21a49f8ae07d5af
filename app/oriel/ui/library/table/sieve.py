"""Which records match what is typed into the filter: found in slices, never at one go.

The texts of ten thousand records take longer to make than a frame; once made, they are
kept until the record changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from time import perf_counter
from typing import Generic

from PySide6.QtCore import QObject, QTimer, Signal

from oriel.ui.library.table.columns import Column, R
from oriel.ui.library.table.ordering import folded

SLICE_S = 0.008
_LONGEST = 2000  # characters of a cell that are looked through
_AT_ONCE = 64  # records between two looks at the clock


class Haystack(Generic[R]):
    """The folded texts of records, by key, made on demand."""

    def __init__(self, columns: Sequence[Column[R]]) -> None:
        self._columns = list(columns)
        self._texts: dict[str, str] = {}

    def show_columns(self, columns: Sequence[Column[R]]) -> None:
        """Only what is shown is looked through."""
        self._columns = list(columns)
        self._texts.clear()

    def of(self, key: str, record: R) -> str:
        text = self._texts.get(key)
        if text is None:
            cells = (column.text(record)[:_LONGEST] for column in self._columns)
            text = self._texts[key] = folded("\n".join(cells))
        return text

    def forget(self, keys: Iterable[str]) -> None:
        for key in keys:
            self._texts.pop(key, None)

    def clear(self) -> None:
        self._texts.clear()


class Sieve(QObject):
    """Emits sifted(words, keys) once all records were looked at. A new run ends the last."""

    sifted = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._matches: Callable[[str], bool] | None = None
        self._keys: list[str] = []
        self._words: tuple[str, ...] = ()
        self._found: list[str] = []
        self._at = 0
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)

    @property
    def is_running(self) -> bool:
        return self._timer.isActive()

    def run(self, words: tuple[str, ...], keys: list[str], matches: Callable[[str], bool]) -> None:
        """Looks through `keys`; what fits into a slice is done before this returns."""
        self._words, self._keys, self._matches = words, keys, matches
        self._found, self._at = [], 0
        self._timer.start()
        self._go_on()

    def stop(self) -> None:
        self._timer.stop()
        self._matches, self._keys = None, []

    def _go_on(self) -> None:
        matches = self._matches
        if matches is None:
            return
        ends = perf_counter() + SLICE_S
        while self._at < len(self._keys) and perf_counter() < ends:
            part = self._keys[self._at : self._at + _AT_ONCE]
            self._found += [key for key in part if matches(key)]
            self._at += len(part)
        if self._at >= len(self._keys):
            words, found = self._words, self._found
            self.stop()
            self.sifted.emit(words, found)
