"""The rooms under the window: history, keyring, connections, tools, chats. Opened in order.

A part of the composition root, imported after the first paint.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from oriel.auth.keyring_store import SecretStore
from oriel.closing import in_time
from oriel.config.catalogue import catalogue_files, load_catalogue
from oriel.config.paths import Home
from oriel.config.settings import Settings
from oriel.domain.regions import OciEndpoints
from oriel.fixed_connections import start_local
from oriel.services.connections import Connections, Fixed
from oriel.services.desk import ChatDesk, chat_desk
from oriel.services.network import Network, network_settings
from oriel.services.sessions import Sessions
from oriel.services.store_bases import StoreBases
from oriel.services.tool_servers import ToolServers
from oriel.store.connections import ConnectionTable
from oriel.store.database import Database
from oriel.store.tool_servers import ToolServerTable
from oriel.tools.builtin import Allowed

Endpoints = Callable[[str], OciEndpoints]


@dataclass(frozen=True, slots=True)
class Rooms:
    """`desks` are the desk of the history, and the one of chats that leave no trace."""

    database: Database
    secrets: SecretStore
    connections: Connections
    bases: StoreBases
    servers: ToolServers
    desks: tuple[ChatDesk, ChatDesk]


async def open_rooms(
    stack: AsyncExitStack,
    home: Home,
    settings: Settings,
    temporary: Fixed | None,
    endpoints: Endpoints,
    open_database: Callable[[Path], Awaitable[Database]] = Database.open,
) -> Rooms:
    """Opens everything; `stack` closes it in reverse. Raises as `open_database`."""
    database = await open_database(home.database)
    stack.push_async_callback(in_time, database.aclose)
    local = await start_local(home)
    if local is not None:
        stack.push_async_callback(in_time, local.stop)
    fixed = [found for found in (temporary, local and local.fixed) if found]
    secrets = SecretStore()
    stack.callback(secrets.close)
    network = Network(secrets, network_settings(settings))
    connections = Connections(
        ConnectionTable(database),
        secrets,
        fixed,
        network=network,
        sessions=Sessions(network, endpoints),
        catalogue=await asyncio.to_thread(load_catalogue, *catalogue_files(home)),
    )
    await connections.load()
    stack.push_async_callback(in_time, connections.aclose)
    servers = await _tool_servers(stack, database, settings, secrets, network)
    desks = await _chat_desks(stack, database, connections, servers)
    return Rooms(database, secrets, connections, StoreBases(connections), servers, desks)


async def _tool_servers(
    stack: AsyncExitStack,
    database: Database,
    settings: Settings,
    secrets: SecretStore,
    network: Network,
) -> ToolServers:
    allowed = Allowed(folders=tuple(map(Path, settings.tool_folders)))
    servers = ToolServers(ToolServerTable(database), secrets, network, allowed=allowed)
    await servers.load()
    stack.push_async_callback(in_time, servers.aclose)
    return servers


async def _chat_desks(
    stack: AsyncExitStack, database: Database, connections: Connections, servers: ToolServers
) -> tuple[ChatDesk, ChatDesk]:
    memory = await Database.in_memory()
    stack.push_async_callback(in_time, memory.aclose)
    return chat_desk(database, connections, servers), chat_desk(memory, connections, servers)
