"""A tool server (MCP) from its start to its end.

anyio's scopes must be left by the task that entered them: one task of the server's own
holds the session, everybody else talks through it. The protocol package is heavy and
is imported when the first server is started, in a thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from types import ModuleType
from typing import TYPE_CHECKING, Any

from oriel.domain.errors import AppError, ToolServerUnstartable, ToolTimedOut
from oriel.domain.tools import (
    LONGEST_TIMEOUT_S,
    NO_SECRETS,
    ServerSecrets,
    Tool,
    ToolOutcome,
    ToolProgress,
    ToolServer,
    Transport,
)
from oriel.tools.blotting import blotted, tool_without_secrets, without_secrets
from oriel.tools.mcp_failures import Circumstances, HttpRefusal, SessionClosed, Unreadable
from oriel.tools.process import ServerProcess, environment, start_process
from oriel.tools.ways import DIRECT, HttpWay

if TYPE_CHECKING:
    from oriel.tools.mcp_session import Session

START_S = 60.0  # a program that is fetched from a registry takes long the first time
CLOSE_S = 5.0
LAST_WORDS_S = 0.5
OnProgress = Callable[[ToolProgress], None]


def ignore_progress(progress: ToolProgress) -> None:
    """For callers who do not ask how far a call is."""


class McpServer:
    """One run of a server: started once, closed once.

    `tools_changed` is called when the server says its list is another now, `ended` once
    when a server that was ready is gone without having been closed.
    """

    def __init__(
        self,
        config: ToolServer,
        secrets: ServerSecrets = NO_SECRETS,
        way: HttpWay = DIRECT,
        *,
        word: str = "",
        start_s: float = START_S,
        tools_changed: Callable[[], None] = lambda: None,
        ended: Callable[[AppError], None] = lambda error: None,
    ) -> None:
        """`word` begins the names of its tools (domain/tool_names.py); `start_s` is how
        long it may take to shake hands."""
        self.config = config
        self._secrets = secrets
        self._way = way
        self._word = word or config.id
        self._start_s = start_s
        self._tools_changed = tools_changed
        self._ended = ended
        self._known = Circumstances(config, secrets.values)
        self._session: Session | None = None
        self._process: ServerProcess | None = None
        self._task: asyncio.Task[None] | None = None
        self._over = asyncio.Event()
        self._lost_by: Exception | None = None
        self._closing = False

    def __repr__(self) -> str:
        return f"McpServer({self.config.name!r})"

    @property
    def last_words(self) -> str:
        """The end of what its program said on stderr, free of its secrets."""
        return blotted(self._process.tail if self._process else "", self._secrets.values)

    @property
    def pid(self) -> int | None:
        """Its process; None before the start, and for a server over HTTP."""
        return self._process.pid if self._process else None

    async def start(self) -> None:
        """Starts it and shakes hands. Raises ToolServerUnstartable, ToolServerRefused or
        TlsFailed; nothing of it runs then."""
        ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._task = asyncio.ensure_future(self._live(ready))
        try:
            async with asyncio.timeout(self._start_s) as limit:
                await ready
        except TimeoutError as error:
            if not limit.expired():
                raise
            await self.aclose()
            raise ToolServerUnstartable(
                server=self.config.name, reason="silent", after_s=self._start_s
            ) from error
        except BaseException:
            await self.aclose()
            raise

    async def aclose(self) -> None:
        """Ends it and all that it has started. Running calls raise ToolServerGone."""
        self._closing = True
        self._over.set()
        if self._task is None:
            return
        if self._session is not None:
            await asyncio.wait([self._task], timeout=CLOSE_S)
        self._task.cancel()  # a handshake, or a farewell, that may never end
        await asyncio.gather(self._task, return_exceptions=True)

    async def list_tools(self) -> tuple[Tool, ...]:
        """What it offers now. Raises as `call`."""
        async with self._answering(""):
            tools = await self._in_use().list_tools(self.config.id, self._word)
        return tuple(tool_without_secrets(tool, self._secrets.values) for tool in tools)

    async def call(
        self, tool: str, arguments: dict[str, Any], on_progress: OnProgress = ignore_progress
    ) -> ToolOutcome:
        """Calls `tool` (the server's own name of it).

        Cancelling the caller's task, and a silence longer than the server's time-out
        (progress breaks it), cancel the call at the server too. What the tool itself
        objects to is an outcome that has failed. Raises ToolTimedOut, ToolServerGone,
        ToolServerRefused, ToolAnswerUnreadable.
        """
        async with self._answering(tool) as limit:
            heard = self._heard(on_progress, limit)
            outcome = await self._in_use().call(tool, arguments, heard)
        return without_secrets(outcome, self._secrets.values)

    @property
    def _patience_s(self) -> float:
        return min(self.config.timeout_s, LONGEST_TIMEOUT_S)

    def _in_use(self) -> Session:
        if self._session is None:
            raise SessionClosed
        return self._session

    def _heard(self, on_progress: OnProgress, limit: asyncio.Timeout) -> OnProgress:
        def heard(progress: ToolProgress) -> None:
            if not limit.expired():
                limit.reschedule(asyncio.get_running_loop().time() + self._patience_s)
            message = blotted(progress.message, self._secrets.values)
            on_progress(replace(progress, message=message))

        return heard

    @asynccontextmanager
    async def _answering(self, tool: str) -> AsyncIterator[asyncio.Timeout]:
        try:
            async with asyncio.timeout(self._patience_s) as limit:
                yield limit
        except TimeoutError:
            server, after_s = self.config.name, self.config.timeout_s
            raise ToolTimedOut(server=server, tool=tool, after_s=after_s) from None
        except SessionClosed:
            await self._look()
            raise self._known.gone(self._lost_by) from None
        except HttpRefusal as refusal:
            raise self._known.refused(refusal) from None
        except Unreadable as error:
            raise self._known.unreadable(tool, error) from None

    # What follows is the server's own task.

    async def _live(self, ready: asyncio.Future[None]) -> None:
        try:
            try:
                await self._hold(ready)
            except Exception as error:  # noqa: BLE001 - the package raises what its parts raise
                self._lost_by = self._lost_by or error
            finally:
                self._session = None
            await self._look()
            self._tell(ready)
        finally:
            if not ready.done():  # cancelled from elsewhere: nobody may wait for ever
                ready.set_exception(self._known.gone(self._lost_by))
            if self._process is not None:
                await self._process.end()

    async def _hold(self, ready: asyncio.Future[None]) -> None:
        sessions = await asyncio.to_thread(_sessions)
        async with await self._opened(sessions) as session:
            self._session = session
            ready.set_result(None)
            await self._over.wait()

    async def _opened(self, sessions: ModuleType) -> AbstractAsyncContextManager[Session]:
        opened: AbstractAsyncContextManager[Session]
        if self.config.transport is Transport.HTTP:
            token, changed = self._secrets.token, self._tools_changed
            opened = sessions.over_http(self.config.url, token, self._way, changed, self._lose)
        else:
            env = environment(self._secrets.env)
            self._process = await start_process(self.config.name, self.config.command, env)
            opened = sessions.over_stdio(self._process, self._tools_changed, self._over.set)
        return opened

    def _lose(self, error: Exception) -> None:
        self._lost_by = error
        self._over.set()

    async def _look(self) -> None:
        """Looks what has become of the process, which may be about to end."""
        if self._process is not None:
            await self._process.exits_within(LAST_WORDS_S)
            self._known.exit_code = self._process.exit_code
            self._known.last_words = self._process.tail

    def _tell(self, ready: asyncio.Future[None]) -> None:
        if not ready.done():
            ready.set_exception(self._known.not_started(self._lost_by or SessionClosed()))
        elif not self._closing and not ready.cancelled():
            self._ended(self._known.gone(self._lost_by))


def _sessions() -> ModuleType:
    from oriel.tools import mcp_session

    return mcp_session
