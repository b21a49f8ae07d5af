"""Builds the rooms in order, joins them, and takes them down in reverse.

Imported after the first paint, by main only.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import webbrowser
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oriel.api.client import ServiceClient
from oriel.arguments import Arguments
from oriel.closing import in_time
from oriel.config.logs import start_logging, stop_logging
from oriel.config.paths import Home
from oriel.config.settings import Settings, SettingsFile
from oriel.domain.errors import AppError, StoreDamaged
from oriel.domain.regions import OciEndpoints, oci_endpoints
from oriel.fixed_connections import temporary_connection
from oriel.history_models import history_makers
from oriel.library_models import library_maker
from oriel.rooms import open_rooms
from oriel.services.connecting import SIGN_IN_PORT, Connecting
from oriel.store.copies import set_aside
from oriel.ui.error_text import explain
from oriel.ui.main_window import MainWindow
from oriel.ui.shell import Shell
from oriel.ui.single_instance import RaiseListener
from oriel.ui.view_models.chat import ChatViewModel
from oriel.ui.view_models.chat_list import ChatListViewModel
from oriel.ui.view_models.connections import ConnectionsViewModel
from oriel.view_models import made_view_models

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
    """The running application, as a scenario (a smoke test, the pictures) sees it. `client`
    gives the client of a connection by its id."""

    window: MainWindow
    shell: Shell
    chat: ChatViewModel
    chats: ChatListViewModel
    connections: ConnectionsViewModel
    client: Callable[[str], Awaitable[ServiceClient]]


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
    temporary = temporary_connection(arguments)
    rooms = await open_rooms(stack, home, settings, temporary, oracle.endpoints)
    connecting = Connecting(rooms.connections, oracle.endpoints, oracle.open_browser, oracle.port)
    models = made_view_models(stack, rooms, connecting, settings)
    make_library = library_maker(stack, rooms, models.transfers, window, settings)
    makers = history_makers(stack, rooms, models, home)
    shell = Shell(window, models, make_library, makers, SettingsFile(home.settings), settings)
    stack.callback(shell.close)
    _report_bugs(shell)
    listener = RaiseListener(home.root)
    listener.raise_requested.connect(window.come_forward)
    stack.callback(listener.close)
    await models.chats.load(settings.last_chat, newest=bool(rooms.database.folded))
    shell.begin(temporary.connection.id if temporary else "", folded=rooms.database.folded)
    # The chat's is closed first, and so put on the stack last.
    stack.push_async_callback(in_time, models.chat.aclose)
    return Desk(
        window, shell, models.chat, models.chats, models.connections, rooms.connections.client
    )


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
