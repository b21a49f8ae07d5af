"""What an Oriel archive holds besides chats, checked value by value. Runs in a thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from oriel.domain import archives
from oriel.domain.archives import ImportUnreadable
from oriel.domain.connections import LOCAL_ID, connection_from_json
from oriel.domain.export_json import LONGEST_ID, is_deep
from oriel.domain.json_values import from_plain, read_json
from oriel.domain.prices import price_from_json
from oriel.domain.prompts import Prompt
from oriel.domain.question_sets import set_from_json
from oriel.domain.search import SavedSearch
from oriel.domain.tools import tool_server_from_json, tool_server_to_json
from oriel.services.import_files import Source

_MOST_ROWS = 100_000
_LONGEST_LINE = 10_000
_LARGEST_NUMBER = 10**15
_UNFIT = (ValueError, TypeError, KeyError, AttributeError)
_CHECKS: dict[str, Callable[[Any], object]] = {
    "prompt": partial(from_plain, Prompt),
    "saved_search": partial(from_plain, SavedSearch),
    "price": price_from_json,
    "question_set": set_from_json,
    "connection": connection_from_json,
    "tool_server": tool_server_from_json,
}
_COUNTS = ("input_tokens", "output_tokens", "cached_tokens", "reasoning_tokens")
_WORDS = ("message_id", "connection_id", "model")


@dataclass(slots=True)
class ArchiveExtras:
    """`folders` as they are written, `rows` by table as {id, value}, `spent` as rows."""

    folders: list[Any] = field(default_factory=list)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    spent: list[dict[str, Any]] = field(default_factory=list)


def extras_of(path: str) -> ArchiveExtras:
    """Nothing for what is no archive, or cannot be read: that is told elsewhere."""
    try:
        source = Source.open(path, looking=True)
    except (ImportUnreadable, OSError):
        return ArchiveExtras()
    try:
        if not source.is_archive:
            return ArchiveExtras()
        return ArchiveExtras(
            source.listed(archives.FOLDERS)[:_MOST_ROWS],
            {table: _rows(source, table, name) for table, name in archives.LISTS.items()},
            _spent(source),
        )
    except ImportUnreadable:
        return ArchiveExtras()
    finally:
        source.close()


def _rows(source: Source, table: str, name: str) -> list[dict[str, Any]]:
    rows = [row for row in source.listed(name)[:_MOST_ROWS] if _is_sound(table, row)]
    return [_at_rest(row) for row in rows] if table == "tool_server" else rows


def _at_rest(row: dict[str, Any]) -> dict[str, Any]:
    """A tool server is a program that runs here: whoever made the archive does not start it."""
    server = tool_server_from_json(row["value"])
    still = replace(server, enabled=False, has_secret=False)
    return {**row, "value": tool_server_to_json(still)}


def _is_sound(table: str, row: Any) -> bool:
    """Whether it is what its table holds, under the id it says it has."""
    if not isinstance(row, dict) or set(row) != {"id", "value"} or is_deep(row):
        return False
    row_id, value = row["id"], row["value"]
    if not _is_word(row_id) or not row_id:
        return False
    # The service inside Oriel is everybody's own.
    if table == "connection" and row_id == LOCAL_ID:
        return False
    try:
        known = _CHECKS[table](value)
    except _UNFIT:
        return False
    return bool(getattr(known, "id", row_id) == row_id)


def _spent(source: Source) -> list[dict[str, Any]]:
    found = []
    rest = ""
    for piece in source.pieces(archives.USAGE) if source.has(archives.USAGE) else ():
        *lines, rest = (rest + piece.decode("utf-8", "replace")).split("\n")
        found += [row for line in lines if (row := _cost(line)) is not None]
        if len(found) > 10 * _MOST_ROWS or len(rest) > _LONGEST_LINE:
            break
    return found


def _cost(line: str) -> dict[str, Any] | None:
    try:
        row = read_json(line) if line and len(line) < _LONGEST_LINE else None
    except ValueError:
        return None
    if not isinstance(row, dict) or not all(_is_word(row.get(name)) for name in _WORDS):
        return None
    if not all(type(row.get(n)) is int and 0 <= row[n] < _LARGEST_NUMBER for n in _COUNTS):
        return None
    return row if type(row.get("at")) in (int, float) and row["message_id"] else None


def _is_word(value: Any) -> bool:
    """A text of an id's length that can be stored."""
    if not isinstance(value, str) or len(value) > LONGEST_ID:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
