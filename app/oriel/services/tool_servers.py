"""The tools of this computer: servers as the person set them up, and the built-in ones."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from oriel.auth.keyring_store import SecretStore
from oriel.domain.errors import AppError, ToolMissing
from oriel.domain.tool_names import server_words
from oriel.domain.tools import (
    BUILT_IN,
    ServerStatus,
    Tool,
    ToolOutcome,
    ToolServer,
    Transport,
    checked_server_url,
)
from oriel.services.network import Network
from oriel.services.tasks import TaskScope
from oriel.services.tool_secrets import KEPT, ToolSecrets, TypedSecrets
from oriel.services.tool_server_run import ToolRun
from oriel.services.tool_ways import way_to
from oriel.store.tool_servers import ToolServerTable
from oriel.tools.builtin import NOTHING, Allowed, BuiltIn
from oriel.tools.mcp_server import START_S, McpServer, OnProgress, ignore_progress
from oriel.tools.pages import Pages, Road


class ToolServers:
    """`changed` is called with a server's id when its status or settings are others now.

    `allowed` is what the person allows the built-in tools; it may be set at any time.
    """

    def __init__(
        self,
        table: ToolServerTable,
        secrets: SecretStore,
        network: Network,
        *,
        allowed: Allowed = NOTHING,
        start_s: float = START_S,
    ) -> None:
        self.changed: Callable[[str], None] = lambda server_id: None
        self._table = table
        self._secrets = ToolSecrets(secrets)
        self._network = network
        self._start_s = start_s
        self._built_in = BuiltIn(Pages(self._road), allowed)
        self._stored: dict[str, ToolServer] = {}
        self._runs: dict[str, ToolRun] = {}
        self._scope = TaskScope(lambda error: None)  # callers await what may fail

    @property
    def allowed(self) -> Allowed:
        """What the person allows the built-in tools."""
        return self._built_in.allowed

    @allowed.setter
    def allowed(self, allowed: Allowed) -> None:
        self._built_in.allowed = allowed

    async def load(self) -> None:
        """Reads what is stored; starts nothing."""
        self._stored = {server.id: server for server in await self._table.list()}

    def all(self) -> list[ToolServer]:
        """In the order they were added."""
        return list(self._stored.values())

    def get(self, server_id: str) -> ToolServer | None:
        return self._stored.get(server_id)

    async def save(self, server: ToolServer, typed: TypedSecrets = KEPT) -> ToolServer:
        """Keeps a server, and in the keyring what was typed of its secrets; as it is kept
        then. It is stopped; the next use starts it as it is now. Raises AddressInvalid."""
        if server.transport is Transport.HTTP:
            server = replace(server, url=checked_server_url(server.url))
        server = await self._secrets.keep(server, typed)
        await self._table.put(server)
        before = self._words()
        self._stored[server.id] = server
        after = self._words()
        # A name that is taken now gives another server another word.
        others = {key for key in before if before[key] != after[key]}
        await asyncio.gather(*(self.stop(key) for key in others | {server.id}))
        self.changed(server.id)
        return server

    async def delete(self, server_id: str) -> None:
        """Stops a server and forgets it and its secrets."""
        server = self._stored.pop(server_id, None)
        if server is None:
            return
        await self._table.delete(server_id)
        await self.stop(server_id)
        self._runs.pop(server_id, None)
        await self._secrets.forget(server)
        self.changed(server_id)

    def status(self, server_id: str) -> ServerStatus:
        """Where a server is now; stopped when it was never used."""
        run = self._runs.get(server_id)
        return replace(run.status, last_words=run.last_words) if run else ServerStatus()

    async def start(self, server_id: str) -> tuple[Tool, ...]:
        """Starts a server now, if it does not run; its tools. Raises ToolMissing when there
        is none, ToolServerUnstartable, ToolServerRefused, TlsFailed and the like."""
        run = self._run(server_id)
        await run.server()
        return run.status.tools

    async def stop(self, server_id: str) -> None:
        """Ends a server; the next use starts it again."""
        if run := self._runs.get(server_id):
            await run.stop()

    async def restart(self, server_id: str) -> tuple[Tool, ...]:
        """Ends a server and starts it anew, whatever state it is in. Raises as `start`."""
        await self.stop(server_id)
        return await self.start(server_id)

    async def network_changed(self) -> None:
        """Servers over HTTP are reached by the new settings from their next use on."""
        far = [s.id for s in self._stored.values() if s.transport is Transport.HTTP]
        await asyncio.gather(*map(self.stop, far))

    async def tools(self, ids: Iterable[str]) -> list[Tool]:
        """The tools of these servers that are switched on, "" for the built-in ones; starts
        those that do not run. One that fails has none: its status says why."""
        chosen = list(dict.fromkeys(ids))
        found = await asyncio.gather(*(self._tools_of(server_id) for server_id in chosen))
        return [tool for tools in found for tool in tools]

    async def offered(self, server_ids: tuple[str, ...]) -> list[Tool]:
        """The same, as turns ask for it (tool_runs.Toolbox)."""
        return await self.tools(server_ids)

    def server_name(self, server_id: str) -> str:
        """What the person calls a server, "" for the built-in tools and one that is gone."""
        server = self._stored.get(server_id)
        return server.name if server else ""

    async def call(
        self, tool: Tool, arguments: dict[str, Any], on_progress: OnProgress = ignore_progress
    ) -> ToolOutcome:
        """Calls a tool; starts its server when it does not run. Cancelling cancels it at
        the server. Raises ToolMissing, what `start` raises, ToolTimedOut, ToolServerGone,
        ToolAnswerUnreadable."""
        if tool.server_id == BUILT_IN:
            return await self._built_in.call(tool.server_tool, arguments)
        run = self._run(tool.server_id, tool.server_tool)
        server = await run.server()
        if all(offered.server_tool != tool.server_tool for offered in run.status.tools):
            raise ToolMissing(tool=tool.server_tool, server=server.config.name)
        return await server.call(tool.server_tool, arguments, on_progress)

    async def aclose(self) -> None:
        """Ends all servers; `changed` hears of nothing any more."""
        self.changed = lambda server_id: None
        await asyncio.gather(*(run.stop() for run in self._runs.values()))
        await self._scope.aclose()

    async def _tools_of(self, server_id: str) -> tuple[Tool, ...]:
        if server_id == BUILT_IN:
            return self._built_in.tools()
        try:
            return await self.start(server_id)
        except AppError:
            return ()

    def _run(self, server_id: str, tool: str = "") -> ToolRun:
        server = self._stored.get(server_id)
        if server is None or not server.enabled:
            raise ToolMissing(tool=tool, server=server.name if server else "")
        if server_id not in self._runs:
            make = partial(self._make, server_id)
            told = partial(self._tell, server_id)
            self._runs[server_id] = ToolRun(server.name, make, self._scope, told)
        return self._runs[server_id]

    async def _make(
        self,
        server_id: str,
        tools_changed: Callable[[], None],
        ended: Callable[[AppError], None],
    ) -> McpServer:
        server = self._stored.get(server_id)
        if server is None:  # deleted before its start had begun
            raise ToolMissing(tool="", server="")
        word = self._words()[server_id]
        return McpServer(
            server,
            await self._secrets.of(server),
            await way_to(server, self._network),
            word=word,
            start_s=self._start_s,
            tools_changed=tools_changed,
            ended=ended,
        )

    def _tell(self, server_id: str) -> None:
        self.changed(server_id)

    def _words(self) -> dict[str, str]:
        return server_words((server.id, server.name) for server in self._stored.values())

    async def _road(self, address: str) -> Road:
        return Road(await self._network.tls_for(address), await self._network.proxy_for(address))
