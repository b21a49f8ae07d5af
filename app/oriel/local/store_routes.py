"""/vector_stores: made, changed, listed, deleted, searched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from oriel.local.attribute_filters import filter_from
from oriel.local.chunks import Chunking, chunking_from
from oriel.local.faults import wrong
from oriel.local.hosted import Hit
from oriel.local.house import House
from oriel.local.pages import page_asked
from oriel.local.query_rewriting import rewritten
from oriel.local.requests import ids_from, json_object, metadata_from
from oriel.local.store_files import NewEntry
from oriel.local.store_search import Search, least_score
from oriel.local.vector_stores import NewStore

_MOST_DAYS = 3650
_MOST_HITS = 50
_MOST_QUERIES = 16


class StoreRoutes:
    """The handlers; all state is the house's."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._shelf = house.shelf
        self._stores = house.shelf.stores

    def routes(self) -> list[Route]:
        one = "/v1/vector_stores/{id}"
        return [
            Route("/v1/vector_stores", self.create, methods=["POST"]),
            Route("/v1/vector_stores", self.list, methods=["GET"]),
            Route(one, self.retrieve, methods=["GET"]),
            Route(one, self.update, methods=["POST"]),
            Route(one, self.delete, methods=["DELETE"]),
            Route(f"{one}/search", self.search, methods=["POST"]),
        ]

    async def create(self, request: Request) -> Response:
        asked = await json_object(request, optional=True)
        new = _store(asked, NewStore())
        sizes = chunking_from(asked.get("chunking_strategy"))
        file_ids = ids_from(asked.get("file_ids"), "file_ids")
        made = await self._shelf.run(self._made, new, file_ids, sizes)
        self._house.indexing.start(made["id"], file_ids)
        return JSONResponse(made)

    def _made(self, new: NewStore, file_ids: Sequence[str], sizes: Chunking) -> dict[str, Any]:
        """A store with files in it; on the thread."""
        files = [self._shelf.files.get(file_id, "file_ids") for file_id in file_ids]
        store_id = self._stores.add(new)["id"]
        entries = [NewEntry(file["id"], file["filename"], chunking=sizes) for file in files]
        self._shelf.store_files.put(store_id, entries)
        return self._stores.get(store_id)

    async def list(self, request: Request) -> Response:
        asked = page_asked(request.query_params)
        return JSONResponse(await self._shelf.run(self._stores.page, asked))

    async def retrieve(self, request: Request) -> Response:
        return JSONResponse(await self._shelf.run(self._stores.get, request.path_params["id"]))

    async def update(self, request: Request) -> Response:
        asked = await json_object(request)
        old = await self._shelf.run(self._stores.get, request.path_params["id"])
        days = old["expires_after"]["days"] if old["expires_after"] else None
        was = NewStore(old["name"], old["description"] or "", old["metadata"], days)
        new = _store(asked, was)
        return JSONResponse(await self._shelf.run(self._stores.change, old["id"], new))

    async def delete(self, request: Request) -> Response:
        store_id = request.path_params["id"]
        await self._shelf.run(self._stores.delete, store_id)
        self._house.indexing.clear()
        return JSONResponse({"id": store_id, "object": "vector_store.deleted", "deleted": True})

    async def search(self, request: Request) -> Response:
        asked = await json_object(request)
        store_id = request.path_params["id"]
        searches = _searches(asked)
        hits = await self._shelf.run(self._found, store_id, searches)
        return JSONResponse(
            {
                "object": "vector_store.search_results.page",
                "search_query": [search.query for search in searches],
                "data": [_told(hit) for hit in hits],
                "has_more": False,
                "next_page": None,
            }
        )

    def _found(self, store_id: str, searches: Sequence[Search]) -> Sequence[Hit]:
        """What the queries find, each passage once with its best score; on the thread."""
        best: dict[tuple[str, str], Hit] = {}
        for search in searches:
            for hit in self._shelf.search([store_id], search):
                named = (hit.file_id, hit.text)
                if named not in best or best[named].score < hit.score:
                    best[named] = hit
        return sorted(best.values(), key=lambda hit: -hit.score)[: searches[0].most]


def _store(asked: Mapping[str, Any], was: NewStore) -> NewStore:
    """What a request says of a store, over what it was. Raises ApiFault 400."""
    texts = {name: asked.get(name) for name in ("name", "description")}
    for name, text in texts.items():
        if text is not None and (not isinstance(text, str) or len(text) > 1024):
            raise wrong(name, f"{name} is a text of at most 1024 characters.")
    has_metadata = asked.get("metadata") is not None
    return NewStore(
        was.name if texts["name"] is None else str(texts["name"]),
        was.description if texts["description"] is None else str(texts["description"]),
        metadata_from(asked["metadata"]) if has_metadata else was.metadata,
        _days(asked["expires_after"]) if "expires_after" in asked else was.expires_days,
    )


def _days(raw: Any) -> int | None:
    if raw is None:
        return None
    days = raw.get("days") if isinstance(raw, Mapping) else None
    if type(days) is not int or dict(raw).get("anchor") != "last_active_at":
        raise wrong("expires_after", "expires_after is {anchor: last_active_at, days}.")
    if not 1 <= days <= _MOST_DAYS:
        raise wrong("expires_after", f"A store idles from 1 to {_MOST_DAYS} days.")
    return days


def _searches(asked: Mapping[str, Any]) -> list[Search]:
    """One for each query, rewritten when that is asked for. Raises ApiFault 400 or 422."""
    raw, most = asked.get("query"), asked.get("max_num_results")
    queries = raw if isinstance(raw, list) else [raw]
    texts = [one for one in queries if isinstance(one, str) and one.strip()]
    if texts != queries or not 1 <= len(texts) <= _MOST_QUERIES:
        said = f"A search needs its 'query': a text, or up to {_MOST_QUERIES} of them."
        raise wrong("query", said, "missing_required_parameter")
    if most is not None and (type(most) is not int or not 1 <= most <= _MOST_HITS):
        raise wrong("max_num_results", f"max_num_results is a number from 1 to {_MOST_HITS}.")
    rewrite = asked.get("rewrite_query")
    if rewrite is not None and not isinstance(rewrite, bool):
        raise wrong("rewrite_query", "rewrite_query is true or false.", "invalid_type")
    least, fits = least_score(asked.get("ranking_options")), filter_from(asked.get("filters"))
    sought = dict.fromkeys(rewritten(text) if rewrite else text for text in texts)
    return [Search(text, most or 10, fits, least) for text in sought]


def _told(hit: Hit) -> dict[str, Any]:
    return {
        "file_id": hit.file_id,
        "filename": hit.filename,
        "score": hit.score,
        "attributes": dict(hit.attributes),
        "content": [{"type": "text", "text": hit.text}],
    }
