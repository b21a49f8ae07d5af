"""Containers: sandboxes of the code interpreter, which end 20 idle minutes after their last use."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from oriel.api.http import Wire
from oriel.api.items import Json, listed, word


class Containers:
    """Every method raises ServiceRefused (NotFound), Unreachable or AnswerUnreadable."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def create(self, name: str, memory_limit: str = "", file_ids: Sequence[str] = ()) -> str:
        """The id of a new container that holds these files; `memory_limit` as "4g"."""
        body: Json = {"name": name, "memory_limit": memory_limit, "file_ids": [*file_ids]}
        made = await self._wire.object("POST", "/containers", {k: v for k, v in body.items() if v})
        return word(made.get("id"))

    async def retrieve(self, container_id: str) -> Json:
        return await self._wire.object("GET", _path(container_id))

    async def delete(self, container_id: str) -> None:
        await self._wire.call("DELETE", _path(container_id))

    async def all(self) -> list[Json]:
        """The newest hundred."""
        answer = await self._wire.object("GET", "/containers", params={"limit": "100"})
        return listed(answer.get("data"))


def _path(container_id: str) -> str:
    return f"/containers/{quote(container_id, '')}"
