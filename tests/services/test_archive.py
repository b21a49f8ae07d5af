"""Archives: all of the history in one file, without keys; what is broken off leaves nothing."""

from __future__ import annotations

import asyncio
import json
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from tests.services.rooms import TOKEN, MemoryKeyring, local_connection, rooms

from oriel.domain.archives import ArchiveUnwritable, put_together
from oriel.domain.attachments import data_uri
from oriel.domain.chats import Chat
from oriel.domain.connections import ConnectionKind
from oriel.domain.export_json import chat_from_json
from oriel.domain.folders import Folder
from oriel.domain.messages import Message, Role
from oriel.domain.parts import FilePart, ImagePart, Part, TextPart
from oriel.domain.stopping import StopReason
from oriel.domain.tools import ToolServer, Transport
from oriel.services.archive import Archive, ArchiveProgress
from oriel.services.credentials import Typed
from oriel.store.chats import ChatTable
from oriel.store.database import Database
from oriel.store.drafts import DraftTable
from oriel.store.folders import FolderTable
from oriel.store.messages import MessageTable
from oriel.store.tool_servers import ToolServerTable

PICTURE = data_uri("image/png", bytes(range(256)) * 4)


@asynccontextmanager
async def history(folder: Path) -> AsyncIterator[Database]:
    database = await Database.open(folder / "history.db")
    try:
        yield database
    finally:
        await database.aclose()


async def chat(database: Database, name: str, *parts: Part, folder_id: str = "") -> Chat:
    made = Chat(id=name, title=name, created_at=1.0, updated_at=2.0, folder_id=folder_id)
    await ChatTable(database).add(made)
    await MessageTable(database).add(
        Message(
            id=f"{name}-1",
            chat_id=name,
            parent_id=None,
            role=Role.USER,
            parts=parts,
            created_at=1.0,
        )
    )
    return made


async def test_an_attachment_is_kept_once_under_what_it_is(tmp_path: Path) -> None:
    parts = (TextPart("look"), ImagePart(data_uri=PICTURE), FilePart("a.png", data_uri=PICTURE))
    async with history(tmp_path) as database:
        for name in ("one", "two"):
            await chat(database, name, *parts)
        done = await Archive(database).write(str(tmp_path / "all.oriel"))
    with zipfile.ZipFile(done.path) as archive:
        assert archive.testzip() is None
        content = bytes(range(256)) * 4
        assert [n for n in archive.namelist() if n.startswith("files/")] == [
            f"files/{sha256(content).hexdigest()}"
        ]
        raw = json.loads(archive.read("chats/000002.json"))
        kept = chat_from_json(put_together(raw, lambda name: archive.read(f"files/{name}")))
    assert kept[1][0].parts == parts
    assert (done.manifest.counts.chats, done.manifest.counts.files) == (2, 1)


async def test_some_chats_bring_their_folders_and_nothing_else(tmp_path: Path) -> None:
    async with history(tmp_path) as database:
        await FolderTable(database).put(
            Folder(id="top", name="Work"),
            Folder(id="in", name="Plans", parent_id="top"),
            Folder(id="other", name="Home"),
        )
        await chat(database, "one", TextPart("a"), folder_id="in")
        await chat(database, "two", TextPart("b"))
        await DraftTable(database).put("one", "half a thought")
        done = await Archive(database).write(str(tmp_path / "some.oriel"), ["one"])
    with zipfile.ZipFile(done.path) as archive:
        names = archive.namelist()
        folders = [raw["id"] for raw in json.loads(archive.read("folders.json"))]
        assert json.loads(archive.read("chats/000001.json"))["draft"]["text"] == "half a thought"
    assert names == ["chats/000001.json", "folders.json", "manifest.json"]
    assert folders == ["top", "in"]


async def test_an_answer_under_way_is_kept_as_far_as_it_came(tmp_path: Path) -> None:
    async with history(tmp_path) as database:
        await chat(database, "one", TextPart("a"))
        messages = MessageTable(database)
        await messages.add(
            Message(id="m", chat_id="one", parent_id="one-1", role=Role.ASSISTANT, created_at=2.0)
        )
        await messages.append_piece("m", 1, "text", "so f")
        await messages.append_piece("m", 2, "text", "ar")
        done = await Archive(database).write(str(tmp_path / "all.oriel"))
    with zipfile.ZipFile(done.path) as archive:
        answer = chat_from_json(json.loads(archive.read("chats/000001.json")))[1][1]
    assert (answer.text, answer.stop_reason) == ("so far", StopReason.INTERRUPTED)


async def test_breaking_off_leaves_nothing_behind(tmp_path: Path) -> None:
    async with history(tmp_path) as database:
        for number in range(300):
            await chat(database, f"c{number}", TextPart("word " * 200))
        begun = asyncio.Event()

        def hear(progress: ArchiveProgress) -> None:
            begun.set()

        target = tmp_path / "out"
        target.mkdir()
        writing = asyncio.ensure_future(
            Archive(database).write(str(target / "a.oriel"), None, hear)
        )
        await begun.wait()
        writing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writing
        assert not list(target.iterdir())
        # The next one is not kept waiting by it.
        await Archive(database).write(str(target / "b.oriel"))
    assert [path.name for path in target.iterdir()] == ["b.oriel"]


async def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    async with history(tmp_path) as database:
        with pytest.raises(ArchiveUnwritable) as caught:
            await Archive(database).write(str(tmp_path / "nowhere" / "a.oriel"))
    assert caught.value.facts["path"] == str(tmp_path / "nowhere" / "a.oriel")


async def test_no_key_is_in_an_archive(tmp_path: Path) -> None:
    """A home with every kind of key in its keyring, and none of them in what leaves it."""
    secrets = ("sk-first-of-a-pair", "sk-second-of-a-pair", "bearer-of-a-server", "value-of-env")
    keyring = MemoryKeyring()
    async with rooms(tmp_path, keyring) as home:
        connection = local_connection(
            home.server, id="work", name="Work", kind=ConnectionKind.COMPATIBLE
        )
        await home.connections.save(connection, Typed(*secrets[:2]))
        server = ToolServer(
            id="s", name="S", transport=Transport.STDIO, command=("run",), env_names=("TOKEN",)
        )
        await ToolServerTable(home.database).put(server)
        keyring.kept["oriel", server.secret_key] = f"{secrets[2]} {secrets[3]}"
        await chat(home.database, "one", TextPart("hello"))
        done = await Archive(home.database).write(str(tmp_path / "all.oriel"))
    with zipfile.ZipFile(done.path) as archive:
        inside = b"".join(archive.read(name) for name in archive.namelist())
        said = json.loads(archive.read("manifest.json"))
    assert b'"Work"' in inside
    assert not [secret for secret in (*secrets, TOKEN) if secret.encode() in inside]
    assert said["holds_keys"] is False
