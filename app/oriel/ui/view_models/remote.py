"""Where the open chat is kept besides here, and the wishes about it.

What is done unasked (a look when a chat is opened, the title of a chat that was renamed) fails
silently; what was wished for tells how it ended.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from oriel.domain.connections import Connection
from oriel.domain.errors import AppError
from oriel.services.connections import Connections
from oriel.services.remote_attaching import Preview, RemoteAttaching
from oriel.services.remote_pull import Looked, RemotePull
from oriel.services.remote_state import RemoteStates
from oriel.services.tasks import TaskScope

# A turn is not kept waiting longer than this for what another machine may have said.
BEFORE_TURN_S = 3.0


class RemoteViewModel(QObject):
    """`state_changed(RemoteState)`; `pulled(Looked)` when turns of another machine came in;
    `looking(chat id)` during a quiet look, then `looking("")`; `renamed(chat id)` when it had
    named the chat; `working(chat id, what)` and `ended(chat id, what, AppError | None,
    Looked | None)` of a wish, `what` being check, keep or metadata; `metadata_read(id, dict)`
    and `metadata_saved(id)`. Of attaching: `found(Preview)`, `attached(chat id)`,
    `refused(AppError)`."""

    state_changed = Signal(object)
    pulled = Signal(object)
    looking = Signal(str)
    renamed = Signal(str)
    working = Signal(str, str)
    ended = Signal(str, str, object, object)
    metadata_read = Signal(str, object)
    metadata_saved = Signal(str)
    found = Signal(object)
    attached = Signal(str)
    refused = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        states: RemoteStates,
        pull: RemotePull,
        attaching: RemoteAttaching,
        connections: Connections,
    ) -> None:
        super().__init__()
        self._states = states
        self._pull = pull
        self._attaching = attaching
        self._connections = connections
        self._scope = TaskScope(self.failed.emit)
        self._looking_up: asyncio.Task[Any] | None = None
        self._attaching_now: asyncio.Task[Any] | None = None
        self._reading: asyncio.Task[Any] | None = None
        self._quiet: asyncio.Task[Any] | None = None
        self._looked_at = ""

    # Wishes

    def read(self, chat_id: str) -> None:
        """Tells the state from what is known."""
        self._start(self._tell(chat_id), "state")

    def look(self, chat_id: str) -> None:
        """Tells the state, and quietly takes over what is new at the service. A look at the
        chat before is broken off: it is not in view any more."""
        if self._quiet is not None and self._looked_at != chat_id:
            self._quiet.cancel()
        self._looked_at = chat_id
        self._quiet = self._scope.start_if_open(self._look(chat_id), "look")

    def check(self, chat_id: str) -> None:
        """Asks the service, aloud."""
        self._start(self._wish(chat_id, "check", partial(self._check, chat_id)), "check")

    def keep_again(self, chat_id: str) -> None:
        """Puts what is read into a new conversation."""
        work = partial(self._states.keep_again, chat_id)
        self._start(self._wish(chat_id, "keep", work), "keep")

    def rename(self, chat_id: str, title: str) -> None:
        """Writes a new title on the conversation too."""
        self._start(self._states.rename(chat_id, title), "title")

    def read_metadata(self, chat_id: str, connection_id: str, remote_id: str) -> None:
        """What the service says about a conversation; the last one asked for wins."""
        _drop(self._reading)
        work = partial(self._read_metadata, connection_id, remote_id)
        wish = self._wish(chat_id, "metadata", work)
        self._reading = self._scope.start_if_open(wish, "metadata")

    def save_metadata(
        self, chat_id: str, connection_id: str, remote_id: str, pairs: dict[str, str]
    ) -> None:
        work = partial(self._save_metadata, chat_id, connection_id, remote_id, pairs)
        self._start(self._wish(chat_id, "metadata", work), "metadata")

    def look_up(self, connection_id: str, typed: str) -> None:
        """What lies in a conversation that is known by its id; the last one asked for wins."""
        self.stop_looking_up()
        self._looking_up = self._scope.start_if_open(
            self._told(partial(self._look_up, connection_id, typed)), "look up"
        )

    def attach(self, preview: Preview, model: str) -> None:
        """Makes a chat of it, or opens the one there is."""
        self._attaching_now = self._scope.start_if_open(
            self._told(partial(self._attach, preview, model)), "attach"
        )

    def stop_looking_up(self) -> None:
        """Nobody waits for what `look_up` finds any more."""
        _drop(self._looking_up)

    def stop_attaching(self) -> None:
        """Nobody waits for the chat any more: none is made if it is not there yet."""
        _drop(self._attaching_now)

    # Facts

    def places(self) -> list[Connection]:
        """The connections that keep conversations."""
        return [c for c in self._connections.all() if c.capabilities.conversations]

    async def before_turn(self, chat_id: str) -> None:
        """For the chat engine: looks whether another machine has gone on meanwhile, for a
        while at most, and whatever comes of it."""
        with suppress(AppError, TimeoutError):
            async with asyncio.timeout(BEFORE_TURN_S):
                self._tell_news(await self._pull.pull_before_turn(chat_id))

    async def aclose(self) -> None:
        await self._scope.aclose()

    # Inside

    def _start(self, work: Coroutine[Any, Any, Any], name: str) -> None:
        self._scope.start_if_open(work, name)

    async def _tell(self, chat_id: str) -> None:
        self.state_changed.emit(await self._states.state(chat_id))

    async def _look(self, chat_id: str) -> None:
        await self._tell(chat_id)
        self.looking.emit(chat_id)
        try:
            with suppress(AppError):
                if self._tell_news(await self._pull.pull_current(chat_id)):
                    await self._tell(chat_id)
        finally:
            if self._looked_at == chat_id:  # else another look is told of already
                self.looking.emit("")

    async def _check(self, chat_id: str) -> Looked:
        looked = await self._states.check(chat_id)
        self._tell_news(looked)
        self.renamed.emit(chat_id)
        if looked.error is not None:
            raise looked.error
        return looked

    async def _read_metadata(self, connection_id: str, remote_id: str) -> None:
        found = await self._states.metadata(connection_id, remote_id)
        self.metadata_read.emit(remote_id, found)

    async def _save_metadata(
        self, chat_id: str, connection_id: str, remote_id: str, pairs: dict[str, str]
    ) -> None:
        await self._states.save_metadata(connection_id, remote_id, pairs)
        self.metadata_saved.emit(remote_id)
        self.renamed.emit(chat_id)

    async def _wish(
        self, chat_id: str, what: str, work: Callable[[], Awaitable[Looked | None]]
    ) -> None:
        self.working.emit(chat_id, what)
        try:
            looked = await work()
        except AppError as error:
            self.ended.emit(chat_id, what, error, None)
        else:
            self.ended.emit(chat_id, what, None, looked)
        await self._tell(chat_id)

    async def _told(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except AppError as error:
            self.refused.emit(error)

    async def _look_up(self, connection_id: str, typed: str) -> None:
        self.found.emit(await self._attaching.look(connection_id, typed))

    async def _attach(self, preview: Preview, model: str) -> None:
        self.attached.emit(await self._attaching.attach(preview, model))

    def _tell_news(self, looked: Looked | None) -> bool:
        """Whether anything is other than before."""
        if looked is None:
            return False
        if looked.news:
            self.pulled.emit(looked)
        return bool(looked.news or looked.gone or looked.back or looked.moved)


def _drop(task: asyncio.Task[Any] | None) -> None:
    if task is not None:
        task.cancel()
