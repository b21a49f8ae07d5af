"""Builds the rooms in order, joins them, and takes them down in reverse.

Imported after the first paint, by main only.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import sys
import webbrowser
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oriel.arguments import Arguments
from oriel.auth.keyring_store import SecretStore
from oriel.config.catalogue import catalogue_files, load_catalogue
from oriel.config.logs import start_logging, stop_logging
from oriel.config.paths import Home
from oriel.config.resources import resources_dir
from oriel.config.settings import Settings, SettingsFile
from oriel.domain.connections import (
    CHAT_ONLY,
    LOCAL,
    LOCAL_ID,
    OPENAI,
    Capabilities,
    Connection,
    ConnectionKind,
    WireApi,
    checked_base_url,
)
from oriel.domain.errors import AppError, StoreDamaged
from oriel.domain.regions import OciEndpoints, oci_endpoints
from oriel.services.attachments import Attachments
from oriel.services.connecting import SIGN_IN_PORT, Connecting
from oriel.services.connections import Connections, Fixed
from oriel.services.desk import ChatDesk, chat_desk
from oriel.services.evidence import Evidence
from oriel.services.network import Network, network_settings
from oriel.services.prompts import Prompts
from oriel.services.sessions import Sessions
from oriel.services.store_bases import StoreBases
from oriel.services.tool_offers import ToolOffers
from oriel.services.tool_servers import ToolServers
from oriel.services.tool_trials import ToolTrials
from oriel.store.connections import ConnectionTable
from oriel.store.copies import set_aside
from oriel.store.database import Database
from oriel.store.drafts import DraftTable
from oriel.store.prompts import PromptTable
from oriel.store.tool_servers import ToolServerTable
from oriel.tools.builtin import Allowed
from oriel.ui.error_text import explain
from oriel.ui.main_window import MainWindow
from oriel.ui.shell import Shell
from oriel.ui.single_instance import RaiseListener
from oriel.ui.view_models.attachments import AttachmentsViewModel
from oriel.ui.view_models.chat import ChatViewModel
from oriel.ui.view_models.chat_list import ChatListViewModel
from oriel.ui.view_models.connecting import ConnectingViewModel
from oriel.ui.view_models.connections import ConnectionsViewModel
from oriel.ui.view_models.inspector import InspectorViewModel
from oriel.ui.view_models.network import NetworkViewModel
from oriel.ui.view_models.prompts import PromptsViewModel
from oriel.ui.view_models.together import ViewModels
from oriel.ui.view_models.tooling import ToolingViewModel, remotes_from

CLOSE_WITHIN_S = 3.0
TEMPORARY_ID = "temporary"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class OracleSide:
    """The outermost edge, which tests put a fake in the place of: Oracle's hosts by region,
    the browser, and the port to which a sign-in comes back."""

    endpoints: Callable[[str], OciEndpoints] = oci_endpoints
    open_browser: Callable[[str], bool] = webbrowser.open
    port: int = SIGN_IN_PORT


@dataclass(frozen=True)
class Desk:
    """The running application, as a scenario (a smoke test, the pictures) sees it."""

    window: MainWindow
    shell: Shell
    chat: ChatViewModel
    chats: ChatListViewModel
    connections: ConnectionsViewModel


async def live(
    window: MainWindow,
    home: Home,
    settings: Settings,
    arguments: Arguments,
    problem: AppError | None,
    scenario: Callable[[Desk], Awaitable[int]] | None,
    oracle: OracleSide | None = None,
) -> int:
    """From the first paint to the closed window. Returns the exit status."""
    oracle = oracle or OracleSide()
    closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def close() -> None:
        if not closed.done():
            closed.set_result(None)

    window.closing.connect(close)
    while True:
        async with AsyncExitStack() as stack:
            try:
                if problem is not None:
                    raise problem
                desk = await _open_desk(stack, window, home, settings, arguments, oracle)
            except AppError as error:
                if await _solved(window, error, closed, unattended=scenario is not None):
                    continue
                return 1
            status = 0
            if scenario is None:
                await closed
            else:
                status = await scenario(desk)
            window.hide()
        return status


async def _solved(
    window: MainWindow, error: AppError, closed: asyncio.Future[None], *, unattended: bool
) -> bool:
    """The history cannot be opened: says so in the window, touches nothing, waits.

    Whether the person chose the way out there is for a damaged file: it is moved
    aside, whole, and a new one begun.
    """
    words = explain(error.code, error.facts)
    sys.stderr.write(f"oriel: {words.title} {words.reason}\n")
    damaged = isinstance(error, StoreDamaged)
    offer = window.tr("Set it aside and start anew") if damaged else ""
    window.show_problem(words, offer)
    if unattended:
        return False
    chosen: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def choose(_: str) -> None:
        if not chosen.done():
            chosen.set_result(None)

    window.notice_action_triggered.connect(choose)
    await asyncio.wait((chosen, closed), return_when=asyncio.FIRST_COMPLETED)
    window.notice_action_triggered.disconnect(choose)
    if closed.done():
        return False
    await asyncio.to_thread(set_aside, Path(str(error.facts["path"])))
    window.end_problem()
    return True


async def _open_desk(
    stack: AsyncExitStack,
    window: MainWindow,
    home: Home,
    settings: Settings,
    arguments: Arguments,
    oracle: OracleSide,
) -> Desk:
    stack.callback(stop_logging, start_logging(home.logs))
    temporary = _temporary(arguments)
    database = await Database.open(home.database)
    stack.push_async_callback(_in_time, database.aclose)
    local = await _start_local(stack, home)
    fixed = [f for f in (temporary, local) if f]
    kept = SecretStore()
    stack.callback(kept.close)
    connections = await _connections(stack, database, home, settings, fixed, oracle, kept)
    servers = await _tool_servers(stack, database, settings, kept, connections.network)
    desks = await _chat_desks(stack, database, connections, servers)
    tooling = _tooling(desks, connections, servers, settings, kept)
    prompts, attachments = PromptTable(database), Attachments(connections, DraftTable(database))
    models = _view_models(stack, desks, connections, oracle, prompts, tooling, attachments)
    shell = Shell(window, models, SettingsFile(home.settings), settings)
    stack.callback(shell.close)
    _report_bugs(shell)
    listener = RaiseListener(home.root)
    listener.raise_requested.connect(window.come_forward)
    stack.callback(listener.close)
    await models.chats.load()
    shell.begin(temporary.connection.id if temporary else "", folded=database.folded)
    stack.push_async_callback(_in_time, models.chat.aclose)
    return Desk(window, shell, models.chat, models.chats, models.connections)


async def _connections(
    stack: AsyncExitStack,
    database: Database,
    home: Home,
    settings: Settings,
    fixed: list[Fixed],
    oracle: OracleSide,
    kept: SecretStore,
) -> Connections:
    network = Network(kept, network_settings(settings))
    connections = Connections(
        ConnectionTable(database),
        kept,
        fixed,
        network=network,
        sessions=Sessions(network, oracle.endpoints),
        catalogue=await asyncio.to_thread(load_catalogue, *catalogue_files(home)),
    )
    await connections.load()
    stack.push_async_callback(_in_time, connections.aclose)
    return connections


async def _tool_servers(
    stack: AsyncExitStack,
    database: Database,
    settings: Settings,
    kept: SecretStore,
    network: Network,
) -> ToolServers:
    allowed = Allowed(folders=tuple(map(Path, settings.tool_folders)))
    servers = ToolServers(ToolServerTable(database), kept, network, allowed=allowed)
    await servers.load()
    stack.push_async_callback(_in_time, servers.aclose)
    return servers


def _tooling(
    desks: tuple[ChatDesk, ChatDesk],
    connections: Connections,
    servers: ToolServers,
    settings: Settings,
    kept: SecretStore,
) -> ToolingViewModel:
    return ToolingViewModel(
        servers,
        ToolTrials(kept, connections.network),
        ToolOffers(connections, StoreBases(connections)),
        connections,
        [desk.engine.approvals for desk in desks],
        remotes_from(settings.remote_tools),
    )


async def _chat_desks(
    stack: AsyncExitStack, database: Database, connections: Connections, servers: ToolServers
) -> tuple[ChatDesk, ChatDesk]:
    """The desk of the history, and the one of chats that leave no trace."""
    memory = await Database.in_memory()
    stack.push_async_callback(_in_time, memory.aclose)
    return chat_desk(database, connections, servers), chat_desk(memory, connections, servers)


def _view_models(
    stack: AsyncExitStack,
    desks: tuple[ChatDesk, ChatDesk],
    connections: Connections,
    oracle: OracleSide,
    prompts: PromptTable,
    tooling: ToolingViewModel,
    attachments: Attachments,
) -> ViewModels:
    conversations = desks[0].conversations
    connecting = Connecting(connections, oracle.endpoints, oracle.open_browser, oracle.port)
    chat = ChatViewModel(*desks)
    models = ViewModels(
        chat,
        ChatListViewModel(conversations),
        ConnectionsViewModel(connections),
        ConnectingViewModel(connecting),
        NetworkViewModel(connections.network),
        PromptsViewModel(Prompts(prompts)),
        tooling,
        AttachmentsViewModel(attachments),
        InspectorViewModel(chat, Evidence(connections)),
    )
    # The chat's is closed first, and so put on the stack last, by _open_desk.
    for view_model in (
        models.connections,
        models.chats,
        models.connecting,
        models.network,
        models.prompts,
        models.tooling,
        models.attachments,
        models.inspector,
    ):
        stack.push_async_callback(_in_time, view_model.aclose)
    return models


async def _in_time(close: Callable[[], Awaitable[Any]]) -> None:
    """A part that will not close must not keep the person waiting."""
    try:
        async with asyncio.timeout(CLOSE_WITHIN_S):
            await close()
    except TimeoutError:
        _log.warning("%s did not close in %s s", close, CLOSE_WITHIN_S)


async def _start_local(stack: AsyncExitStack, home: Home) -> Fixed | None:
    """The service inside Oriel, in a thread of its own; None when it cannot start."""
    token = secrets.token_urlsafe(32)

    def start() -> Any:
        from oriel.local.server import LocalServer

        server = LocalServer(home.local_data, resources_dir() / "guide", token)
        server.start()
        return server

    try:
        server = await asyncio.to_thread(start)
    except (OSError, RuntimeError) as error:
        _log.error("the local service did not start: %s", error)
        return None

    async def stop() -> None:
        await asyncio.to_thread(server.stop)

    stack.push_async_callback(_in_time, stop)
    return Fixed(
        Connection(
            id=LOCAL_ID,
            name="On this computer",
            kind=ConnectionKind.LOCAL,
            base_url=server.base_url,
            capabilities=LOCAL,
            default_model="oriel-guide",
            colour="muted",
        ),
        token,
    )


def _temporary(arguments: Arguments) -> Fixed | None:
    """The connection of --connect. Raises AddressInvalid."""
    if arguments.connect is None:
        return None
    base_url = checked_base_url(arguments.connect)
    wire = WireApi(arguments.api)
    connection = Connection(
        id=TEMPORARY_ID,
        name="Temporary",
        kind=ConnectionKind.COMPATIBLE,
        base_url=base_url,
        wire_api=wire,
        capabilities=_guessed(wire, base_url),
        default_model=arguments.model,
        temporary=True,
    )
    return Fixed(connection, os.environ.get(arguments.key_env, "") if arguments.key_env else "")


def _guessed(wire: WireApi, base_url: str) -> Capabilities:
    """Only OpenAI itself and services on this computer of our own kind are known to keep
    responses; sending the whole history is right everywhere."""
    if wire is WireApi.CHAT:
        return CHAT_ONLY
    host = base_url.split("//", 1)[1].split("/", 1)[0]
    return OPENAI if host == "api.openai.com" else Capabilities(responses=True)


def _report_bugs(shell: Shell) -> None:
    """Our own mistakes: logged with their trace, told in one line, and the app goes on."""

    def from_loop(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        _log.error("%s", context.get("message"), exc_info=error)
        shell.show_crash(error)

    def from_anywhere(kind: type[BaseException], error: BaseException, trace: Any) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _log.error("unexpected", exc_info=(kind, error, trace))
        shell.show_crash(error)

    asyncio.get_running_loop().set_exception_handler(from_loop)
    sys.excepthook = from_anywhere
