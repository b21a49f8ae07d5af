"""Which files of a store the table shows: all, those that are ready, in work, or failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from PySide6.QtCore import QObject, QTimer, Signal

from oriel.ui.library.table.record_table import RecordTable
from oriel.ui.view_models.store_rows import RowState, StoreRow

TELL_MS = 80  # after what changed last


class Group(StrEnum):
    ALL = "all"
    READY = "ready"
    WORKING = "working"
    FAILED = "failed"


class FileListing(QObject):
    """`counted()` when there are other numbers in the groups, some at a time."""

    counted = Signal()

    def __init__(self, table: RecordTable[StoreRow], parent: QObject) -> None:
        super().__init__(parent)
        self._table = table
        self._rows: dict[str, StoreRow] = {}
        self._failed: dict[str, StoreRow] = {}
        self._counts: Counter[Group] = Counter()
        self._size = 0
        self._group = Group.ALL
        self._complete = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TELL_MS)
        self._timer.timeout.connect(self.counted)

    # Facts

    @property
    def group(self) -> Group:
        return self._group

    def count(self, group: Group) -> int:
        return len(self._rows) if group is Group.ALL else self._counts[group]

    def get(self, key: str) -> StoreRow | None:
        return self._rows.get(key)

    def failed(self) -> list[StoreRow]:
        """Those with which it did not work; nobody cancelled them."""
        return list(self._failed.values())

    @property
    def size(self) -> int:
        """Of all files together, in bytes, as far as known."""
        return self._size

    # What comes

    def clear(self) -> None:
        for kept in (self._rows, self._failed, self._counts):
            kept.clear()
        self._size = 0
        self._complete = False
        self._table.show_records([], complete=False)
        self._timer.start()

    def put(self, rows: Iterable[StoreRow]) -> None:
        """Rows that are new, or other than before."""
        shown: list[StoreRow] = []
        hidden: list[str] = []
        for row in rows:
            self._take_out(row.key)
            self._take_in(row)
            if self._passes(row):
                shown.append(row)
            else:
                hidden.append(row.key)
        self._table.add_records(shown, complete=self._complete)
        if hidden and self._group is not Group.ALL:
            self._table.remove_keys(hidden)
        self._timer.start()

    def remove(self, keys: Iterable[str]) -> None:
        gone = [key for key in keys if self._take_out(key)]
        self._table.remove_keys(gone)
        self._timer.start()

    def end(self) -> None:
        """All have come."""
        self._complete = True
        self._table.add_records([], complete=True)
        self._timer.start()

    # What the person chooses

    def show_group(self, group: Group) -> None:
        if group is not self._group:
            self._group = group
            shown = filter(self._passes, self._rows.values())
            self._table.show_records(shown, complete=self._complete)

    # Inside

    def _take_in(self, row: StoreRow) -> None:
        self._rows[row.key] = row
        self._counts[group_of(row)] += 1
        self._size += row.size or 0
        if row.state is RowState.FAILED:
            self._failed[row.key] = row

    def _take_out(self, key: str) -> bool:
        row = self._rows.pop(key, None)
        if row is not None:
            self._counts[group_of(row)] -= 1
            self._size -= row.size or 0
            self._failed.pop(key, None)
        return row is not None

    def _passes(self, row: StoreRow) -> bool:
        return self._group is Group.ALL or group_of(row) is self._group


def group_of(row: StoreRow) -> Group:
    if row.state is RowState.READY:
        return Group.READY
    return Group.WORKING if row.state.is_working else Group.FAILED
