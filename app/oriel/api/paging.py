"""Lists that come page by page: after, limit, has_more (oci-api.md 5)."""

from __future__ import annotations

from oriel.api.http import Wire
from oriel.api.items import Json, listed, word

PAGE = 100


async def all_pages(
    wire: Wire, path: str, params: dict[str, str] | None = None, *, most: int
) -> list[Json]:
    """The entries of a list, at most `most`: a service that never says "no more" is left
    there. Raises as Wire.object."""
    found: list[Json] = []
    after = ""
    while len(found) < most:
        limit = str(min(PAGE, most - len(found)))
        asked = {"limit": limit, **(params or {}), "after": after}
        answer = await wire.object("GET", path, params={n: v for n, v in asked.items() if v})
        page = listed(answer.get("data"))
        found += page
        last = last_of(answer, page)
        if not page or not answer.get("has_more") or last in ("", after):
            break
        after = last
    return found[:most]


def last_of(answer: Json, page: list[Json]) -> str:
    """Behind which entry the next page begins, "" when nobody says."""
    return word(answer.get("last_id")) or (word(page[-1].get("id")) if page else "")
