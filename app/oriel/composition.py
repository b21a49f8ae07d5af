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
from oriel.domain.errors import AppError
from oriel.domain.regions import OciEndpoints, oci_endpoints
from oriel.fixed_connections import temporary_connection
from oriel.history_models import history_makers
from oriel.library_models import library_maker
from oriel.reopening import fresh_window, restored
from oriel.rooms import open_rooms
from oriel.services.connecting import SIGN_IN_PORT, Connecting
from oriel.store.database import Database
from oriel.store.restoring import restore_asked
from oriel.trouble import Opening, WindowClosed, solved, tell_found, tell_put_back
from oriel.ui.main_window import MainWindow
from oriel.ui.shell import Shell
from oriel.ui.single_instance import RaiseListener
from oriel.ui.unkept_notice import UnkeptNotice
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
    if problem is not None:
        await solved(window, home, problem, _closing(window), unattended=scenario is not None)
        return 1
    notes: list[str] = []
    while True:
        closed = _closing(window)
        async with AsyncExitStack() as stack:
            try:
                if restore_asked(home.database):
                    notes.append(await restored(window, home))
                opening = Opening(window, home, closed)
                desk = await _open_desk(stack, window, home, settings, arguments, oracle, opening)
            except WindowClosed:
                return 0
            except AppError as error:
                note = await solved(window, home, error, closed, unattended=scenario is not None)
                if note is None:
                    return 1
                notes.append(note)
                continue
            while notes:
                window.show_notice(notes.pop(0))
            status = await (scenario(desk) if scenario else _lived(closed))
            window.hide()
            del desk
        if scenario is not None or not restore_asked(home.database):
            return status
        settings = SettingsFile(home.settings).load()
        window = fresh_window(window, settings)


def _closing(window: MainWindow) -> asyncio.Future[None]:
    """Done when the window is closed."""
    closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def close() -> None:
        if not closed.done():
            closed.set_result(None)

    window.closing.connect(close)
    return closed


async def _lived(closed: asyncio.Future[None]) -> int:
    await closed
    return 0


async def _open_desk(
    stack: AsyncExitStack,
    window: MainWindow,
    home: Home,
    settings: Settings,
    arguments: Arguments,
    oracle: OracleSide,
    open_database: Callable[[Path], Awaitable[Database]] = Database.open,
) -> Desk:
    stack.callback(stop_logging, start_logging(home.logs))
    temporary = temporary_connection(arguments)
    rooms = await open_rooms(stack, home, settings, temporary, oracle.endpoints, open_database)
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
    tell_found(window, rooms.database.found)
    tell_put_back(window, rooms.database)
    rooms.database.unkept.listen(UnkeptNotice(window).show)
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
