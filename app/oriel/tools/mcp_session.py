"""One session with a tool server, over either transport, in our own values.

Imports mcp: loaded in a thread, when the first tool server is started. Sessions are
entered and left by one task (mcp_server.py); the calls between may come from any.
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client
from mcp_types import (
    CONNECTION_CLOSED,
    CallToolRequest,
    CallToolRequestParams,
    CallToolResult,
    Implementation,
    PaginatedRequestParams,
    ToolListChangedNotification,
)
from mcp_types import Tool as ServerTool
from pydantic import ValidationError

from oriel import __version__
from oriel.domain.tools import Tool, ToolOutcome, ToolProgress
from oriel.tools.blotting import in_one_line
from oriel.tools.http import LARGEST_ANSWER, Watched, http_client
from oriel.tools.mcp_failures import HttpRefusal, SessionClosed, Unreadable, faults_of
from oriel.tools.mcp_outcome import outcome_of, tools_of
from oriel.tools.process import ServerProcess
from oriel.tools.stdio import stdio_streams
from oriel.tools.ways import HttpWay

MOST_TOOLS, MOST_PAGES = 500, 50
# Servers may break connections and send nonsense: that is told by our own errors, and
# the package's lines would bring what tools said into the log.
for _name in ("mcp", "client", "httpx2", "httpcore2"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)
# anyio would import it on the loop, where it takes 50 ms.
importlib.import_module("anyio._backends._asyncio")
# What the package says in the server's place.
_BARE_STATUS, _FORGOTTEN = "Server returned an error response", "Session terminated"


class Session:
    """Both calls raise SessionClosed, HttpRefusal and Unreadable (mcp_failures)."""

    def __init__(self, client: Client, watched: Watched | None = None) -> None:
        self._client = client
        self._watched = watched

    async def list_tools(self, server_id: str, word: str) -> tuple[Tool, ...]:
        """All pages, at most MOST_TOOLS tools; named with `word`."""
        found: list[ServerTool] = []
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            with self._understood():
                try:
                    params = PaginatedRequestParams(cursor=cursor)
                    page = await self._client.session.list_tools(params=params)
                except MCPError as error:
                    raise Unreadable(self._objection(error)) from None
            found += page.tools
            cursor = page.next_cursor
            if not cursor or len(found) >= MOST_TOOLS:
                break
        return tools_of(server_id, word, found[:MOST_TOOLS])

    async def call(
        self, tool: str, arguments: dict[str, Any], on_progress: Callable[[ToolProgress], None]
    ) -> ToolOutcome:
        """One call; what the server objects to is an outcome that has failed. Cancelling
        it cancels it at the server."""

        async def heard(progress: float, total: float | None, message: str | None) -> None:
            on_progress(ToolProgress(progress, total, message or ""))

        asked = CallToolRequest(params=CallToolRequestParams(name=tool, arguments=arguments))
        with self._understood():
            try:
                # Not call_tool, which compiles and runs schemas that the server wrote.
                answer = await self._client.session.send_request(
                    asked, CallToolResult, progress_callback=heard
                )
            except MCPError as error:
                return ToolOutcome(self._objection(error), failed=True)
        return outcome_of(answer, tool)

    def _objection(self, error: MCPError) -> str:
        """The server's own words; raises when it is not the server who speaks."""
        if error.code == CONNECTION_CLOSED or error.message == _FORGOTTEN:
            raise SessionClosed from None
        if error.message == _BARE_STATUS and self._watched is not None:
            raise HttpRefusal(self._watched.refused) from None
        return in_one_line(error.message)

    @contextmanager
    def _understood(self) -> Iterator[None]:
        try:
            yield
        except ValidationError as error:
            raise Unreadable(faults_of(error)) from None


@asynccontextmanager
async def over_stdio(
    process: ServerProcess, tools_changed: Callable[[], None], over: Callable[[], None]
) -> AsyncIterator[Session]:
    """A session with a started process; `over` is called when it can go no further."""
    async with _client(stdio_streams(process, over), tools_changed) as client:
        yield Session(client)


@asynccontextmanager
async def over_http(
    url: str,
    token: str,
    way: HttpWay,
    tools_changed: Callable[[], None],
    over: Callable[[Exception], None],
) -> AsyncIterator[Session]:
    """A session with a server at `url`; `over` is called when it cannot be reached.

    Raises HttpRefusal when it wants no session, and whatever the connection raises.
    """
    watched = Watched(way, over)
    async with http_client(watched, token) as http:
        streams = streamable_http_client(url, http_client=http, max_sse_event_size=LARGEST_ANSWER)
        client = _client(streams, tools_changed)
        try:
            await client.__aenter__()
        except Exception as error:
            if watched.refused:
                raise HttpRefusal(watched.refused) from error
            raise
        try:
            yield Session(client, watched)
        finally:
            await client.__aexit__(None, None, None)


def _client(streams: Any, tools_changed: Callable[[], None]) -> Client:
    async def told(message: object) -> None:
        if isinstance(message, ToolListChangedNotification):
            tools_changed()

    return Client(
        streams,
        cache=None,
        client_info=Implementation(name="oriel", title="Oriel", version=__version__),
        message_handler=told,
    )
