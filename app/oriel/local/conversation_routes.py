"""/conversations and their items. As with OpenAI, conversations cannot be listed."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from oriel.local.faults import unknown, wrong
from oriel.local.house import House
from oriel.local.items import Item, items_from_input
from oriel.local.requests import json_object, metadata_from, page_of

_ITEMS_PER_REQUEST = 20


class ConversationRoutes:
    """The handlers; all state is the house's."""

    def __init__(self, house: House) -> None:
        self._shelf = house.shelf
        self._state = house.state

    def routes(self) -> list[Route]:
        one = "/v1/conversations/{id}"
        item = f"{one}/items/{{item_id}}"
        return [
            Route("/v1/conversations", self.create, methods=["POST"]),
            Route(one, self.retrieve, methods=["GET"]),
            Route(one, self.update, methods=["POST"]),
            Route(one, self.delete, methods=["DELETE"]),
            Route(f"{one}/items", self.list_items, methods=["GET"]),
            Route(f"{one}/items", self.create_items, methods=["POST"]),
            Route(item, self.retrieve_item, methods=["GET"]),
            Route(item, self.delete_item, methods=["DELETE"]),
        ]

    async def create(self, request: Request) -> Response:
        asked = await json_object(request, optional=True)
        items = _items(asked["items"]) if asked.get("items") else []
        metadata = metadata_from(asked.get("metadata"))
        made = await self._shelf.run(self._state.new_conversation, metadata, items)
        return JSONResponse(made)

    async def retrieve(self, request: Request) -> Response:
        return JSONResponse(await self._conversation(request))

    async def update(self, request: Request) -> Response:
        found = await self._conversation(request)
        metadata = metadata_from((await json_object(request)).get("metadata"))
        await self._shelf.run(self._state.update_conversation, found["id"], metadata)
        return JSONResponse({**found, "metadata": metadata})

    async def delete(self, request: Request) -> Response:
        found = await self._conversation(request)
        await self._shelf.run(self._state.delete_conversation, found["id"])
        return JSONResponse({**_named(found), "object": "conversation.deleted", "deleted": True})

    async def list_items(self, request: Request) -> Response:
        found = await self._conversation(request)
        return JSONResponse(page_of(await self._items(found), request))

    async def create_items(self, request: Request) -> Response:
        found = await self._conversation(request)
        items = _items((await json_object(request)).get("items"))
        kept = await self._shelf.run(self._state.add_items, found["id"], items)
        first, last = kept[0]["id"], kept[-1]["id"]
        page = {"object": "list", "first_id": first, "last_id": last, "has_more": False}
        return JSONResponse({**page, "data": kept})

    async def retrieve_item(self, request: Request) -> Response:
        found = await self._conversation(request)
        item_id = request.path_params["item_id"]
        for item in await self._items(found):
            if item["id"] == item_id:
                return JSONResponse(item)
        raise unknown("Item", item_id)

    async def delete_item(self, request: Request) -> Response:
        found = await self._conversation(request)
        item_id = request.path_params["item_id"]
        if not await self._shelf.run(self._state.delete_item, found["id"], item_id):
            raise unknown("Item", item_id)
        return JSONResponse(found)

    async def _conversation(self, request: Request) -> dict[str, Any]:
        conversation_id = request.path_params["id"]
        found = await self._shelf.run(self._state.conversation, conversation_id)
        if found is None:
            raise unknown("Conversation", conversation_id)
        return found

    async def _items(self, conversation: dict[str, Any]) -> list[Item]:
        return await self._shelf.run(self._state.items, conversation["id"])


def _items(raw: Any) -> list[Item]:
    if isinstance(raw, list) and len(raw) > _ITEMS_PER_REQUEST:
        raise wrong("items", f"At most {_ITEMS_PER_REQUEST} items per request.", "array_too_long")
    if isinstance(raw, str):
        raise wrong("items", "'items' must be a list.", "invalid_type")
    return items_from_input(raw, "items")


def _named(conversation: dict[str, Any]) -> dict[str, Any]:
    return {"id": conversation["id"]}
