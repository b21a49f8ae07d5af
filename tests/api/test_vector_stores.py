"""Vector stores, their files and search, against the service inside Oriel."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from oriel.api.client import ServiceClient
from oriel.api.items import Json
from oriel.config.resources import resources_dir
from oriel.domain.connections import LOCAL, Connection, ConnectionKind
from oriel.domain.errors import NotFound
from oriel.local.server import LocalServer

from .played_service import PlayedService, Step, client_for, reply

TOKEN = "token-of-this-test"


@asynccontextmanager
async def service(folder: Path) -> AsyncIterator[ServiceClient]:
    server = LocalServer(folder / "service", resources_dir() / "guide", TOKEN)
    await asyncio.to_thread(server.start)
    connection = Connection(
        id="c",
        name="Local",
        kind=ConnectionKind.LOCAL,
        base_url=server.base_url,
        capabilities=LOCAL,
    )
    client = ServiceClient(connection, TOKEN)
    try:
        yield client
    finally:
        await client.aclose()
        await asyncio.to_thread(server.stop)


async def uploaded(client: ServiceClient, folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, "utf-8")
    made = await client.files.upload(path, media_type="text/plain", purpose="assistants")
    return str(made["id"])


async def indexed(client: ServiceClient, store_id: str, file_id: str) -> Json:
    """Asked for until it is; each asking lets the service go on."""
    async with asyncio.timeout(8):
        while True:
            found = await client.store_files.retrieve(store_id, file_id)
            if found["status"] != "in_progress":
                return found


async def test_a_store_is_made_changed_listed_and_deleted(tmp_path: Path) -> None:
    async with service(tmp_path) as client:
        made = await client.vector_stores.create(
            "Notes", description="mine", metadata={"a": "b"}, expires_days=3
        )
        store_id = made["id"]
        changed = await client.vector_stores.update(store_id, name="Papers", metadata={})
        assert (changed["name"], changed["metadata"]) == ("Papers", {})
        assert (await client.vector_stores.retrieve(store_id))["name"] == "Papers"
        assert [s["id"] for s in await client.vector_stores.all()] == [store_id]
        await client.vector_stores.delete(store_id)
        assert await client.vector_stores.all() == []
        with pytest.raises(NotFound):
            await client.vector_stores.retrieve(store_id)


async def searched(client: ServiceClient, store_id: str, query: str, filters: Json) -> list[Json]:
    page = await client.vector_stores.search_page(store_id, query, filters=filters, threshold=0.0)
    found: list[Json] = page["data"]
    return found


async def test_files_are_attached_found_changed_and_taken_out(tmp_path: Path) -> None:
    async with service(tmp_path) as client:
        store_id = (await client.vector_stores.create("Notes"))["id"]
        moss = await uploaded(client, tmp_path, "moss.txt", "Moss grows on the northern wall.")
        tide = await uploaded(client, tmp_path, "tide.txt", "The tide turns at noon.")
        await client.store_files.attach(store_id, moss, {"year": 2020})
        batch = await client.store_files.begin_batch(store_id, [tide])
        for file_id in (moss, tide):
            assert (await indexed(client, store_id, file_id))["status"] == "completed"
        done = await client.store_files.batch(store_id, batch["id"])
        assert done["file_counts"]["completed"] == 1
        names = [f["id"] for f in await client.store_files.batch_files(store_id, batch["id"])]
        assert names == [tide]
        found = await client.vector_stores.search_page(store_id, "where does moss grow", most=2)
        assert found["data"][0]["file_id"] == moss
        assert "moss" in str(found["search_query"])
        later: Json = {"type": "gt", "key": "year", "value": 2021}
        assert (await searched(client, store_id, "moss", later)) == []
        await client.store_files.update(store_id, moss, {"year": 2022})
        assert await searched(client, store_id, "moss", later)
        chunks = await client.store_files.content(store_id, moss)
        assert "northern wall" in chunks[0]["text"]
        await client.store_files.detach(store_id, moss)
        assert [f["id"] for f in await client.store_files.all(store_id)] == [tide]
        assert (await client.files.retrieve(moss))["id"] == moss


async def test_a_list_is_read_page_after_page_and_an_endless_one_left() -> None:
    def page(*ids: str, more: bool) -> list[Step]:
        return reply(200, {"data": [{"id": i} for i in ids], "has_more": more})

    pages = [page("a", "b", more=True), page("c", more=False)]
    async with PlayedService(pages) as played:
        client = client_for(played)
        assert [s["id"] for s in await client.vector_stores.all()] == ["a", "b", "c"]
        assert "after=b" in played.asked[1].path
        await client.aclose()
    async with PlayedService([page("a", more=True)]) as endless:
        client = client_for(endless)
        assert [s["id"] for s in await client.vector_stores.all()] == ["a"]
        await client.aclose()
