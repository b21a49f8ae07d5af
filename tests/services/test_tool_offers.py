"""What tools at a service can be pointed at: stores and containers, as the service lists them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.services.rooms import MemoryKeyring

from fake_oracle.data_plane import DataPlane
from oriel.auth.keyring_store import SecretStore
from oriel.domain.connections import OCI, Connection, ConnectionKind
from oriel.domain.errors import NotFound
from oriel.domain.regions import OciEndpoints
from oriel.services.connections import Connections
from oriel.services.credentials import Typed
from oriel.services.network import Network
from oriel.services.sessions import Sessions
from oriel.services.store_bases import StoreBases
from oriel.services.tool_offers import ContainerOffer, StoreOffer, ToolOffers
from oriel.store.connections import ConnectionTable
from oriel.store.database import Database

KEY = "sk-of-these-tests"
DATED = "/20231130/openai/v1/vector_stores"
REFUSED = {"code": "NotAuthorizedOrNotFound", "message": "no"}


@dataclass
class Desk:
    offers: ToolOffers
    service: DataPlane

    def asked(self) -> list[str]:
        return [seen.path for seen in self.service.seen]


@asynccontextmanager
async def desk(folder: Path) -> AsyncIterator[Desk]:
    async with DataPlane(keys={KEY}).serve() as service:
        database = await Database.open(folder / "oriel.db")
        secrets = SecretStore(backend=MemoryKeyring())
        network = Network(secrets)
        sessions = Sessions(network, lambda region: OciEndpoints(*(service.url,) * 5))
        connections = Connections(
            ConnectionTable(database), secrets, network=network, sessions=sessions
        )
        connection = Connection(
            id="c",
            name="Chicago",
            kind=ConnectionKind.OCI_API_KEY,
            base_url=f"{service.url}/openai/v1",
            capabilities=OCI,
            region="us-chicago-1",
        )
        await connections.save(connection, Typed(KEY))
        try:
            yield Desk(ToolOffers(connections, StoreBases(connections)), service)
        finally:
            await connections.aclose()
            secrets.close()
            await database.aclose()


def store(store_id: str, **more: Any) -> dict[str, Any]:
    counts = {"total": 3, "completed": 2, "failed": 1, "in_progress": 0, "cancelled": 0}
    return {"id": store_id, "name": f"Store {store_id}", "file_counts": counts, **more}


async def test_stores_are_listed_to_the_last_page_from_the_place_that_answers(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as d:
        first = {"data": [store("vs_1"), store("vs_2", status="expired")], "has_more": True}
        last = {"data": [{"id": "vs_3", "name": None}], "has_more": False}
        d.service.answer_next("GET", DATED, 404, REFUSED)
        d.service.answer_next("GET", "/vector_stores", 200, first)
        d.service.answer_next("GET", "/vector_stores", 200, last)
        assert await d.offers.stores("c") == [
            StoreOffer("vs_1", "Store vs_1", files=3, ready=2),
            StoreOffer("vs_2", "Store vs_2", files=3, ready=2, usable=False),
            StoreOffer("vs_3", "vs_3", files=0, ready=0),
        ]
        assert await d.offers.stores("c") == []
        plain = "/openai/v1/vector_stores"
        assert d.asked() == [DATED, plain, plain, plain]  # where it was found is remembered


async def test_only_containers_that_live_are_offered_with_the_time_they_end(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as d:
        made = {"name": "work", "memory_limit": "4g", "last_active_at": 1000}
        ends = {"expires_after": {"anchor": "last_active_at", "minutes": 20}}
        found = [
            {"id": "cntr-1", "status": "running", **made, **ends},
            {"id": "cntr-2", "status": "expired", **made, **ends},
            {"id": "cntr-3"},
        ]
        d.service.answer_next("GET", "/containers", 200, {"data": found})
        assert await d.offers.containers("c") == [
            ContainerOffer("cntr-1", "work", memory="4g", ends_at=2200.0),
            ContainerOffer("cntr-3", "cntr-3"),
        ]


async def test_a_service_that_has_none_says_so(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        for path in (DATED, "/vector_stores"):
            d.service.answer_next("GET", path, 404, REFUSED)
        with pytest.raises(NotFound):
            await d.offers.stores("c")
