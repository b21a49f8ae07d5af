"""One tool server while Oriel runs: started when it is first needed, and again when gone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

from oriel.domain.errors import AppError, ToolServerGone
from oriel.domain.tools import ServerState, ServerStatus
from oriel.services.tasks import TaskScope
from oriel.tools.mcp_server import McpServer

# Until then a server that did not start is not tried again by itself: each try may take
# a minute, and a turn waits for it.
RETRY_S = 60.0
Make = Callable[[Callable[[], None], Callable[[AppError], None]], Awaitable[McpServer]]


class ToolRun:
    """`make` gives a server that is not started yet, from what it is to call when its
    tools have changed and when it is gone; `changed` hears of each new status."""

    def __init__(
        self, name: str, make: Make, scope: TaskScope, changed: Callable[[], None]
    ) -> None:
        self.status = ServerStatus()
        self._name = name
        self._make = make
        self._scope = scope
        self._changed = changed
        self._server: McpServer | None = None
        self._starting: asyncio.Task[McpServer] | None = None
        self._retry_at = 0.0
        self._relisting = self._list_again = False

    async def server(self) -> McpServer:
        """The running server; starts it when it is not. Raises what its start raises."""
        if self.status.state is ServerState.READY and self._server is not None:
            return self._server
        if self._starting is None:
            if self.status.error is not None and time.monotonic() < self._retry_at:
                raise self.status.error.with_traceback(None)
            self._starting = self._scope.start(self._start(), "a tool server's start")
        starting = self._starting
        try:
            # Others may wait for the same start: who gives up does not give it up for them.
            return await asyncio.shield(starting)
        except asyncio.CancelledError:
            asked = asyncio.current_task()
            if starting.cancelled() and asked is not None and not asked.cancelling():
                raise ToolServerGone(server=self._name) from None  # it was stopped, not the caller
            raise

    async def stop(self) -> None:
        """Ends it; the next use starts it again."""
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.gather(self._starting, return_exceptions=True)
        server, self._server = self._server, None
        self._retry_at = 0.0
        self._show(ServerStatus(tools=self.status.tools))
        if server is not None:
            await server.aclose()

    @property
    def last_words(self) -> str:
        """The end of what its program has said on stderr up to now."""
        return self._server.last_words if self._server else self.status.last_words

    async def _start(self) -> McpServer:
        self._show(ServerStatus(ServerState.STARTING, self.status.tools))
        server: McpServer | None = None
        try:
            old, self._server = self._server, None
            if old is not None:
                await old.aclose()
            self._list_again = False
            server = await self._make(self._relist_soon, self._gone)
            await server.start()
            tools = await server.list_tools()
        except AppError as error:
            self._fail(error, server)
            raise
        except BaseException:
            self._show(ServerStatus(tools=self.status.tools))
            raise
        finally:
            self._starting = None
            if server is not None and self.status.state is not ServerState.STARTING:
                await server.aclose()
        self._server = server
        self._show(ServerStatus(ServerState.READY, tools))
        if self._list_again:  # it said so before anybody listened
            self._relist_soon()
        return server

    def _fail(self, error: AppError, server: McpServer | None) -> None:
        self._retry_at = time.monotonic() + RETRY_S
        words = server.last_words if server else ""
        self._show(ServerStatus(ServerState.FAILED, self.status.tools, error, words))

    def _gone(self, error: AppError) -> None:
        if self.status.state is ServerState.READY:
            self._retry_at = 0.0  # it has worked: the next use starts it again
            words = self._server.last_words if self._server else ""
            self._show(ServerStatus(ServerState.FAILED, self.status.tools, error, words))

    def _relist_soon(self) -> None:
        self._list_again = True
        if self._server is not None and not self._relisting and not self._scope.closed:
            self._scope.start(self._relist(self._server), "a tool server's list")

    async def _relist(self, server: McpServer) -> None:
        self._relisting = True
        try:
            while self._list_again and server is self._server:
                self._list_again = False
                tools = await server.list_tools()
                if server is self._server and tools != self.status.tools:
                    self._show(replace(self.status, tools=tools))
        except AppError:
            return  # if it is gone, that is told where it is
        finally:
            self._relisting = False

    def _show(self, status: ServerStatus) -> None:
        self.status = status
        self._changed()
