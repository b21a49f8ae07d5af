"""The records of a table as Qt asks for them: what is loaded, in which order, and which of
them the filter lets through.

Every change of rows is one reset; who is selected is known by key, and put back by the
view. What is painted is asked of here directly, past `data`: roles cost more than the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from oriel.domain.visible import visible
from oriel.ui.library.table.columns import Column, R
from oriel.ui.library.table.ordering import collator, folded, place_of, sort_key
from oriel.ui.library.table.sieve import Haystack, Sieve

Index = QModelIndex | QPersistentModelIndex
MOST_AT_ONCE = 500  # records are filtered without a look at the clock
RESORT_MS = 150  # after changes of what is sorted by: rows do not dance with every one
LONGEST_CELL = 400  # characters
_NO_PARENT = QModelIndex()
_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_SHOWN = int(Qt.ItemDataRole.DisplayRole)
_SAID = int(Qt.ItemDataRole.AccessibleTextRole)
_DESCRIBED = int(Qt.ItemDataRole.AccessibleDescriptionRole)


def one_line(text: str) -> str:
    """A text from elsewhere as a cell shows it."""
    if text.isascii() and text.isprintable() and len(text) <= LONGEST_CELL:
        return text
    return visible(" ".join(text[:LONGEST_CELL].split()))


class RecordModel(QAbstractTableModel, Generic[R]):
    """`key` names a record. Emits filtered() when the filter has let through what it lets
    through, and rearranged() after every change of rows or their order."""

    filtered = Signal()
    rearranged = Signal()

    def __init__(
        self,
        columns: Sequence[Column[R]],
        key: Callable[[R], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.key = key
        self.badges: Mapping[str, str] = {}
        self._records: dict[str, R] = {}
        self._shown: list[str] = []
        self._row_of: dict[str, int] = {}
        self._sorted_by: Column[R] | None = None
        self._descending = False
        self._sort_keys: dict[str, dict[str, Any]] = {}  # by column, then by record
        self._valued = 0  # how many rows, from the top, have what is sorted by
        self._order = collator()
        self._words: tuple[str, ...] = ()
        self._matching: set[str] = set()
        self._unsifted: set[str] = set()  # came or changed since the filter ran
        self._haystack = Haystack([column for column in self.columns if not column.hidden])
        self._sieve = Sieve(self)
        self._sieve.sifted.connect(self._on_sifted)
        self._resort = QTimer(self)
        self._resort.setSingleShot(True)
        self._resort.setInterval(RESORT_MS)
        self._resort.timeout.connect(self._rearrange)

    # What is there

    @property
    def loaded(self) -> list[R]:
        """Every record, in the order it came in."""
        return list(self._records.values())

    @property
    def shown(self) -> list[R]:
        """The records that the filter lets through, from top to bottom."""
        return [self._records[key] for key in self._shown]

    @property
    def count(self) -> int:
        return len(self._records)

    @property
    def is_filtered(self) -> bool:
        return bool(self._words)

    @property
    def sorting(self) -> tuple[str, bool]:
        """The id of the column it is sorted by ("" for the order it came in), and whether
        the greatest is first."""
        return (self._sorted_by.id if self._sorted_by else ""), self._descending

    def record_at(self, row: int) -> R | None:
        return self._records[self._shown[row]] if 0 <= row < len(self._shown) else None

    def key_at(self, row: int) -> str:
        return self._shown[row] if 0 <= row < len(self._shown) else ""

    def row_of(self, key: str) -> int:
        """The row of a record, -1 when it is not shown."""
        return self._row_of.get(key, -1)

    def get(self, key: str) -> R | None:
        return self._records.get(key)

    def text_at(self, row: int, column: int) -> str:
        return one_line(self.columns[column].text(self._records[self._shown[row]]))

    def badge_at(self, row: int) -> str:
        return self.badges.get(self._shown[row], "")

    def row_beginning(self, typed: str, after: int) -> int:
        """The next row after `after` whose first column begins so, going round; -1 for none."""
        wanted, count = folded(typed), len(self._shown)
        for step in range(count):
            row = (after + step) % count
            if folded(self.text_at(row, 0)).startswith(wanted):
                return row
        return -1

    # What changes it

    def set_records(self, records: Iterable[R]) -> None:
        """Other records in place of all."""
        self._records = {self.key(record): record for record in records}
        self._haystack.clear()
        self._sort_keys.clear()
        self._unsifted = set(self._records)
        self._rearrange()

    def put(self, records: Iterable[R]) -> None:
        """Adds records at the end, or puts them in the place of those with their keys."""
        new: list[str] = []
        moves = False
        for record in records:
            key = self.key(record)
            if key not in self._records:
                new.append(key)
            self._records[key] = record
            self._haystack.forget([key])
            self._unsifted.add(key)
            moves = self._refreshed(key) or moves
        if new and (moves or self._words or self._resort.isActive()):
            self._rearrange()
        elif new:
            self._append(new)
        elif moves and not self._resort.isActive():
            self._resort.start()

    def remove(self, keys: Iterable[str]) -> None:
        gone = [key for key in keys if self._records.pop(key, None) is not None]
        if gone:
            self._haystack.forget(gone)
            for key in gone:
                self._forget_order(key)
            self._rearrange()

    def sort_by(self, column_id: str, *, descending: bool) -> None:
        """Sorts by a column; "" for the order in which the records came in."""
        found = next((column for column in self.columns if column.id == column_id), None)
        self._sorted_by, self._descending = found, descending
        self._rearrange()

    def filter_by(self, typed: str) -> None:
        """Lets through what has all the words somewhere in what is shown of it."""
        words = tuple(folded(typed).split())
        if words != self._words:
            self._words = words
            self._sift()

    def look_through(self, columns: Sequence[Column[R]]) -> None:
        """Which columns the filter looks at."""
        self._haystack.show_columns(columns)
        if self._words:
            self._sift()

    def set_badges(self, badges: Mapping[str, str]) -> None:
        self.badges = dict(badges)
        self._tell_all()

    def touch(self) -> None:
        """Everything may read otherwise now, and stand elsewhere: times pass, names are
        known."""
        self._haystack.clear()
        self._sort_keys.clear()
        self._unsifted = set(self._records)
        self._tell_all()
        if self._words or self._sorted_by is not None:
            self._resort.start()

    def _tell_all(self) -> None:
        if self._shown:
            last = self.index(len(self._shown) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    # Order and filter

    def _refreshed(self, key: str) -> bool:
        """A record has changed; whether it may stand elsewhere now."""
        row = self._row_of.get(key)
        if row is not None:
            last = self.index(row, len(self.columns) - 1)
            self.dataChanged.emit(self.index(row, 0), last)
        old = self._known.get(key)
        self._forget_order(key)
        if row is None or self._sorted_by is None:
            return bool(self._words)
        self._known[key] = now = self._sort_key(key)
        return bool(self._words) or old != now

    @property
    def _known(self) -> dict[str, Any]:
        """What is compared now, by record."""
        by = self._sorted_by.id if self._sorted_by is not None else ""
        return self._sort_keys.setdefault(by, {})

    def _forget_order(self, key: str) -> None:
        for known in self._sort_keys.values():
            known.pop(key, None)

    def _sort_key(self, key: str) -> Any:
        if self._sorted_by is None:
            return None
        return sort_key(self._sorted_by.value(self._records[key]), self._order)

    def _sift(self) -> None:
        if self._words:
            self._sieve.run(self._words, list(self._records), self._matches)
            return
        self._sieve.stop()
        self._rearrange()
        self.filtered.emit()

    def _matches(self, key: str) -> bool:
        record = self._records.get(key)
        if record is None:  # gone meanwhile
            return False
        text = self._haystack.of(key, record)
        return all(word in text for word in self._words)

    def _on_sifted(self, words: tuple[str, ...], keys: list[str]) -> None:
        if words == self._words:
            self._matching = set(keys)
            self._rearrange()
            self.filtered.emit()

    def _rearrange(self) -> None:
        self._resort.stop()
        self._show(self._in_order(self._let_through()))

    def _append(self, new: list[str]) -> None:
        """New records alone; with ten thousand there already, it is the frame that counts."""
        self._unsifted.clear()
        if self._sorted_by is None:
            shown = new[::-1] + self._shown if self._descending else self._shown + new
            self._show(shown)
            return
        known = self._known
        known.update({key: self._sort_key(key) for key in new})
        valued, without = self._shown[: self._valued], self._shown[self._valued :]
        for key in new:
            if known[key] is None:
                without.append(key)
            elif len(new) > MOST_AT_ONCE or not self._placed(key, valued):
                valued.append(key)
        self._show((valued if self._valued == len(valued) else self._compared(valued)) + without)

    def _placed(self, key: str, among: list[str]) -> bool:
        """Puts a key where it belongs among those that are in order; False when they cannot
        be compared."""
        try:
            place = place_of(key, among, self._known, descending=self._descending)
        except TypeError:
            return False
        among.insert(place, key)
        self._valued += 1
        return True

    def _show(self, keys: list[str]) -> None:
        self.beginResetModel()
        self._shown = keys
        self._row_of = {key: row for row, key in enumerate(keys)}
        self.endResetModel()
        self.rearranged.emit()

    def _let_through(self) -> list[str]:
        """The keys that the filter lets through, in the order they stand in now; sorting what
        is nearly sorted takes no time, and equals stay as the last order had them."""
        self._look_at_new()
        keys = list(self._records)
        if self._sorted_by is not None and self._shown:
            stood = [key for key in self._shown if key in self._records]
            keys = stood + [key for key in keys if key not in self._row_of]
        return [key for key in keys if key in self._matching] if self._words else keys

    def _look_at_new(self) -> None:
        """Filters what came or changed since the filter ran."""
        if not self._words:
            self._unsifted.clear()
        elif len(self._unsifted) > MOST_AT_ONCE:  # shown when the sieve is through with them
            self._unsifted.clear()
            self._sieve.run(self._words, list(self._records), self._matches)
        for key in self._unsifted:
            (self._matching.add if self._matches(key) else self._matching.discard)(key)
        self._unsifted.clear()

    def _in_order(self, keys: list[str]) -> list[str]:
        if self._sorted_by is None:
            return keys[::-1] if self._descending else keys
        known = self._known
        known.update({key: self._sort_key(key) for key in keys if key not in known})
        valued = [key for key in keys if known[key] is not None]
        without = [] if len(valued) == len(keys) else [key for key in keys if known[key] is None]
        return self._compared(valued) + without

    def _compared(self, keys: list[str]) -> list[str]:
        """The keys of records that have what is sorted by, in order."""
        known, self._valued = self._known, len(keys)
        try:
            keys.sort(key=known.__getitem__, reverse=self._descending)
        except TypeError:  # texts and numbers in one column: apart from each other
            keys.sort(key=self._by_kind, reverse=self._descending)
        return keys

    def _by_kind(self, key: str) -> tuple[bool, Any]:
        value = self._known[key]
        is_number = isinstance(value, int | float)
        return not is_number, value

    # What Qt asks

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _FLAGS

    def data(self, index: Index, role: int = _SHOWN) -> Any:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        if role == _SHOWN:
            return self.text_at(index.row(), index.column())
        if role == _SAID:
            return self._spoken(index.row(), index.column())
        return self.columns[index.column()].title if role == _DESCRIBED else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _SHOWN) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role in (_SHOWN, _SAID):
            return self.columns[section].title
        return None

    def _spoken(self, row: int, column: int) -> str:
        text = self.text_at(row, column) or self.tr("nothing")
        badge = self.badge_at(row) if column == 0 else ""
        return f"{text}. {badge}" if badge else text
