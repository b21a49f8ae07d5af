"""Tool servers as the person has them: kept without secrets, started when needed, ended."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from tests.services.rooms import MemoryKeyring, rooms

from oriel.auth.keyring_store import SecretStore
from oriel.domain.chat_settings import ChatSettings
from oriel.domain.errors import (
    AddressInvalid,
    ToolMissing,
    ToolServerGone,
    ToolServerUnstartable,
    ToolTimedOut,
)
from oriel.domain.parts import ToolResultPart
from oriel.domain.tools import ServerState, Tool, ToolServer, Transport
from oriel.services.network import Network
from oriel.services.tool_secrets import TypedSecrets
from oriel.services.tool_servers import ToolServers
from oriel.store.database import Database
from oriel.store.tool_servers import ToolServerTable
from oriel.tools.builtin import Allowed
from waiting import until

SCRIPT = Path(__file__).parents[1] / "tools" / "hostile_server.py"


@dataclass
class Desk:
    servers: ToolServers
    database: Database
    keyring: MemoryKeyring
    changes: list[tuple[str, ServerState]] = field(default_factory=list)

    def note(self, server_id: str) -> None:
        self.changes.append((server_id, self.servers.status(server_id).state))

    async def tool(self, server_id: str, name: str) -> Tool:
        tools = await self.servers.tools([server_id])
        return next(tool for tool in tools if tool.server_tool == name)


@asynccontextmanager
async def desk(folder: Path, keyring: MemoryKeyring | None = None) -> AsyncIterator[Desk]:
    database = await Database.open(folder / "history.db")
    keyring = keyring or MemoryKeyring()
    secrets = SecretStore(backend=keyring)
    network = Network(secrets)
    servers = ToolServers(ToolServerTable(database), secrets, network)
    desk = Desk(servers, database, keyring)
    servers.changed = desk.note
    await servers.load()
    try:
        yield desk
    finally:
        await servers.aclose()
        await network.aclose()
        secrets.close()
        await database.aclose()


def program(server_id: str = "a", how: str = "", **changes: Any) -> ToolServer:
    command = (sys.executable, str(SCRIPT), how)
    server = ToolServer(id=server_id, name="Bad", transport=Transport.STDIO, command=command)
    return replace(server, **changes)


async def test_a_server_is_there_after_a_restart_and_its_secrets_only_in_the_keyring(
    tmp_path: Path,
) -> None:
    keyring = MemoryKeyring()
    async with desk(tmp_path, keyring) as d:
        far = ToolServer(id="b", name="Far", transport=Transport.HTTP, url="mcp.example.com/mcp/")
        kept = await d.servers.save(far, TypedSecrets(token="sesame-of-far"))
        assert kept.url == "https://mcp.example.com/mcp"
        assert kept.has_secret
        near = program(env_names=("PASS_WORD",))
        await d.servers.save(near, TypedSecrets(env={"PASS_WORD": "sesame-of-near", "X": "no"}))
    async with desk(tmp_path, keyring) as d:
        assert d.servers.all() == [kept, near]
        assert d.changes == []
    assert len(keyring.kept) == 2
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or b"sesame" not in file.read_bytes()


async def test_a_secret_that_was_not_typed_again_stays_and_deleting_takes_it_along(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as d:
        server = program(env_names=("PASS_WORD",))
        await d.servers.save(server, TypedSecrets(env={"PASS_WORD": "sesame-open-up"}))
        await d.servers.save(replace(server, name="Renamed"))
        outcome = await d.servers.call(await d.tool("a", "leak"), {})
        assert outcome.text == "here: •••"
        await d.servers.delete("a")
        assert d.servers.all() == []
        assert not d.keyring.kept


async def test_nothing_runs_before_it_is_needed_and_then_once(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await d.servers.save(program())
        assert d.servers.status("a").state is ServerState.STOPPED
        first, second = await asyncio.gather(d.servers.tools(["a"]), d.servers.tools(["a"]))
        assert first == second
        assert d.servers.status("a").tools == tuple(first)
        states = [state for _, state in d.changes]
        assert states == [ServerState.STOPPED, ServerState.STARTING, ServerState.READY]


async def test_servers_of_one_name_never_share_a_tools_name(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        for server_id in ("a", "b"):
            await d.servers.save(program(server_id))
        tools = await d.servers.tools(["b", "a", ""])
        assert len({tool.name for tool in tools}) == len(tools)
        assert {tool.server_id for tool in tools} == {"a", "b", ""}
        # A first one that takes a second one's name takes its word too.
        await d.servers.save(program("a", name="Good"))
        before = (await d.tool("b", "hang")).name
        await d.servers.save(program("a"))
        again = await d.servers.tools(["b", "a"])
        assert before == "Bad__hang"
        assert len({tool.name for tool in again}) == len(again)


async def test_one_that_fails_takes_nothing_from_the_others(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await d.servers.save(program("a", "dies"))
        await d.servers.save(program("b"))
        await d.servers.save(program("c", enabled=False))
        assert {t.server_id for t in await d.servers.tools(["a", "b", "c", "none"])} == {"b"}
        status = d.servers.status("a")
        assert status.state is ServerState.FAILED
        assert isinstance(status.error, ToolServerUnstartable)
        assert "no configuration" in status.last_words
        with pytest.raises(ToolServerUnstartable):
            await d.servers.restart("a")
        await d.servers.save(program("a"))
        assert await d.servers.restart("a")


async def test_one_that_died_is_started_again_by_the_next_call(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await d.servers.save(program())
        hang, child = await d.tool("a", "hang"), await d.tool("a", "child")
        pid = int((await d.servers.call(child, {})).text)
        call = asyncio.ensure_future(d.servers.call(hang, {}))
        await d.servers.call(await d.tool("a", "huge"), {})
        os.kill(os.getpgid(pid), signal.SIGKILL)  # the server leads its group
        with pytest.raises(ToolServerGone):
            await call
        await until(lambda: d.servers.status("a").state is ServerState.FAILED)
        assert (await d.servers.call(child, {})).text != str(pid)
        assert d.servers.status("a").state is ServerState.READY


async def test_stopping_ends_running_calls_and_starts_that_are_waited_for(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await d.servers.save(program())
        call = asyncio.ensure_future(d.servers.call(await d.tool("a", "hang"), {}))
        await d.servers.call(await d.tool("a", "huge"), {})
        await d.servers.stop("a")
        with pytest.raises(ToolServerGone):
            await call
        await d.servers.save(program("b", "silent"))
        start = asyncio.ensure_future(d.servers.start("b"))
        await until(lambda: d.servers.status("b").state is ServerState.STARTING)
        await d.servers.stop("b")
        with pytest.raises(ToolServerGone):
            await start
        assert d.servers.status("b").state is ServerState.STOPPED


async def test_who_gives_up_waiting_gives_up_for_nobody_else(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await d.servers.save(program())
        first = asyncio.ensure_future(d.servers.start("a"))
        second = asyncio.ensure_future(d.servers.start("a"))
        await until(lambda: d.servers.status("a").state is ServerState.STARTING)
        first.cancel()
        assert await second


async def test_a_call_waits_no_longer_than_its_server_allows(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await d.servers.save(program(timeout_s=0.3))
        with pytest.raises(ToolTimedOut):
            await d.servers.call(await d.tool("a", "hang"), {})


async def test_what_is_gone_is_not_called(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await d.servers.save(program())
        tool = await d.tool("a", "huge")
        with pytest.raises(ToolMissing):
            await d.servers.call(replace(tool, server_tool="never heard of"), {})
        await d.servers.save(program(enabled=False))
        with pytest.raises(ToolMissing):
            await d.servers.call(tool, {})
        await d.servers.delete("a")
        with pytest.raises(ToolMissing):
            await d.servers.call(tool, {})


async def test_a_secret_that_is_gone_from_the_keyring_is_named(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        server = program(env_names=("PASS_WORD",))
        await d.servers.save(server, TypedSecrets(env={"PASS_WORD": "sesame-open-up"}))
        d.keyring.kept.clear()
        with pytest.raises(ToolServerUnstartable) as error:
            await d.servers.start("a")
        assert error.value.facts == {"server": "Bad", "reason": "secret", "detail": "PASS_WORD"}


async def test_an_address_that_would_show_the_key_is_not_kept(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        far = ToolServer(id="b", name="F", transport=Transport.HTTP, url="http://example.com/mcp")
        with pytest.raises(AddressInvalid):
            await d.servers.save(far, TypedSecrets(token="sesame"))
        assert d.servers.all() == []
        assert not d.keyring.kept


async def test_built_in_tools_are_called_by_the_same_way(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        (tmp_path / "note.txt").write_text("hello", encoding="utf-8")
        d.servers.allowed = Allowed(folders=(tmp_path,))
        assert (await d.servers.call(await d.tool("", "read_file"), {"path": "note.txt"})).text == (
            "hello"
        )
        time = await d.servers.call(await d.tool("", "current_time"), {"time_zone": "UTC"})
        assert "UTC" in time.text


async def test_a_row_that_cannot_be_read_takes_no_other_with_it(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await d.servers.save(program())
        put = "INSERT INTO tool_server (id, json) VALUES ('x', ?)"
        for broken in ("no json", "[]", '{"id": "x"}'):
            await d.database.run(lambda db: db.execute("DELETE FROM tool_server WHERE id = 'x'"))
            await d.database.run(lambda db, row=broken: db.execute(put, (row,)))
            await d.servers.load()
            assert [server.id for server in d.servers.all()] == ["a"]


async def test_a_turn_calls_a_tool_of_this_computer_and_answers_with_what_it_gave(
    tmp_path: Path,
) -> None:
    (tmp_path / "tools").mkdir()
    async with desk(tmp_path / "tools") as d, rooms(tmp_path, toolbox=d.servers) as r:
        chat = replace(r.chat(), settings=ChatSettings(local_tools=("",)))
        answer = await r.ask(chat, 'Please call current_time with {"time_zone": "UTC"}')
        (result,) = (part for part in answer.parts if isinstance(part, ToolResultPart))
        assert not result.failed
        assert result.output.endswith("+00:00 (UTC)")


@pytest.mark.parametrize("turns", [1, 2, 3])
async def test_a_server_that_is_deleted_before_its_start_has_begun_has_no_tools(
    tmp_path: Path, turns: int
) -> None:
    async with desk(tmp_path) as d:
        await d.servers.save(program())
        asked = asyncio.ensure_future(d.servers.tools(["a"]))
        for _ in range(turns):  # in one of them its start waits for its turn
            await asyncio.sleep(0)
        await d.servers.delete("a")
        assert await asked == []
