"""Lists that come page by page: after, limit, has_more (oci-api.md 5)."""

from __future__ import annotations

from collections.abc import AsyncIterator

from oriel.api.http import Wire
from oriel.api.items import Json, listed, word

PAGE = 100
_LONGEST_MARK = 2_000  # characters


async def pages(
    wire: Wire, path: str, params: dict[str, str] | None = None, *, most: int
) -> AsyncIterator[list[Json]]:
    """The pages of a list as they come, at most `most` entries in all: a service that never
    says "no more" is left there, one that says again what it has said at once. No page is
    empty. Raises as Wire.object."""
    count, after, seen = 0, "", set[str]()
    while count < most:
        limit = str(min(PAGE, most - count))
        asked = {"limit": limit, **(params or {}), "after": after}
        answer = await wire.object("GET", path, params={n: v for n, v in asked.items() if v})
        page = listed(answer.get("data"))
        ids = {word(entry.get("id")) for entry in page}
        if not page or (after and ids <= seen):
            return
        yield page[: most - count]
        count += len(page)
        seen |= ids
        last = last_of(answer, page)
        if not answer.get("has_more") or last in ("", after):
            return
        after = last


async def all_pages(
    wire: Wire, path: str, params: dict[str, str] | None = None, *, most: int
) -> list[Json]:
    """The entries of a list, at most `most`. Raises as `pages`."""
    return [entry async for page in pages(wire, path, params, most=most) for entry in page]


def last_of(answer: Json, page: list[Json]) -> str:
    """Behind which entry the next page begins, "" when nobody says anything that fits into
    an address."""
    told = (word(answer.get("last_id")), word(page[-1].get("id")) if page else "")
    return next((mark for mark in told if 0 < len(mark) <= _LONGEST_MARK), "")
