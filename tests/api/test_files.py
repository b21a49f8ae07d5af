"""Files over a real socket: sent from disk, listed, saved to disk, broken off."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import sys
from pathlib import Path

import pytest

from fake_oracle.data_plane import DataPlane
from fake_oracle.homes import oci_home
from oriel.api.access import Access
from oriel.api.client import ServiceClient
from oriel.auth.oci_auth import OciAuth
from oriel.auth.oci_signers import ProfileKeys
from oriel.domain.errors import (
    AnswerUnreadable,
    NotFound,
    RequestInvalid,
    ServiceFailed,
    Unreachable,
)
from waiting import until

from .played_service import QUICK, PlayedService, Reset, Stall, client_for, connection, reply

MADE = {"id": "file-us-1", "object": "file", "bytes": 5, "filename": "a.pdf"}


def written(folder: Path, size: int, name: str = "a b.pdf") -> Path:
    path = folder / name
    path.write_bytes(bytes(number % 251 for number in range(size)))
    return path


async def test_an_upload_is_a_form_with_purpose_name_kind_and_every_byte(tmp_path: Path) -> None:
    path = written(tmp_path, 300_000)
    heard: list[int] = []
    async with PlayedService([reply(200, MADE)]) as service:
        client = client_for(service)
        made = await client.files.upload(
            path,
            name='Büro "1".pdf',
            media_type="application/pdf",
            expires_after_s=3600,
            progress=heard.append,
        )
        await client.aclose()
    asked = service.asked[0]
    assert (made["id"], asked.method, asked.path) == ("file-us-1", "POST", "/v1/files")
    boundary = re.search("boundary=(.+)", asked.headers["content-type"])
    assert boundary
    fields = asked.body.split(b"--" + boundary[1].encode())
    assert b'name="purpose"\r\n\r\nuser_data\r\n' in fields[1]
    assert b'name="expires_after[anchor]"\r\n\r\ncreated_at\r\n' in fields[2]
    assert b'name="expires_after[seconds]"\r\n\r\n3600\r\n' in fields[3]
    head, _, content = fields[4].partition(b"\r\n\r\n")
    assert 'filename="Büro %221%22.pdf"'.encode() in head
    assert b"Content-Type: application/pdf" in head
    assert content.removesuffix(b"\r\n") == path.read_bytes()
    assert heard == sorted(heard)
    assert heard[-1] == 300_000


async def test_a_busy_service_is_sent_the_whole_file_again(tmp_path: Path) -> None:
    path = written(tmp_path, 200_000)
    heard: list[int] = []
    async with PlayedService([reply(503, {}), reply(200, MADE)]) as service:
        client = client_for(service)
        await client.files.upload(path, progress=heard.append)
        await client.aclose()
    first, second = (asked.body for asked in service.asked)
    assert len(first) == len(second)
    assert path.read_bytes() in second
    assert heard.count(200_000) >= 2


async def test_what_may_be_sent_only_once_is_not_sent_again_by_itself(tmp_path: Path) -> None:
    path = written(tmp_path, 300_000)
    async with PlayedService([reply(503), reply(200, MADE)]) as service:
        client = client_for(service)
        with pytest.raises(ServiceFailed):
            await client.files.upload(path, once=True)
        await client.aclose()
    assert len(service.asked) == 1


async def test_a_signed_upload_counts_what_is_sent_not_what_is_hashed(tmp_path: Path) -> None:
    oracle = DataPlane()
    home = oci_home(tmp_path)
    home.register(oracle.judge)
    path = written(tmp_path, 900_000)
    heard: list[int] = []

    async def no_phrase() -> str | None:
        return None

    access = Access(OciAuth(ProfileKeys(home.config, "DEFAULT", no_phrase)))
    async with oracle.serve():
        client = ServiceClient(
            connection(f"{oracle.url}/openai/v1"), pace=QUICK, access=access, proxy=None
        )
        made = await client.files.upload(path, progress=heard.append)
        await client.aclose()
    assert made["id"] == "file-1"
    assert oracle.refusals == []
    assert oracle.seen[0].size > 900_000
    assert heard == sorted(heard)
    assert heard[-1] == 900_000


async def test_a_cancelled_upload_closes_the_connection_and_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, 100_000)
    async with PlayedService([[Stall()]]) as service:
        client = client_for(service)
        sending = asyncio.ensure_future(client.files.upload(path))
        await service.stalled.wait()
        sending.cancel()
        await asyncio.wait([sending])
        await service.left.wait()
        assert sending.cancelled()
        await client.aclose()


async def test_what_the_service_refuses_is_said_with_its_own_words(tmp_path: Path) -> None:
    path = written(tmp_path, 10)
    refusal = {"code": "InvalidParameter", "message": "file type not supported"}
    async with PlayedService([reply(400, refusal)]) as service:
        client = client_for(service)
        with pytest.raises(RequestInvalid, match="file type not supported"):
            await client.files.upload(path)
        await client.aclose()


async def test_an_answer_without_an_id_is_no_file(tmp_path: Path) -> None:
    path = written(tmp_path, 10)
    async with PlayedService([reply(200, {"ok": True})]) as service:
        client = client_for(service)
        with pytest.raises(AnswerUnreadable):
            await client.files.upload(path)
        await client.aclose()


async def test_a_file_that_is_gone_is_the_disks_trouble_and_nothing_is_asked(
    tmp_path: Path,
) -> None:
    async with PlayedService([reply(200, MADE)]) as service:
        client = client_for(service)
        with pytest.raises(FileNotFoundError):
            await client.files.upload(tmp_path / "gone.pdf")
        await client.aclose()
    assert service.asked == []


@pytest.mark.parametrize("size", [100_000, 900_000])
async def test_a_file_that_grows_or_shrinks_while_it_is_sent_is_the_disks_trouble(
    tmp_path: Path, size: int
) -> None:
    path = written(tmp_path, 400_000)

    def change(sent: int) -> None:
        if sent < 200_000:
            os.truncate(path, size)

    async with PlayedService([reply(200, MADE)]) as service:
        client = client_for(service)
        with pytest.raises(OSError, match="changed its size"):
            await client.files.upload(path, progress=change)
        await client.aclose()


async def test_a_list_is_read_page_after_page(tmp_path: Path) -> None:
    pages = [
        reply(200, {"data": [{"id": "f1"}, {"id": "f2"}], "has_more": True}),
        reply(200, {"data": [{"id": "f3"}], "has_more": False, "last_id": "f3"}),
    ]
    async with PlayedService(pages) as service:
        client = client_for(service)
        found = await client.files.all(order="asc", purpose="user_data")
        await client.aclose()
    assert [file["id"] for file in found] == ["f1", "f2", "f3"]
    assert service.asked[0].path == "/v1/files?limit=100&order=asc&purpose=user_data"
    assert "after=f2" in service.asked[1].path


async def test_a_list_that_never_moves_on_ends() -> None:
    same = reply(200, {"data": [{"id": "f1"}], "has_more": True})
    async with PlayedService([same]) as service:
        client = client_for(service)
        assert len(await client.files.all()) == 1
        await client.aclose()


async def test_one_file_is_retrieved_and_deleted() -> None:
    replies = [reply(200, MADE), reply(200, {"deleted": True}), reply(404, {"message": "no"})]
    async with PlayedService(replies) as service:
        client = client_for(service)
        assert (await client.files.retrieve("file/1"))["filename"] == "a.pdf"
        await client.files.delete("file/1")
        with pytest.raises(NotFound):
            await client.files.retrieve("file/1")
        await client.aclose()
    assert [(a.method, a.path) for a in service.asked[:2]] == [
        ("GET", "/v1/files/file%2F1"),
        ("DELETE", "/v1/files/file%2F1"),
    ]


async def test_content_is_saved_whole(tmp_path: Path) -> None:
    content = bytes(range(256)) * 10_000
    target = tmp_path / "out.bin"
    heard: list[int] = []
    async with PlayedService([reply(200, content, content_type="image/png")]) as service:
        client = client_for(service)
        size = await client.files.save("f1", target, heard.append)
        await client.aclose()
    assert (size, heard[-1]) == (len(content), len(content))
    assert hashlib.sha256(target.read_bytes()).digest() == hashlib.sha256(content).digest()
    assert service.asked[0].path == "/v1/files/f1/content"
    assert [path.name for path in tmp_path.iterdir()] == ["out.bin"]


async def test_content_that_breaks_off_leaves_nothing_half(tmp_path: Path) -> None:
    target = tmp_path / "out.bin"
    target.write_bytes(b"old")
    head = b"HTTP/1.1 200 OK\r\ncontent-length: 5000000\r\n\r\n"
    async with PlayedService([[head + b"x" * 2_000_000, Reset()]]) as service:
        client = client_for(service)
        with pytest.raises(Unreachable):
            await client.files.save("f1", target)
        await client.aclose()
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("out.bin", b"old")]


async def test_saving_can_be_cancelled_in_the_middle(tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\ncontent-length: 5000000\r\n\r\n"
    heard: list[int] = []
    async with PlayedService([[head + b"x" * 2_000_000, Stall()]]) as service:
        client = client_for(service)
        saving = asyncio.ensure_future(client.files.save("f1", tmp_path / "out.bin", heard.append))
        await until(lambda: heard)
        saving.cancel()
        await asyncio.wait([saving])
        await service.left.wait()
        assert saving.cancelled()
        await client.aclose()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="a limit for files is POSIX")
async def test_what_does_not_fit_onto_the_disk_is_not_taken_for_whole(tmp_path: Path) -> None:
    import resource

    # The last piece fits in part, which the system tells by a number and no error.
    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    async with PlayedService([reply(200, b"x" * 300_000)]) as service:
        client = client_for(service)
        resource.setrlimit(resource.RLIMIT_FSIZE, (250_000, most[1]))
        try:
            with pytest.raises(OSError, match="large"):
                await client.files.save("file-1", tmp_path / "a.bin")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, most)
        await client.aclose()
    assert not list(tmp_path.iterdir())


async def test_a_folder_that_is_gone_while_saving_is_told(tmp_path: Path) -> None:
    async with PlayedService([reply(200, b"hello")]) as service:
        client = client_for(service)
        with pytest.raises(OSError):
            await client.files.save("f1", tmp_path / "no" / "out.bin")
        await client.aclose()


async def test_content_is_read_only_as_far_as_it_is_wanted() -> None:
    async with PlayedService([reply(200, b"x" * 3_000_000), reply(200, b"hello")]) as service:
        client = client_for(service)
        with pytest.raises(AnswerUnreadable):
            await client.files.content("f1", most=1_000)
        assert await client.files.content("f1", most=1_000) == b"hello"
        await client.aclose()
