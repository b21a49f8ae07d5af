"""Attachments: real files looked at, read, uploaded over a real socket, kept with the draft."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.api.played_service import PlayedService, Stall, reply
from tests.services.rooms import MemoryKeyring, rooms

from oriel.auth.keyring_store import SecretStore
from oriel.domain.attachment_kinds import FileKind, Kind
from oriel.domain.attachments import LARGEST_TEXT, NotAttached, Refusal, content_of
from oriel.domain.connections import OCI, OPENAI, Connection, ConnectionKind
from oriel.domain.errors import RequestInvalid
from oriel.domain.parts import FilePart, ImagePart
from oriel.services.attachments import Attachments, Seen, Source, source_of
from oriel.services.connections import Connections, Fixed
from oriel.store.connections import ConnectionTable
from oriel.store.database import Database
from oriel.store.drafts import DraftTable

TEXT = FileKind(Kind.TEXT, "text/plain")
PDF = Seen(FileKind(Kind.PDF, "application/pdf"), 9)


@asynccontextmanager
async def attaching(
    folder: Path, base_url: str = "http://127.0.0.1:9/v1"
) -> AsyncIterator[Attachments]:
    """A service that files go to, as connection "c"."""
    database = await Database.open(folder / "oriel.db")
    secrets = SecretStore(backend=MemoryKeyring())
    place = Connection(
        id="c",
        name="C",
        kind=ConnectionKind.COMPATIBLE,
        base_url=base_url,
        capabilities=OPENAI,
    )
    connections = Connections(ConnectionTable(database), secrets, [Fixed(place, "sk-1")])
    try:
        yield Attachments(connections, DraftTable(database))
    finally:
        await connections.aclose()
        secrets.close()
        await database.aclose()


def refused(caught: pytest.ExceptionInfo[NotAttached]) -> str:
    return caught.value.reason.code


async def test_a_file_is_known_by_a_look(tmp_path: Path) -> None:
    path = tmp_path / "no ending"
    path.write_bytes(b"%PDF-1.7" + b"\0" * 100_000)
    async with attaching(tmp_path) as attachments:
        seen = await attachments.look(source_of(str(path)))
        pasted = await attachments.look(Source("pasted.txt", content=b"hello"))
    assert (seen.what.kind, seen.size) == (Kind.PDF, 100_008)
    assert (pasted.what.kind, pasted.size) == (Kind.TEXT, 5)


async def test_folders_pipes_and_what_is_gone_are_refused_and_nothing_hangs(
    tmp_path: Path,
) -> None:
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        async with attaching(tmp_path) as attachments:
            found = {}
            for name in (".", "pipe", "socket", "gone.pdf"):
                with pytest.raises(NotAttached) as caught:
                    await attachments.look(Source(name, tmp_path / name))
                found[name] = refused(caught)
    unreadable = Refusal.UNREADABLE
    assert found == {
        ".": Refusal.FOLDER,
        "pipe": unreadable,
        "socket": unreadable,
        "gone.pdf": unreadable,
    }


async def test_text_goes_within_the_message_in_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "alt.csv"
    path.write_bytes("Größe;Maß".encode("cp1252"))
    async with attaching(tmp_path) as attachments:
        part = await attachments.read(source_of(str(path)), TEXT)
    assert (part.filename, part.size) == ("alt.csv", 9)
    assert content_of(part.data_uri) == ("text/plain", "Größe;Maß".encode())


async def test_other_files_go_as_they_are(tmp_path: Path) -> None:
    content = bytes(range(256))
    (tmp_path / "a.wav").write_bytes(content)
    async with attaching(tmp_path) as attachments:
        part = await attachments.read(
            source_of(str(tmp_path / "a.wav")), FileKind(Kind.AUDIO, "audio/wav")
        )
    assert content_of(part.data_uri) == ("audio/wav", content)


async def test_a_file_that_grew_or_was_emptied_meanwhile_is_refused(tmp_path: Path) -> None:
    grown, emptied = tmp_path / "grown.txt", tmp_path / "emptied.txt"
    grown.write_bytes(b"x" * (LARGEST_TEXT + 1))
    emptied.write_bytes(b"")
    async with attaching(tmp_path) as attachments:
        with pytest.raises(NotAttached) as too_big:
            await attachments.read(source_of(str(grown)), TEXT)
        with pytest.raises(NotAttached) as empty:
            await attachments.read(source_of(str(emptied)), TEXT)
    assert (refused(too_big), refused(empty)) == (Refusal.TOO_BIG, Refusal.EMPTY)


async def test_a_document_is_uploaded_under_its_clean_name(tmp_path: Path) -> None:
    path = tmp_path / "plan\n2026.pdf"
    path.write_bytes(b"%PDF-1.7\n")
    shares: list[float] = []
    async with (
        PlayedService([reply(200, {"id": "file-9"})]) as service,
        attaching(tmp_path, service.url) as attachments,
    ):
        part = await attachments.upload(source_of(str(path)), PDF, "c", shares.append)
    assert part == FilePart("plan 2026.pdf", file_id="file-9", size=9)
    assert shares[-1] == 1.0
    body = service.asked[0].body
    assert b'filename="plan 2026.pdf"' in body
    assert b"application/pdf" in body
    assert b"user_data" in body


async def test_what_was_pasted_is_uploaded_and_leaves_no_file_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = tmp_path / "spool"
    spool.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(spool))
    content = b"line\n" * 50_000
    async with (
        PlayedService([reply(200, {"id": "file-9"})]) as service,
        attaching(tmp_path, service.url) as attachments,
    ):
        source = Source("pasted.txt", content=content)
        await attachments.upload(source, Seen(TEXT, len(content)), "c", lambda share: None)
    assert content in service.asked[0].body
    assert list(spool.iterdir()) == []


async def test_an_upload_that_is_cancelled_ends_at_the_service_too(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7\n")
    async with (
        PlayedService([[Stall()]]) as service,
        attaching(tmp_path, service.url) as attachments,
    ):
        sending = asyncio.ensure_future(
            attachments.upload(source_of(str(path)), PDF, "c", lambda share: None)
        )
        await service.stalled.wait()
        sending.cancel()
        await asyncio.wait([sending])
        await service.left.wait()
        assert sending.cancelled()


async def test_what_the_service_does_not_take_comes_through(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7\n")
    async with (
        PlayedService([reply(400, {"message": "unsupported file"})]) as service,
        attaching(tmp_path, service.url) as attachments,
    ):
        with pytest.raises(RequestInvalid, match="unsupported file"):
            await attachments.upload(source_of(str(path)), PDF, "c", lambda share: None)
        with pytest.raises(NotAttached) as gone:
            await attachments.upload(
                source_of(str(tmp_path / "gone.pdf")), PDF, "c", lambda share: None
            )
    assert refused(gone) == Refusal.UNREADABLE


async def test_an_upload_nobody_sent_is_deleted_and_trouble_with_that_is_none(
    tmp_path: Path,
) -> None:
    async with (
        PlayedService([reply(200, {"deleted": True}), reply(404, {})]) as service,
        attaching(tmp_path, service.url) as attachments,
    ):
        await attachments.forget("c", "file-9")
        await attachments.forget("c", "file-9")
        await attachments.forget("no such connection", "file-9")
    assert [(a.method, a.path) for a in service.asked] == [("DELETE", "/v1/files/file-9")] * 2


async def test_what_is_attached_is_kept_with_the_draft_beside_its_text(tmp_path: Path) -> None:
    parts = (
        ImagePart(data_uri="data:image/png;base64,eA==", alt="shot.png"),
        FilePart("plan.pdf", file_id="file-9", size=7),
    )
    async with attaching(tmp_path) as attachments:
        await attachments.keep("chat", parts)
    async with attaching(tmp_path) as attachments:
        database = await Database.open(tmp_path / "other.db")
        drafts = DraftTable(database)
        assert await attachments.kept("chat") == parts
        assert await attachments.kept("") == ()
        await drafts.put("a", "text")
        await drafts.put_parts("a", parts)
        await drafts.put("a", "")
        assert (await drafts.get("a"), await drafts.parts("a")) == ("", parts)
        await drafts.put("a", "text")
        await drafts.put_parts("a", ())
        assert (await drafts.get("a"), await drafts.parts("a")) == ("text", ())
        await drafts.put("a", "")

        def rows(db: object) -> int:
            return int(db.execute("SELECT count(*) FROM draft").fetchone()[0])  # type: ignore[attr-defined]

        assert await database.read(rows) == 0
        await database.aclose()


async def test_what_is_taken_is_asked_of_the_connection_and_the_models_rules(
    tmp_path: Path,
) -> None:
    async with rooms(tmp_path) as r:
        oracle = Connection(
            id="o",
            name="O",
            kind=ConnectionKind.OCI_API_KEY,
            base_url="https://example.com/openai/v1",
            capabilities=OCI,
        )
        await r.connections.save(oracle)
        attachments = Attachments(r.connections, DraftTable(r.database))
        blind = attachments.intake("o", "openai.gpt-oss-120b")
        seeing = attachments.intake("o", "meta.llama-4-maverick")
        assert (blind.images, blind.files, seeing.images) == (False, True, True)
        assert attachments.intake("gone", "x").connection_id == ""
