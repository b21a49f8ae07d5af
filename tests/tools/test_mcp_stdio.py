"""A real server over its standard input and output: calls, progress, cancels, its end."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from tests.tools.everything import everything

from oriel.domain.errors import AppError, ToolServerGone, ToolTimedOut
from oriel.domain.tools import ServerSecrets, ToolProgress, ToolServer, Transport
from oriel.tools.mcp_server import McpServer
from waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("fetched")]
LONG = {"duration": 600, "steps": 2}


def config(**changes: Any) -> ToolServer:
    values: dict[str, Any] = {
        "id": "1",
        "name": "Everything",
        "transport": Transport.STDIO,
        "command": ("node", everything(), "stdio"),
    }
    return ToolServer(**{**values, **changes})


@asynccontextmanager
async def running() -> AsyncIterator[McpServer]:
    # No fixture: between the set-up of a test and the test the loop stands still, while
    # Qt still delivers what the server says.
    server = McpServer(config(), word="Everything")
    await server.start()
    try:
        yield server
    finally:
        await server.aclose()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_its_tools_are_listed_with_names_a_model_takes() -> None:
    async with running() as server:
        tools = {tool.name: tool for tool in await server.list_tools()}
        echo = tools["Everything__echo"]
        assert (echo.server_id, echo.server_tool) == ("1", "echo")
        assert echo.title == "Echo Tool"
        assert echo.parameters["required"] == ["message"]
        assert echo.read_only
        assert not echo.destructive


async def test_calls_run_side_by_side() -> None:
    async with running() as server:
        echo, total = await asyncio.gather(
            server.call("echo", {"message": "hello"}), server.call("get-sum", {"a": 2, "b": 3})
        )
        assert echo.text == "Echo: hello"
        assert total.text == "The sum of 2 and 3 is 5."


async def test_an_image_comes_beside_the_words() -> None:
    async with running() as server:
        outcome = await server.call("get-tiny-image", {})
        assert outcome.text.startswith("Here's the image")
        assert outcome.images[0].data_uri.startswith("data:image/png;base64,iVBOR")


async def test_structured_output_is_kept() -> None:
    async with running() as server:
        outcome = await server.call("get-structured-content", {"location": "Chicago"})
        assert outcome.structured is not None
        assert "temperature" in outcome.structured


async def test_wrong_arguments_are_an_outcome_for_the_model_to_read() -> None:
    async with running() as server:
        outcome = await server.call("get-sum", {"a": "two"})
        assert outcome.failed
        assert "expected number" in outcome.text


async def test_progress_is_heard() -> None:
    async with running() as server:
        heard: list[ToolProgress] = []
        arguments = {"duration": 0.2, "steps": 4}
        outcome = await server.call("trigger-long-running-operation", arguments, heard.append)
        assert outcome.text.startswith("Long running operation completed")
        assert [p.done for p in heard] == [1, 2, 3, 4]
        assert {p.total for p in heard} == {4}


async def test_after_a_cancelled_call_the_next_works() -> None:
    async with running() as server:
        call = asyncio.ensure_future(server.call("trigger-long-running-operation", LONG))
        await server.call("echo", {"message": "it has begun"})
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert (await server.call("echo", {"message": "still here"})).text == "Echo: still here"


async def test_a_call_without_a_sign_of_life_times_out() -> None:
    server = McpServer(config(timeout_s=0.3))
    await server.start()
    try:
        with pytest.raises(ToolTimedOut) as out:
            await server.call("trigger-long-running-operation", LONG)
        assert out.value.facts["tool"] == "trigger-long-running-operation"
        # Each step is a sign of life: in all this takes longer than the time-out.
        steps = {"duration": 0.8, "steps": 8}
        assert not (await server.call("trigger-long-running-operation", steps)).failed
    finally:
        await server.aclose()


async def test_killed_in_the_middle_of_a_call_and_started_again() -> None:
    ended: list[AppError] = []
    server = McpServer(config(), ended=ended.append)
    await server.start()
    call = asyncio.ensure_future(server.call("trigger-long-running-operation", LONG))
    await server.call("echo", {"message": "it has begun"})
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    with pytest.raises(ToolServerGone) as gone:
        await call
    assert gone.value.facts["exit_code"] == -signal.SIGKILL
    await until(lambda: ended)
    with pytest.raises(ToolServerGone):
        await server.call("echo", {"message": "too late"})
    await server.aclose()
    again = McpServer(config())
    await again.start()
    assert (await again.call("echo", {"message": "back"})).text == "Echo: back"
    await again.aclose()


async def test_its_environment_is_what_was_named_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OF_NOBODYS_CONCERN", "x")
    monkeypatch.setenv("LANG", "C.UTF-8")
    server = McpServer(config(), ServerSecrets(env=(("COLOUR", "red"),)))
    await server.start()
    text = (await server.call("get-env", {})).text
    await server.aclose()
    names = {line.split('"')[1] for line in text.splitlines() if '"' in line}
    assert names == {"PATH", "HOME", "LANG", "COLOUR"}


async def test_closing_ends_the_program_and_running_calls() -> None:
    server = McpServer(config())
    await server.start()
    pid = server.pid
    call = asyncio.ensure_future(server.call("trigger-long-running-operation", LONG))
    await server.call("echo", {"message": "it has begun"})
    await server.aclose()
    with pytest.raises(ToolServerGone):
        await call
    assert pid is not None
    assert not is_alive(pid)
