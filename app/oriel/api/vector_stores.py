"""Vector stores: made, changed, listed, deleted, searched.

`base` is the place to ask at (vector_store_base.py), "" for the connection's own. Search
and the files of a store (store_files.py) stay at the connection's own. Raw JSON objects
in and out: what of them is worth keeping is decided above.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence

from oriel.api.http import Wire
from oriel.api.items import Json
from oriel.api.paging import all_pages, pages
from oriel.api.search_mending import mended_search
from oriel.api.segments import segment
from oriel.domain.errors import RequestInvalid

MOST = 2_000
_MENDINGS = 3


class VectorStores:
    """Every method raises ServiceRefused (NotFound), Unreachable or AnswerUnreadable."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def create(
        self,
        name: str,
        *,
        description: str = "",
        metadata: Mapping[str, str] | None = None,
        expires_days: int = 0,
        file_ids: Sequence[str] = (),
        chunking: Json | None = None,
        base: str = "",
    ) -> Json:
        """The store as the service made it; `expires_days` counts from its last use, 0 for
        never. `chunking` is the service's chunking_strategy."""
        body: Json = {
            "name": name,
            "description": description,
            "metadata": dict(metadata or {}),
            "expires_after": _expiry(expires_days),
            "file_ids": [*file_ids],
            "chunking_strategy": chunking,
        }
        return await self._wire.object("POST", f"{base}/vector_stores", _set(body))

    async def retrieve(self, store_id: str, base: str = "") -> Json:
        return await self._wire.object("GET", f"{base}{store_path(store_id)}")

    async def update(
        self,
        store_id: str,
        *,
        name: str | None = None,
        description: str | None = None,
        metadata: Mapping[str, str] | None = None,
        expires_days: int | None = None,
        base: str = "",
    ) -> Json:
        """Changes what is not None; `expires_days` 0 takes the expiry away."""
        body: Json = {
            "name": name,
            "description": description,
            "metadata": None if metadata is None else dict(metadata),
        }
        changed = {field: value for field, value in body.items() if value is not None}
        if expires_days is not None:
            changed["expires_after"] = _expiry(expires_days)
        return await self._wire.object("POST", f"{base}{store_path(store_id)}", changed)

    async def delete(self, store_id: str, base: str = "") -> None:
        """The files stay; what was indexed of them goes."""
        await self._wire.delete(f"{base}{store_path(store_id)}")

    async def all(self, base: str = "") -> list[Json]:
        """The newest two thousand."""
        return await all_pages(self._wire, f"{base}/vector_stores", {"order": "desc"}, most=MOST)

    def pages(self, base: str = "") -> AsyncIterator[list[Json]]:
        """The newest two thousand, page after page as they come."""
        return pages(self._wire, f"{base}/vector_stores", {"order": "desc"}, most=MOST)

    async def search_page(
        self,
        store_id: str,
        query: str,
        *,
        most: int | None = None,
        filters: Json | None = None,
        threshold: float | None = None,
        rewrite: bool | None = None,
        ranker: str | None = None,
        left_out: Callable[[str], None] | None = None,
    ) -> Json:
        """The page found: `search_query` as the service searched (a text, or a list of them)
        and `data`, the passages, best first: file_id, filename, score, attributes, content.
        `filters` is the service's own object, `threshold` the least score. What refines the
        order and is refused by name is left out, and `left_out` told its name
        (search_mending.py)."""
        ranking = {"ranker": ranker, "score_threshold": threshold}
        ranking = {name: value for name, value in ranking.items() if value is not None}
        body: Json = {
            "query": query,
            "max_num_results": most,
            "filters": filters,
            "ranking_options": ranking or None,
            "rewrite_query": rewrite,
        }
        asked = {name: value for name, value in body.items() if value is not None}
        for _ in range(_MENDINGS):
            try:
                return await self._search(store_id, asked)
            except RequestInvalid as refused:
                better = mended_search(asked, refused.message)
                if better is None:
                    raise
                asked = better.body
                if left_out is not None:
                    for name in better.left_out:
                        left_out(name)
        return await self._search(store_id, asked)

    async def _search(self, store_id: str, asked: Json) -> Json:
        return await self._wire.object("POST", f"{store_path(store_id)}/search", asked)


def store_path(store_id: str) -> str:
    return f"/vector_stores/{segment(store_id)}"


def _expiry(days: int) -> Json | None:
    return {"anchor": "last_active_at", "days": days} if days else None


def _set(body: Json) -> Json:
    return {name: value for name, value in body.items() if value not in (None, "", [], {})}
