"""Files in containers over a real socket: listed page by page, read, saved, broken off."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from oriel.api.client import ServiceClient
from oriel.domain.errors import AnswerUnreadable, NotFound, Unreachable

from .played_service import PlayedService, Reset, Stall, client_for, reply

FIRST = {"id": "cfile-1", "path": "/mnt/data/a.csv", "bytes": 3, "source": "user"}
SECOND = {"id": "cfile-2", "path": "/mnt/data/b.png", "bytes": 9, "source": "assistant"}


async def test_the_list_goes_on_behind_the_last_id_until_there_is_no_more() -> None:
    pages = [
        reply(200, {"data": [FIRST], "has_more": True}),
        reply(200, {"data": [SECOND], "last_id": "cfile-2", "has_more": False}),
    ]
    async with PlayedService(pages) as service:
        client = client_for(service)
        found = await client.container_files.all("cntr/1")
        await client.aclose()
    assert [raw["id"] for raw in found] == ["cfile-1", "cfile-2"]
    first, second = (asked.path for asked in service.asked)
    assert first == "/v1/containers/cntr%2F1/files?limit=100&order=asc"
    assert second.endswith("&after=cfile-1")


async def test_a_service_that_repeats_its_page_is_left() -> None:
    page = reply(200, {"data": [FIRST], "has_more": True})
    async with PlayedService([page]) as service:
        client = client_for(service)
        found = await client.container_files.all("cntr-1")
        await client.aclose()
    assert (len(found), len(service.asked)) == (1, 2)


async def test_what_is_in_a_file_is_read_up_to_a_limit() -> None:
    async with PlayedService([reply(200, b"0123456789")]) as service:
        client = client_for(service)
        assert await client.container_files.content("cntr-1", "cfile-1", 10) == b"0123456789"
        with pytest.raises(AnswerUnreadable):
            await client.container_files.content("cntr-1", "cfile-1", 9)
        await client.aclose()
    assert service.asked[0].path == "/v1/containers/cntr-1/files/cfile-1/content"


async def test_a_file_is_saved_whole_and_its_progress_told(tmp_path: Path) -> None:
    content = bytes(number % 251 for number in range(3_000_000))
    heard: list[int] = []
    async with PlayedService([reply(200, content)]) as service:
        client = client_for(service)
        target = tmp_path / "b.bin"
        size = await client.container_files.save("cntr-1", "cfile-2", target, heard.append)
        await client.aclose()
    assert target.read_bytes() == content
    assert size == heard[-1] == len(content)
    assert heard == sorted(heard)
    assert [path.name for path in tmp_path.iterdir()] == ["b.bin"]


async def test_a_file_that_breaks_off_leaves_what_was_there(tmp_path: Path) -> None:
    begun = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc"
    target = tmp_path / "kept.txt"
    target.write_text("older", encoding="utf-8")
    async with PlayedService([[begun, Reset()]]) as service:
        client = client_for(service)
        with pytest.raises(Unreachable):
            await client.container_files.save("cntr-1", "cfile-1", target)
        await client.aclose()
    assert target.read_text(encoding="utf-8") == "older"
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


async def test_cancelling_leaves_nothing_behind(tmp_path: Path) -> None:
    begun = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc"
    async with PlayedService([[begun, Stall()]]) as service:
        client = client_for(service)
        saving = asyncio.ensure_future(
            client.container_files.save("cntr-1", "cfile-1", tmp_path / "x")
        )
        await service.stalled.wait()
        saving.cancel()
        await asyncio.wait([saving])
        await service.left.wait()
        assert saving.cancelled()
        await client.aclose()
    assert not list(tmp_path.iterdir())


async def test_a_container_that_has_ended_is_not_found() -> None:
    said = {"error": {"message": "Container is expired.", "code": "not_found"}}
    async with PlayedService([reply(404, said)]) as service:
        client: ServiceClient = client_for(service)
        with pytest.raises(NotFound, match="expired"):
            await client.container_files.all("cntr-1")
        await client.aclose()


async def test_a_file_is_put_into_a_container_from_disk_and_from_the_services_files(
    tmp_path: Path,
) -> None:
    path = tmp_path / "b c.csv"
    path.write_bytes(b"a,b\n1,2\n")
    heard: list[int] = []
    async with PlayedService([reply(200, FIRST), reply(200, SECOND), reply(200, {})]) as service:
        client = client_for(service)
        made = await client.container_files.upload(
            "cntr/1", path, media_type="text/csv", progress=heard.append
        )
        attached = await client.container_files.attach("cntr/1", "file-9")
        await client.container_files.delete("cntr/1", "cfile-1")
        await client.aclose()
    assert (made["id"], attached["id"]) == ("cfile-1", "cfile-2")
    sent, by_id, gone = service.asked
    assert (sent.method, sent.path) == ("POST", "/v1/containers/cntr%2F1/files")
    assert b'filename="b c.csv"' in sent.body
    assert b"a,b\n1,2\n" in sent.body
    assert heard[-1] == 8
    assert json.loads(by_id.body) == {"file_id": "file-9"}
    assert (gone.method, gone.path) == ("DELETE", "/v1/containers/cntr%2F1/files/cfile-1")


async def test_a_container_is_made_with_what_was_wished_and_no_more() -> None:
    async with PlayedService([reply(200, {"id": "cntr-1"})]) as service:
        client = client_for(service)
        await client.containers.create("box", "4g", ["file-1"], expires_minutes=5)
        await client.containers.create("plain")
        await client.aclose()
    wished, plain = (json.loads(asked.body) for asked in service.asked)
    assert wished == {
        "name": "box",
        "memory_limit": "4g",
        "file_ids": ["file-1"],
        "expires_after": {"anchor": "last_active_at", "minutes": 5},
    }
    assert plain == {"name": "plain"}
