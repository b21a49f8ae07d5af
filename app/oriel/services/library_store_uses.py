"""Which chats on this computer search in a vector store: asked before one is deleted."""

from __future__ import annotations

from oriel.store.chats import ChatTable


class StoreUses:
    def __init__(self, chats: ChatTable) -> None:
        self._chats = chats

    async def titles(self, connection_id: str, store_id: str) -> list[str]:
        """The titles of the chats that have the store switched on, newest first; "" for one
        without a title. Raises StoreProblem."""
        return [
            chat.title
            for chat in await self._chats.list()
            if chat.connection_id == connection_id
            and (search := chat.settings.hosted.file_search) is not None
            and store_id in search.store_ids
        ]
