"""Which chats on this computer search in a vector store: asked before one is deleted."""

from __future__ import annotations

from collections.abc import Collection

from oriel.store.chats import ChatTable


class StoreUses:
    def __init__(self, chats: ChatTable) -> None:
        self._chats = chats

    async def titles(self, connection_id: str, store_ids: Collection[str]) -> list[str]:
        """The titles of the chats that have one of the stores switched on, newest first; ""
        for one without a title. Raises StoreProblem."""
        return [
            chat.title
            for chat in await self._chats.list()
            if chat.connection_id == connection_id
            and (search := chat.settings.hosted.file_search) is not None
            and not set(search.store_ids).isdisjoint(store_ids)
        ]
