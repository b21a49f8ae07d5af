"""The service in a thread of its own: bound, started, stopped.

Uses uvicorn without its signal handling, logging set-up or lifespan: the process
belongs to whoever starts us.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
import threading
from pathlib import Path

import uvicorn
from starlette.types import Scope

from oriel.local.app import build_app
from oriel.local.faults import PortTaken
from oriel.local.house import House
from oriel.local.models import Models
from oriel.local.shelf import Shelf
from oriel.local.weather import Weather

_HOST = "127.0.0.1"
_DROPPED = "ASGI callable returned without completing response."


class LocalServer:
    """The local service on 127.0.0.1. `port` 0 takes a free one.

    `data` is a folder for its state, `guide` the folder of the user's guide. `weather`
    (weather.py) makes requests fail on purpose, for tests.
    """

    def __init__(self, data: Path, guide: Path, token: str, port: int = 0) -> None:
        self._data = data
        self._guide = guide
        self._token = token
        self._port = port
        self.weather = Weather()
        self._running: _Running | None = None

    def __repr__(self) -> str:
        return f"LocalServer(port={self._port})"

    @property
    def base_url(self) -> str:
        """Where it listens, up to the operation: http://127.0.0.1:PORT/v1."""
        return f"http://{_HOST}:{self._port}/v1"

    def start(self) -> None:
        """Blocks until it listens. Raises StartFailure (faults.py)."""
        assert self._running is None, "started twice"
        listener = _bound(self._port)
        try:
            shelf = Shelf.open(self._data, self._guide)
        except BaseException:
            listener.close()
            raise
        self._port = listener.getsockname()[1]
        self._running = _Running(House(shelf, Models(shelf), self.weather), listener, self._token)
        self._running.start()

    def stop(self) -> None:
        """Ends open streams, blocks until the thread is gone; safe to call twice."""
        running, self._running = self._running, None
        if running:
            self.weather.clear()
            running.stop()


class _Running:
    """One run: the thread, its loop, and all that must be closed."""

    def __init__(self, house: House, listener: socket.socket, token: str) -> None:
        self._house = house
        self._listener = listener
        config = uvicorn.Config(
            build_app(house, token, self._hang_up),
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="warning",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            # A client that reads nothing must not hold up the stop.
            timeout_graceful_shutdown=1,
        )
        self._server = _Server(config)
        self._thread = threading.Thread(target=self._run, name="oriel-local", daemon=True)

    def start(self) -> None:
        _hush_deliberate_cuts()
        self._thread.start()
        self._server.listening.wait()

    def stop(self) -> None:
        self._server.loop.call_soon_threadsafe(self._end)
        self._thread.join()
        self._house.shelf.close()

    def _run(self) -> None:
        # By name: the process may have made Qt's loop its default.
        if sys.platform == "win32":
            runner = asyncio.Runner(loop_factory=asyncio.ProactorEventLoop)
        else:
            runner = asyncio.Runner(loop_factory=asyncio.SelectorEventLoop)
        with runner:
            runner.run(self._serve())

    def _hang_up(self, scope: Scope) -> None:
        self._server.hang_up(scope["client"])

    async def _serve(self) -> None:
        self._house.begin()
        await self._server.serve([self._listener])
        await self._house.ended()

    def _end(self) -> None:
        self._house.end()
        self._server.end()


class _Server(uvicorn.Server):
    """uvicorn's, with an end that waits for no tick and leaves no socket behind."""

    loop: asyncio.AbstractEventLoop

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self.loop = asyncio.get_running_loop()
        self._ending = asyncio.Event()
        await super().startup(sockets)
        self.listening.set()

    def end(self) -> None:
        self.should_exit = True
        self._ending.set()
        self.loop.call_later(0.2, self._drop_connections)

    def hang_up(self, client: tuple[str, int]) -> None:
        """Breaks the connection of one client, named by its address."""
        for connection in list(self.server_state.connections):
            if getattr(connection, "client", None) == client:
                connection.transport.abort()

    async def main_loop(self) -> None:
        ticking = asyncio.ensure_future(super().main_loop())
        await self._ending.wait()
        ticking.cancel()
        await asyncio.wait([ticking])

    def _drop_connections(self) -> None:
        for connection in list(self.server_state.connections):
            connection.transport.abort()


def _bound(port: int) -> socket.socket:
    # With the protocol named, asyncio turns Nagle's algorithm off for what is
    # accepted; without it every second packet waits 40 ms for an acknowledgement.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform == "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((_HOST, port))
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        raise PortTaken(port, getattr(error, "strerror", None) or str(error)) from error
    return listener


def _hush_deliberate_cuts() -> None:
    """Streams are dropped on purpose (rehearsed cuts, stop); uvicorn calls that an error."""
    logger = logging.getLogger("uvicorn.error")
    if _is_wanted not in logger.filters:
        logger.addFilter(_is_wanted)


def _is_wanted(record: logging.LogRecord) -> bool:
    return record.msg != _DROPPED
