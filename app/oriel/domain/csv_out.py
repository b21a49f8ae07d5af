"""A table as CSV (RFC 4180): raw values that a spreadsheet can reckon with, and nothing it
would run.

What stands in a cell may come from a service or from a file's name. A cell that begins
like a formula is therefore given an apostrophe, as spreadsheets themselves mark text.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from io import StringIO
from math import isfinite
from typing import Any

# A BOM: without it, Excel takes UTF-8 for something else.
MARK = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class CsvTable:
    """What is to be written. `cells` gives a record's raw values in the order of `header`;
    it is called where the text is made, which may be another thread."""

    header: tuple[str, ...]
    records: tuple[Any, ...]
    cells: Callable[[Any], Iterable[object]]


def csv_text(table: CsvTable) -> str:
    """The whole table with its mark and its header; lines end with CR LF."""
    out = StringIO()
    out.write(MARK)
    writer = csv.writer(out)
    writer.writerow([guarded(title) for title in table.header])
    for record in table.records:
        writer.writerow([cell_text(value) for value in table.cells(record)])
    return out.getvalue()


def cell_text(value: object) -> str:
    """A raw value as text: nothing for None, numbers as they are, several with "; "."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Enum():
            return cell_text(value.value)
        case int() | float():
            return _number(value)
        case datetime():
            return value.isoformat()
        case Mapping():
            return guarded("; ".join(f"{k}={_plain(v)}" for k, v in value.items()))
        case str():
            return guarded(value)
        case Iterable():
            return guarded("; ".join(_plain(each) for each in value))
    return guarded(str(value))


def guarded(text: str) -> str:
    """`text` so that no spreadsheet takes it for a formula."""
    # Leading blanks are cut by some before they look.
    begins = text.lstrip(" \u00a0\ufeff\0")
    text = text.replace("\0", "")
    return f"'{text}" if begins.startswith(_FORMULA) else text


def iso_time(epoch_s: float | None) -> str:
    """A time as 2026-11-12T09:30:00Z; "" for None and what is no time."""
    if epoch_s is None:
        return ""
    try:
        found = datetime.fromtimestamp(epoch_s, UTC)
    except (OverflowError, OSError, ValueError):
        return ""
    return found.isoformat(timespec="seconds").replace("+00:00", "Z")


def _plain(value: object) -> str:
    """Within a cell of several, where only the first sign counts."""
    return value if isinstance(value, str) else cell_text(value)


def _number(value: float) -> str:
    if isinstance(value, float) and not isfinite(value):
        return ""
    # A number may begin with a minus: it is no formula then.
    return repr(value)
