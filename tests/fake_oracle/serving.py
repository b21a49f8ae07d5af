"""A Starlette application on a free loopback port, in the test's own event loop."""

from __future__ import annotations

import asyncio
import socket
import ssl
from types import TracebackType
from typing import Any

import uvicorn
from starlette.applications import Starlette


class Served:
    """`async with Served(app, owner) as owner`: owner.url is its address meanwhile."""

    def __init__(self, app: Starlette, owner: Any, tls: ssl.SSLContext | None = None) -> None:
        self._owner = owner
        self._scheme = "https" if tls else "http"
        self._socket = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(
            app, log_config=None, lifespan="off", timeout_graceful_shutdown=1, date_header=False
        )
        config.load()
        config.ssl = tls
        self._server = uvicorn.Server(config)
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Any:
        self._owner.url = f"{self._scheme}://127.0.0.1:{self._socket.getsockname()[1]}"
        # Listening already: whoever connects before it accepts just waits.
        self._task = asyncio.ensure_future(self._server._serve([self._socket]))
        return self._owner

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.should_exit = True
        assert self._task is not None
        await self._task
        self._socket.close()
