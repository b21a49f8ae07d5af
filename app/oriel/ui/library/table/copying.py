"""What Ctrl+C takes from a table: the cells as they read, for a spreadsheet or a message."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from oriel.domain.csv_out import guarded
from oriel.ui.library.table.columns import Column, R
from oriel.ui.library.table.record_model import one_line


def copied_cells(columns: Sequence[Column[R]], records: Iterable[R]) -> str:
    """A line per record, its cells with tabs between them. A spreadsheet runs none of it."""
    return "\n".join(_line(columns, record) for record in records)


def _line(columns: Sequence[Column[R]], record: R) -> str:
    shown = [column for column in columns if not column.action]
    cells = [one_line(column.text(record)).replace("\t", " ") for column in shown]
    # Alone it is a name to be pasted anywhere; only a table goes to a spreadsheet.
    return cells[0] if len(cells) == 1 else "\t".join(map(guarded, cells))
