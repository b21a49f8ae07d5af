"""Servers that flood, lie, leak, hang and die: Oriel stays whole and says what happened."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from oriel.domain.errors import (
    ToolAnswerUnreadable,
    ToolServerGone,
    ToolServerUnstartable,
    ToolTimedOut,
)
from oriel.domain.tools import NO_SECRETS, ServerSecrets, ToolProgress, ToolServer, Transport
from oriel.tools.blotting import BLOT, LONGEST_TEXT
from oriel.tools.mcp_server import McpServer
from waiting import until

SCRIPT = Path(__file__).with_name("hostile_server.py")
SECRET = ServerSecrets(env=(("PASS_WORD", "sesame-open-up"),))


def hostile(
    how: str = "", secrets: ServerSecrets = NO_SECRETS, start_s: float = 60.0, **changes: Any
) -> McpServer:
    command = (sys.executable, str(SCRIPT), how)
    values: dict[str, Any] = {"id": "1", "name": "Bad", "transport": Transport.STDIO}
    config = ToolServer(**{**values, "command": command, **changes})
    return McpServer(config, secrets, word="bad", start_s=start_s)


@asynccontextmanager
async def running(server: McpServer) -> AsyncIterator[McpServer]:
    await server.start()
    try:
        yield server
    finally:
        await server.aclose()


async def test_a_text_without_measure_is_cut_and_says_so() -> None:
    async with running(hostile()) as server:
        outcome = await server.call("huge", {})
    assert len(outcome.text) < LONGEST_TEXT + 100
    assert outcome.text.endswith("300,000 more characters were left out]")


async def test_a_message_without_measure_ends_the_session() -> None:
    async with running(hostile()) as server:
        with pytest.raises(ToolServerGone) as gone:
            await server.call("endless", {})
    assert "longer than 16 MB" in str(gone.value.facts["detail"])


async def test_only_images_that_can_be_shown_come_through() -> None:
    async with running(hostile()) as server:
        outcome = await server.call("pictures", {})
    assert [image.data_uri for image in outcome.images] == ["data:image/png;base64,c21hbGw="]
    assert outcome.text.splitlines() == [
        "[a picture of a kind that cannot be shown was left out]",
        "[an image that is too large was left out]",
        "[a picture of a kind that cannot be shown was left out]",
        "[a damaged image was left out]",
        "[a sound was left out]",
    ]


async def test_an_answer_that_is_none_is_named_and_the_session_goes_on() -> None:
    async with running(hostile()) as server:
        with pytest.raises(ToolAnswerUnreadable) as error:
            await server.call("nonsense", {})
        assert error.value.facts["tool"] == "nonsense"
        assert (await server.call("else", {"a": 1})).text == '{"a": 1}'


async def test_odd_names_and_schemas_reach_no_model() -> None:
    async with running(hostile()) as server:
        tools = await server.list_tools()
        odd = next(tool for tool in tools if tool.server_tool.startswith("na"))
        assert not (await server.call(odd.server_tool, {})).failed
    assert len({tool.name for tool in tools}) == 13
    assert all(re.fullmatch(r"bad__[A-Za-z0-9_-]+", tool.name) for tool in tools)
    assert all(len(tool.name) <= 64 for tool in tools)
    for tool in tools:
        assert tool.parameters == {"type": "object", "properties": {}}


async def test_a_list_against_the_protocol_is_named_with_the_tool_at_fault() -> None:
    async with running(hostile("schema")) as server:
        with pytest.raises(ToolAnswerUnreadable) as error:
            await server.list_tools()
    assert str(error.value.facts["detail"]).startswith("tools.0.inputSchema.properties")


async def test_a_list_without_end_ends() -> None:
    async with running(hostile("page")) as server:
        assert [tool.name for tool in await server.list_tools()] == ["bad__again"]


async def test_a_banner_does_no_harm_and_can_be_read() -> None:
    async with running(hostile("banner")) as server:
        assert (await server.call("else", {})).text == "{}"
        assert "Welcome to the hostile server!" in server.last_words


async def test_cancelling_is_told_to_the_server() -> None:
    async with running(hostile(timeout_s=0.2)) as server:
        with pytest.raises(ToolTimedOut):
            await server.call("hang", {})
        await until(lambda: server.last_words.count("notifications/cancelled") == 1)
        call = asyncio.ensure_future(server.call("hang", {}))
        await server.call("else", {})
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await until(lambda: server.last_words.count("notifications/cancelled") == 2)


async def test_nothing_it_has_started_outlives_it() -> None:
    async with running(hostile()) as server:
        child = int((await server.call("child", {})).text)
        assert server.pid is not None
        # The child holds the pipes open and will not end when asked.
        os.kill(server.pid, signal.SIGKILL)
        with pytest.raises(ToolServerGone):
            await server.call("hang", {})
    await until(lambda: not is_running(child))


def is_running(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"  # nobody may be there to bury it


async def test_its_secrets_are_blotted_out_wherever_it_says_them() -> None:
    async with running(hostile(secrets=SECRET)) as server:
        outcome = await server.call("leak", {})
        await until(lambda: "the secret is" in server.last_words)
        assert f"the secret is {BLOT}" in server.last_words
    assert outcome.text == f"here: {BLOT}"
    assert outcome.structured == {"got": BLOT}
    assert "sesame" not in repr(server) + repr(SECRET)


async def test_one_that_dies_at_the_start_is_quoted_without_its_secrets() -> None:
    with pytest.raises(ToolServerUnstartable) as error:
        await hostile("dies", SECRET).start()
    facts = error.value.facts
    assert (facts["reason"], facts["exit_code"]) == ("ended", 1)
    assert facts["detail"] == f"no configuration, token is {BLOT}"


async def test_one_that_never_answers_is_given_up() -> None:
    server = hostile("silent", start_s=0.5)
    with pytest.raises(ToolServerUnstartable) as error:
        await server.start()
    assert error.value.facts["reason"] == "silent"
    assert server.pid is not None
    assert not is_running(server.pid)


async def test_one_that_only_prints_is_no_tool_server() -> None:
    with pytest.raises(ToolServerUnstartable) as error:
        await hostile("flood").start()
    assert error.value.facts["reason"] == "protocol"


@pytest.mark.parametrize(
    ("command", "reason"),
    [((), "no_command"), (("no-such-program-at-all",), "not_found")],
)
async def test_a_command_that_cannot_be_run(command: tuple[str, ...], reason: str) -> None:
    with pytest.raises(ToolServerUnstartable) as error:
        await hostile(command=command).start()
    assert error.value.facts["reason"] == reason


async def test_a_start_can_be_given_up() -> None:
    server = hostile("silent")
    start = asyncio.ensure_future(server.start())
    await until(lambda: server.pid)
    start.cancel()
    with pytest.raises(asyncio.CancelledError):
        await start
    assert server.pid is not None
    assert not is_running(server.pid)


async def test_half_a_sign_in_an_answer_costs_that_sign_alone() -> None:
    async with running(hostile()) as server:
        outcome = await server.call("half a sign", {})
    assert outcome.text == "cut \ufffd here"


async def test_an_answer_that_cannot_be_read_is_not_waited_for() -> None:
    async with running(hostile(timeout_s=600)) as server:
        outcome = await server.call("too deep", {})
        assert outcome.failed
        assert "cannot be read" in outcome.text
        assert (await server.call("half a sign", {})).text


async def test_what_a_tool_says_of_itself_and_on_its_way_is_free_of_secrets() -> None:
    heard: list[ToolProgress] = []
    async with running(hostile("tells", SECRET)) as server:
        (tool,) = await server.list_tools()
        await server.call("tell", {}, heard.append)
    assert "sesame" not in repr(tool)
    assert tool.title == f"Tell {BLOT}"
    assert [progress.message for progress in heard] == [f"with {BLOT}"]
