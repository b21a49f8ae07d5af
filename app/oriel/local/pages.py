"""Lists page by page: `limit`, `order`, `after`, `before`, read from the table by key.

No page costs more for what lies before it: rows are found by their `position`, which is
the table's rowid.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from oriel.local.faults import wrong

MOST = 100  # on a page, unless a list says otherwise
USUAL = 20
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class PageAsked:
    """Which part of a list; `before` gives what lies nearest to it."""

    limit: int = USUAL
    ascending: bool = False
    after: str | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows of a table. `owner` are columns every row of the list has in common, for good;
    `narrowed` are those that may change, as the state a list is filtered by.
    """

    table: str
    columns: str
    id_column: str = "id"
    owner: Mapping[str, Any] = field(default_factory=dict)
    narrowed: Mapping[str, Any] = field(default_factory=dict)


def page_asked(query: Mapping[str, str], most: int = MOST, usual: int = USUAL) -> PageAsked:
    """What a query string asks for, `usual` a page without a limit. Raises ApiFault 400."""
    limit, order = query.get("limit", str(usual)), query.get("order", "desc")
    if not limit.isdecimal() or len(limit) > 9 or not 1 <= int(limit) <= most:
        raise wrong("limit", f"limit is a number from 1 to {most}.")
    if order not in ("asc", "desc"):
        raise wrong("order", "order is asc or desc.")
    return PageAsked(int(limit), order == "asc", query.get("after"), query.get("before"))


def page(objects: Sequence[Mapping[str, Any]], has_more: bool) -> dict[str, Any]:
    """Objects as the API shows a page of them."""
    return {
        "object": "list",
        "data": list(objects),
        "first_id": objects[0]["id"] if objects else None,
        "last_id": objects[-1]["id"] if objects else None,
        "has_more": has_more,
    }


def page_of_table(
    db: sqlite3.Connection,
    listing: Listing,
    asked: PageAsked,
    shown: Callable[[list[Row]], list[dict[str, Any]]],
) -> dict[str, Any]:
    """A page of a table's rows, `shown` as objects. Raises ApiFault 400 for an unknown cursor."""
    where, values = _where({**listing.owner, **listing.narrowed})
    for name, cursor, beyond in (("after", asked.after, True), ("before", asked.before, False)):
        if cursor is not None:
            where.append(f"position {'>' if asked.ascending == beyond else '<'} ?")
            values.append(_place(db, listing, name, cursor))
    # Nearest to `before` are the last ones: they are read from that end.
    backwards = asked.before is not None
    order = "asc" if asked.ascending != backwards else "desc"
    rows = db.execute(
        f"select {listing.columns} from {listing.table} where {' and '.join(where)}"  # noqa: S608
        f" order by position {order} limit ?",
        (*values, asked.limit + 1),
    ).fetchall()
    has_more, rows = len(rows) > asked.limit, rows[: asked.limit]
    return page(shown(rows[::-1] if backwards else rows), has_more)


def _place(db: sqlite3.Connection, listing: Listing, param: str, cursor: str) -> int:
    # Not narrowed: a row that left the state since is still a place in the list.
    where, values = _where({**listing.owner, listing.id_column: cursor})
    sql = f"select position from {listing.table} where {' and '.join(where)}"  # noqa: S608
    row = db.execute(sql, values).fetchone()
    if row is None:
        raise wrong(param, f"No item with id '{cursor}'.")
    return int(row[0])


def _where(wanted: Mapping[str, Any]) -> tuple[list[str], list[Any]]:
    asked = {name: value for name, value in wanted.items() if value is not None}
    return [*(f"{name} = ?" for name in asked), "1"], [*asked.values()]
