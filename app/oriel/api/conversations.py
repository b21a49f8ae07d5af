"""Conversations kept by the service, and their items.

Raw JSON objects in and out: what of them is worth keeping is decided above.
"""

from __future__ import annotations

from collections.abc import Sequence

from oriel.api.http import Wire
from oriel.api.items import Json, listed, word
from oriel.api.paging import PAGE, last_of
from oriel.api.segments import segment
from oriel.domain.errors import NotFound

BATCH = 20  # items the service takes in one request
_LONGEST_LIST = 100_000  # items; a service that never says "no more" is left there


class Conversations:
    """Every method raises ServiceRefused, Unreachable or AnswerUnreadable."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def create(
        self, items: Sequence[Json] = (), metadata: dict[str, str] | None = None
    ) -> Json:
        """A new conversation holding `items`, sent in batches the service accepts."""
        body: Json = {"items": [*items[:BATCH]], "metadata": metadata or {}}
        made = await self._wire.object(
            "POST", "/conversations", {k: v for k, v in body.items() if v}
        )
        if len(items) > BATCH:
            await self.add_items(word(made.get("id")), items[BATCH:])
        return made

    async def retrieve(self, conversation_id: str) -> Json:
        return await self._wire.object("GET", _path(conversation_id))

    async def exists(self, conversation_id: str) -> bool:
        """False when it is not found, which may also mean that it may not be seen."""
        try:
            await self.retrieve(conversation_id)
        except NotFound:
            return False
        return True

    async def update(self, conversation_id: str, metadata: dict[str, str]) -> Json:
        return await self._wire.object("POST", _path(conversation_id), {"metadata": metadata})

    async def delete(self, conversation_id: str) -> None:
        await self._wire.delete(_path(conversation_id))

    async def add_items(self, conversation_id: str, items: Sequence[Json]) -> list[Json]:
        """The items as the service keeps them, in order."""
        kept: list[Json] = []
        for start in range(0, len(items), BATCH):
            batch = {"items": [*items[start : start + BATCH]]}
            answer = await self._wire.object("POST", f"{_path(conversation_id)}/items", batch)
            kept += listed(answer.get("data"))
        return kept

    async def items(
        self, conversation_id: str, *, order: str = "asc", after: str = "", limit: int | None = None
    ) -> list[Json]:
        """All items (at most `limit`), page after page; `order` is "asc" or "desc"."""
        wanted = _LONGEST_LIST if limit is None else limit
        found: list[Json] = []
        while len(found) < wanted:
            page = await self._page(conversation_id, order, after, min(PAGE, wanted - len(found)))
            entries = listed(page.get("data"))
            found += entries
            last = last_of(page, entries)
            if not page.get("has_more") or not last or last == after:
                break
            after = last
        return found[:wanted]

    async def item(self, conversation_id: str, item_id: str) -> Json:
        return await self._wire.object("GET", _item(conversation_id, item_id))

    async def delete_item(self, conversation_id: str, item_id: str) -> None:
        await self._wire.delete(_item(conversation_id, item_id))

    async def _page(self, conversation_id: str, order: str, after: str, limit: int) -> Json:
        params = {"order": order, "limit": str(limit)} | ({"after": after} if after else {})
        return await self._wire.object("GET", f"{_path(conversation_id)}/items", params=params)


def _path(conversation_id: str) -> str:
    return f"/conversations/{segment(conversation_id)}"


def _item(conversation_id: str, item_id: str) -> str:
    return f"{_path(conversation_id)}/items/{segment(item_id)}"
