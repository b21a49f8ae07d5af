"""Rows to choose from, in groups that fold: one flat model, quick with fifty thousand.

Used for what is sent (intake) and for what is changed (sync). What is chosen is kept here
and nowhere else.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt, Signal

from oriel.ui.attaching.words import size_text
from oriel.ui.library.intake.words import files_text, t

if TYPE_CHECKING:
    from PySide6.QtCore import QPersistentModelIndex

    Index = QModelIndex | QPersistentModelIndex

_NO_PARENT = QModelIndex()
_SAID = int(Qt.ItemDataRole.AccessibleTextRole)
_STATE = int(Qt.ItemDataRole.CheckStateRole)
Check = Qt.CheckState


class Sized(Protocol):
    """What a row stands for; its size is in bytes."""

    @property
    def size(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Choice:
    """One row as it is shown: `note` stands beside the name."""

    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """`id` names it to the caller, `values` are the caller's own. `read` says how one is
    shown, asked only for those in sight; `choosable` has a 1 for each that has a box, None
    for all; `chosen` and `folded` are how it begins. `counted` says how many there are."""

    id: str
    title: str
    values: Sequence[Sized]
    read: Callable[[Any], Choice]
    choosable: bytes | None = None
    chosen: bool = True
    folded: bool = False
    counted: Callable[[int], str] = files_text


class Group:
    """A group as it stands now: what is chosen of it, and whether it is folded."""

    def __init__(self, group: ChoiceGroup) -> None:
        self.id = group.id
        self.title = group.title
        self.values = group.values
        self.folded = group.folded
        count = len(group.values)
        self.flags = group.choosable if group.choosable is not None else b"\1" * count
        self.choosable = self.flags.count(1)
        self.size = sum(value.size for value in group.values)
        self.chosen = bytearray(self.flags if group.chosen else count)
        self.chosen_count = self.chosen.count(1)
        self.chosen_size = self._sum() if self.chosen_count < count else self.size
        self.counted = group.counted
        self._read = group.read

    def row(self, at: int) -> Choice:
        return self._read(self.values[at])

    @property
    def state(self) -> Check:
        """Of its own box."""
        if not self.chosen_count:
            return Check.Unchecked
        whole = self.chosen_count == self.choosable
        return Check.Checked if whole else Check.PartiallyChecked

    @property
    def shown(self) -> int:
        """How many rows it takes, its heading among them."""
        return 1 if self.folded else 1 + len(self.values)

    def toggle(self, at: int) -> None:
        if self.flags[at]:
            self.chosen[at] ^= 1
            step = 1 if self.chosen[at] else -1
            self.chosen_count += step
            self.chosen_size += step * self.values[at].size

    def toggle_all(self) -> None:
        """All of them, or none when all are chosen."""
        whole = self.state is Check.Checked
        self.chosen = bytearray(len(self.values)) if whole else bytearray(self.flags)
        self.chosen_count = self.chosen.count(1)
        self.chosen_size = self._sum()

    def _sum(self) -> int:
        return sum(value.size for value in compress(self.values, self.chosen))


class ChoiceModel(QAbstractListModel):
    """Emits `choice_changed()` when other rows are chosen than before."""

    choice_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._groups: list[Group] = []
        self._starts: list[int] = []
        self._count = 0

    # Facts

    def show_groups(self, groups: Sequence[ChoiceGroup]) -> None:
        """Replaces everything; groups without rows are left out, a fold that was made by
        hand stays as it was."""
        folds = {group.id: group.folded for group in self._groups}
        self.beginResetModel()
        self._groups = [Group(group) for group in groups if group.values]
        for group in self._groups:
            group.folded = folds.get(group.id, group.folded)
        self._measure()
        self.endResetModel()
        self.choice_changed.emit()

    def group(self, group_id: str) -> Group | None:
        return next((group for group in self._groups if group.id == group_id), None)

    def chosen(self, group_id: str) -> list[Any]:
        """The values of the rows chosen in a group."""
        group = self.group(group_id)
        return list(compress(group.values, group.chosen)) if group else []

    @property
    def totals(self) -> tuple[int, int]:
        """How many rows are chosen, and their size in bytes."""
        groups = self._groups
        return sum(g.chosen_count for g in groups), sum(g.chosen_size for g in groups)

    def at(self, row: int) -> tuple[Group, int]:
        """The group of a row and the place in it, -1 for its heading."""
        number = bisect_right(self._starts, row) - 1
        return self._groups[number], row - self._starts[number] - 1

    # Changes

    def toggle(self, row: int) -> None:
        """Chooses a row or lets go of it; of a heading, all in its group."""
        if not 0 <= row < self._count:
            return
        group, at = self.at(row)
        if at >= 0:
            group.toggle(at)
        else:
            group.toggle_all()
        start = self._starts[self._groups.index(group)]
        first, last = (row, row) if at >= 0 else (start, start + group.shown - 1)
        roles = [_STATE, _SAID]
        self.dataChanged.emit(self.index(first), self.index(last), roles)
        if at >= 0:
            self.dataChanged.emit(self.index(start), self.index(start), roles)
        self.choice_changed.emit()

    def fold(self, row: int, folded: bool) -> None:
        """Folds the group of a row, or unfolds it."""
        if not 0 <= row < self._count:
            return
        group, _ = self.at(row)
        if group.folded is folded:
            return
        start = self._starts[self._groups.index(group)]
        first, last = start + 1, start + len(group.values)
        if folded:
            self.beginRemoveRows(_NO_PARENT, first, last)
        else:
            self.beginInsertRows(_NO_PARENT, first, last)
        group.folded = folded
        self._measure()
        if folded:
            self.endRemoveRows()
        else:
            self.endInsertRows()
        self.dataChanged.emit(self.index(start), self.index(start), [_SAID])

    # What Qt asks

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else self._count

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        flags |= Qt.ItemFlag.ItemNeverHasChildren
        if index.isValid() and self._state(index.row()) is not None:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        group, at = self.at(index.row())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return group.title if at < 0 else group.row(at).name
            case Qt.ItemDataRole.ToolTipRole:
                return None if at < 0 else _tooltip(group.row(at))
            case Qt.ItemDataRole.CheckStateRole:
                return self._state(index.row())
            case Qt.ItemDataRole.AccessibleTextRole:
                return heading_told(group) if at < 0 else _told(group, at)
        return None

    def _state(self, row: int) -> Check | None:
        group, at = self.at(row)
        if at < 0:
            return group.state if group.choosable else None
        if not group.flags[at]:
            return None
        return Check.Checked if group.chosen[at] else Check.Unchecked

    def _measure(self) -> None:
        self._starts, self._count = [], 0
        for group in self._groups:
            self._starts.append(self._count)
            self._count += group.shown


def counts_text(group: Group) -> str:
    """What stands at the end of a heading: "12 of 14 files · 45 MB"."""
    total = group.counted(len(group.values))
    if 0 < group.chosen_count < len(group.values):
        total = t("{count} of {total}", count=group.chosen_count, total=total)
    if not group.size:
        return total
    return f"{total} · {size_text(group.chosen_size if group.chosen_count else group.size)}"


def heading_told(group: Group) -> str:
    """A heading in words, for whoever does not see it."""
    folded = t("folded") if group.folded else t("unfolded")
    return f"{group.title}, {counts_text(group)}, {folded}"


def _told(group: Group, at: int) -> str:
    row, bytes_ = group.row(at), group.values[at].size
    size = size_text(bytes_) if bytes_ else ""
    state = ""
    if group.flags[at]:
        state = t("chosen") if group.chosen[at] else t("not chosen")
    return ", ".join(filter(None, (row.name, size, row.note, state)))


def _tooltip(row: Choice) -> str:
    lines = (row.name, row.note)
    text = "\n".join(filter(None, lines))
    # A tooltip takes text that looks like markup for markup.
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
