"""What an archive holds beside chats and their messages: brought where it belongs, without keys."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from tests.services.test_archive import history
from tests.services.test_imports import SERVER, WORK, brought

from oriel.domain.chats import Chat
from oriel.domain.imports.runs import Choices
from oriel.domain.messages import Message, Role
from oriel.domain.parts import TextPart
from oriel.services.archive import Archive
from oriel.services.imports import Imports
from oriel.store.bin import BinTable
from oriel.store.chats import ChatTable
from oriel.store.connections import ConnectionTable
from oriel.store.database import Database
from oriel.store.messages import MessageTable
from oriel.store.remotes import Remote, RemoteTable
from oriel.store.removals import messages_in, take_out
from oriel.store.tool_servers import ToolServerTable

CHAT = Chat(
    id="c", title="Kept", created_at=1e9, updated_at=2e9, leaf_id="m2", connection_id="work"
)
REMOTE = Remote(
    id="conv", chat_id="c", connection_id="work", leaf_id="m2", made_at=1e9, known_id="m1"
)


async def filled(database: Database) -> None:
    """A chat of two turns that a service keeps too, and a third that was taken out."""
    await ConnectionTable(database).put(WORK)
    await ChatTable(database).add(CHAT)
    above = None
    for name in ("m1", "m2", "m3"):
        said = (TextPart(f"words of {name}"),)
        message = Message(
            id=name, chat_id="c", parent_id=above, role=Role.USER, parts=said, created_at=1e9
        )
        await MessageTable(database).add(message)
        above = name
    await database.run(partial(take_out, chat_id="c", message_id="m3", binned_at=1.5e9))
    await RemoteTable(database).put(REMOTE)


async def archive_of(folder: Path, ids: list[str] | None = None) -> Path:
    folder.mkdir()
    async with history(folder) as database:
        await filled(database)
        done = await Archive(database).write(str(folder / "a.oriel"), ids)
    return Path(done.path)


def entry(path: Path, name: str) -> Any:
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read(name))


async def test_a_chat_goes_on_at_the_connection_of_that_name_and_address(tmp_path: Path) -> None:
    path = await archive_of(tmp_path / "from", ["c"])
    async with history(tmp_path) as database:
        await ConnectionTable(database).put(replace(WORK, id="mine"))
        await brought(database, path)
        (chat,) = await ChatTable(database).list()
        assert chat.connection_id == "mine"
        assert await RemoteTable(database).for_chat("c") == [
            replace(REMOTE, connection_id="mine", tail_id="m2")
        ]


async def test_without_its_connection_no_chat_claims_to_be_kept_there(tmp_path: Path) -> None:
    path = await archive_of(tmp_path / "from", ["c"])
    async with history(tmp_path) as database:
        await ConnectionTable(database).put(replace(WORK, id="other", name="Other"))
        await brought(database, path)
        (chat,) = await ChatTable(database).list()
        assert chat.connection_id == "work"  # as it was said: nobody knows better
        assert await RemoteTable(database).for_chat("c") == []


async def test_a_conversation_another_chat_has_stays_with_it(tmp_path: Path) -> None:
    path = await archive_of(tmp_path / "from")
    async with history(tmp_path) as database:
        await ConnectionTable(database).put(WORK)
        await ChatTable(database).add(Chat(id="own", created_at=1.0, updated_at=1.0))
        await RemoteTable(database).put(replace(REMOTE, chat_id="own"))
        await brought(database, path)
        (kept,) = await RemoteTable(database).named("conv")
        assert kept.chat_id == "own"


async def test_who_gets_some_chats_does_not_get_what_was_taken_out_of_them(tmp_path: Path) -> None:
    path = await archive_of(tmp_path / "from", ["c"])
    with zipfile.ZipFile(path) as archive:
        inside = b"".join(archive.read(name) for name in archive.namelist())
    assert b"words of m2" in inside
    assert b"words of m3" not in inside


async def test_turns_in_the_bin_come_back_to_their_place(tmp_path: Path) -> None:
    path = await archive_of(tmp_path / "from")
    async with history(tmp_path) as database:
        # The ids are taken: another chat has one, another removal the other.
        await ChatTable(database).add(Chat(id="own", created_at=1.0, updated_at=1.0))
        other = Message(id="m3", chat_id="own", parent_id=None, role=Role.USER, created_at=1.0)
        await MessageTable(database).add(other)
        await brought(database, path)
        (binned,) = await BinTable(database).entries()
        assert (binned.chat_id, binned.excerpt) == ("c", "words of m3")
        await BinTable(database).restore([binned])
        texts = [m.text for m in await MessageTable(database).for_chat("c")]
        assert texts == ["words of m1", "words of m2", "words of m3"]


async def test_a_tool_server_comes_switched_off_and_without_its_key(tmp_path: Path) -> None:
    command = ("run", "--api-key", "hush-hush", "--token=hush-hush", "sk-hush-hush", "--here")
    async with history(tmp_path) as database:
        server = replace(SERVER, command=command, enabled=True, has_secret=True)
        await ToolServerTable(database).put(server)
        path = Path((await Archive(database).write(str(tmp_path / "a.oriel"))).path)
    (row,) = entry(path, "servers.json")
    assert "hush" not in json.dumps(row)
    (tmp_path / "to").mkdir()
    async with history(tmp_path / "to") as database:
        imports = Imports(database)
        plan = await imports.look([str(path)])
        assert plan.extras.tool_servers == 1
        run = (await imports.run(plan, Choices())).run
        (found,) = await ToolServerTable(database).list()
        assert (found.enabled, found.has_secret) == (False, False)
        assert found.command == ("run", "--api-key", *("${secret}",) * 3, "--here")
        await imports.undo(run.id)
        assert await ToolServerTable(database).list() == []


async def test_what_is_in_use_by_now_stays_when_an_import_is_undone(tmp_path: Path) -> None:
    async with history(tmp_path) as database:
        await filled(database)
        await ToolServerTable(database).put(SERVER)
        path = Path((await Archive(database).write(str(tmp_path / "a.oriel"))).path)
    (tmp_path / "to").mkdir()
    async with history(tmp_path / "to") as database:
        run_id = await brought(database, path)
        own = Chat(id="own", created_at=1.0, updated_at=1.0, connection_id="work")
        await ChatTable(database).add(own)
        await ToolServerTable(database).put(replace(SERVER, enabled=True))
        assert (await Imports(database).undo(run_id)).kept == 2
        assert [chat.id for chat in await ChatTable(database).list()] == ["own"]
        assert [each.id for each in await ConnectionTable(database).list()] == ["work"]
        assert [each.id for each in await ToolServerTable(database).list()] == ["s"]


async def test_what_an_archive_claims_beside_a_chat_is_checked(tmp_path: Path) -> None:
    """Halves of emojis and wrong kinds cost themselves and not the chat."""
    path = await archive_of(tmp_path / "from")
    raw = entry(path, "chats/000001.json")
    raw["kept_at"] = [
        7,
        {"connection_id": "work", "id": "conv\ud800", "leaf_id": "\ud800", "made_at": 1.0},
        {"connection_id": "work", "id": 7, "leaf_id": None, "made_at": 1.0},
        {"connection_id": "work", "id": "odd", "leaf_id": 7, "made_at": 1.0},
    ]
    raw["removed"] = [None, {"messages": "no"}, {"messages": [{"role": "user"}]}, *raw["removed"]]
    raw["places"] = {"work": 7, "\ud800": {"name": [], "host": None}}
    hostile = tmp_path / "c.json"
    hostile.write_text(json.dumps(raw), encoding="utf-8")
    async with history(tmp_path) as database:
        await ConnectionTable(database).put(WORK)
        await brought(database, hostile)
        assert [kept.id for kept in await RemoteTable(database).for_chat("c")] == ["conv\ufffd"]
        stored = await database.read(
            lambda db: db.execute("SELECT messages FROM removal").fetchall()
        )
        assert [m.text for (each,) in stored for m in messages_in(each)] == ["words of m3"]
