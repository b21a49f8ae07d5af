"""What a table shows of its records: one value per column, plain functions in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from oriel.domain.csv_out import CsvTable, iso_time

R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[R]):
    """One column. `value` is what it is sorted by, and what CSV gets: a text, a number, a
    bool, None (always last). With `is_time` it is epoch seconds, ISO dates in CSV. `raw` is
    what CSV gets where that is not what it is sorted by.
    `text` is what is shown; it may come from a service, and is cleaned here.

    `width` is in pixels at 100 %; a column with `stretch` takes what is left, at least that.
    Where there is no room for all, the column that `yields` most goes out of sight first, until
    the person asks for it; 0 for one that stays.
    `icon` gives an icon's name or ""; `tone` a theme token (danger, warning, ok, muted, text)
    or ""; with `dot`, the tone colours a dot before the text instead of the text.
    `progress` gives how far something is (0.0 to 1.0), painted as a bar before the text.
    A column of `action`s has only an icon per row, which a click presses: the table's
    action_clicked(record, id). It is not sorted, hidden or written; menus offer the same.
    `tooltip` is under the mouse; without it, the whole text where it is cut.
    """

    id: str
    title: str
    value: Callable[[R], Any]
    text: Callable[[R], str]
    width: int = 120
    align_right: bool = False
    icon: Callable[[R], str] | None = None
    tone: Callable[[R], str] | None = None
    tooltip: Callable[[R], str] | None = None
    hidden: bool = False
    stretch: bool = False
    monospace: bool = False
    is_time: bool = False
    dot: bool = False
    progress: Callable[[R], float | None] | None = None
    action: bool = False
    raw: Callable[[R], Any] | None = None
    yields: int = 0


def csv_of(columns: Iterable[Column[R]], records: Iterable[R]) -> CsvTable:
    """The columns of the records, ready to be written as CSV."""
    chosen = tuple(column for column in columns if not column.action)

    def cells(record: R) -> list[object]:
        return [_raw(column, record) for column in chosen]

    return CsvTable(tuple(column.title for column in chosen), tuple(records), cells)


def _raw(column: Column[R], record: R) -> object:
    value = (column.raw or column.value)(record)
    return iso_time(value) if column.is_time else value
