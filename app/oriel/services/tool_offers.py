"""What the tools at a service can be pointed at: its vector stores and its containers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from oriel.domain.usage import MOST_COUNTED
from oriel.services.connections import Connections
from oriel.services.store_bases import StoreBases


@dataclass(frozen=True, slots=True)
class StoreOffer:
    """A vector store to search in. `ready` of its `files` can be searched; `usable` says
    whether it can be at all (an expired one cannot)."""

    id: str
    name: str
    files: int
    ready: int
    usable: bool = True


@dataclass(frozen=True, slots=True)
class ContainerOffer:
    """A container that still lives. `ends_at` is when it ends unless it is used before, in
    epoch seconds, 0.0 when not known; `memory` is as "4g", "" when not known."""

    id: str
    name: str
    memory: str = ""
    ends_at: float = 0.0


class ToolOffers:
    """Raises SecretMissing, ServiceRefused, Unreachable, AnswerUnreadable."""

    def __init__(self, connections: Connections, bases: StoreBases) -> None:
        self._connections = connections
        self._bases = bases

    async def stores(self, connection_id: str) -> list[StoreOffer]:
        """The vector stores of a connection, newest first."""
        client = await self._connections.client(connection_id)
        found = await self._bases.run(client, client.vector_stores.all)
        return [_store(raw) for raw in found if raw.get("id")]

    async def containers(self, connection_id: str) -> list[ContainerOffer]:
        """The containers of a connection that have not ended, newest first."""
        client = await self._connections.client(connection_id)
        found = await client.containers.all()
        return [_container(raw) for raw in found if raw.get("id") and _lives(raw)]


def _store(raw: dict[str, Any]) -> StoreOffer:
    counts = raw.get("file_counts")
    counts = counts if isinstance(counts, dict) else {}
    store_id = str(raw["id"])
    return StoreOffer(
        store_id,
        str(raw.get("name") or store_id),
        files=_whole(counts.get("total")),
        ready=_whole(counts.get("completed")),
        usable=raw.get("status") != "expired",
    )


def _container(raw: dict[str, Any]) -> ContainerOffer:
    container_id = str(raw["id"])
    expires = raw.get("expires_after")
    minutes = _whole(expires.get("minutes")) if isinstance(expires, dict) else 0
    active = _whole(raw.get("last_active_at"))
    return ContainerOffer(
        container_id,
        str(raw.get("name") or container_id),
        memory=str(raw.get("memory_limit") or ""),
        ends_at=float(active + minutes * 60) if active and minutes else 0.0,
    )


def _lives(raw: dict[str, Any]) -> bool:
    return raw.get("status") not in ("expired", "deleted")


def _whole(value: Any) -> int:
    return int(value) if type(value) in (int, float) and 0 <= value <= MOST_COUNTED else 0
