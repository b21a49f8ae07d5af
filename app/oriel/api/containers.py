"""Containers: sandboxes of the code interpreter, which end 20 idle minutes after their last use."""

from __future__ import annotations

from collections.abc import Sequence

from oriel.api.http import Wire
from oriel.api.items import Json
from oriel.api.paging import all_pages
from oriel.api.segments import segment

MOST = 2_000


class Containers:
    """Every method raises ServiceRefused (NotFound), Unreachable or AnswerUnreadable."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def create(
        self,
        name: str,
        memory_limit: str = "",
        file_ids: Sequence[str] = (),
        expires_minutes: int = 0,
    ) -> Json:
        """The new container, which holds these files; `memory_limit` as "4g". It ends
        `expires_minutes` after its last use, 0 for what is usual."""
        expiry = {"anchor": "last_active_at", "minutes": expires_minutes}
        body: Json = {
            "name": name,
            "memory_limit": memory_limit,
            "file_ids": [*file_ids],
            "expires_after": expiry if expires_minutes else None,
        }
        return await self._wire.object("POST", "/containers", {k: v for k, v in body.items() if v})

    async def retrieve(self, container_id: str) -> Json:
        return await self._wire.object("GET", container_path(container_id))

    async def delete(self, container_id: str) -> None:
        await self._wire.delete(container_path(container_id))

    async def all(self) -> list[Json]:
        """The newest two thousand, those that have ended among them."""
        return await all_pages(self._wire, "/containers", {"order": "desc"}, most=MOST)


def container_path(container_id: str) -> str:
    return f"/containers/{segment(container_id)}"
