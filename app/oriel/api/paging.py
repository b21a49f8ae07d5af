"""Lists that come page by page: after, limit, has_more (oci-api.md 5)."""

from __future__ import annotations

from typing import Any

from oriel.api.http import Wire
from oriel.api.items import Json, listed, word

PAGE = 100


async def all_pages(
    wire: Wire, path: str, params: dict[str, str] | None = None, *, most: int
) -> list[Json]:
    """The entries of a list, at most `most`: a service that never says "no more" is left
    there. Raises as Wire.call."""
    found: list[Json] = []
    after = ""
    while len(found) < most:
        limit = str(min(PAGE, most - len(found)))
        asked = {"limit": limit, **(params or {}), "after": after}
        answer: Any = await wire.call("GET", path, params={n: v for n, v in asked.items() if v})
        page = listed(answer.get("data")) if isinstance(answer, dict) else []
        found += page
        last = word(answer.get("last_id")) if isinstance(answer, dict) else ""
        last = last or (word(page[-1].get("id")) if page else "")
        if not page or answer.get("has_more") is not True or last in ("", after):
            break
        after = last
    return found[:most]
