"""What the file refuses for now: held in memory, shown to whoever reads, and tried again.

A full disk in the middle of an answer is no reason to lose the answer. Only what has one
latest value can be held: a message, a draft.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from oriel.domain.errors import StoreDamaged, StoreProblem

Key = tuple[str, str]  # what it is ("answer", "draft", "files"), and whose
Write = Callable[[], Awaitable[None]]
Listener = Callable[[StoreProblem | None, tuple[str, ...]], None]
AGAIN_S = 3.0
_log = logging.getLogger(__name__)


class Unkept:
    """Belongs to one database; used on its event loop."""

    def __init__(self) -> None:
        self._held: dict[Key, tuple[Any, Write | None]] = {}
        self._problem: StoreProblem | None = None
        self._trying: asyncio.Task[None] | None = None
        self._listener: Listener | None = None

    def listen(self, listener: Listener) -> None:
        """It hears why and of what kinds whenever that changes; (None, ()) once all is kept."""
        self._listener = listener

    def __len__(self) -> int:
        return len(self._held)

    def held(self, key: Key) -> Any:
        """The latest value that is not in the file yet; None when it is."""
        found = self._held.get(key)
        return found[0] if found else None

    async def keep(self, key: Key, value: Any, write: Write) -> None:
        """Writes, or holds `value` and writes again and again until it is done. Raises
        StoreDamaged: that does not pass."""
        self._held.pop(key, None)
        try:
            await write()
        except StoreDamaged:
            raise
        except StoreProblem as problem:
            self._hold(key, value, write, problem)
        else:
            self._tell()

    def note(self, key: Key, problem: StoreProblem | None) -> None:
        """Something else that is held by whoever has it; None once it is kept."""
        if problem is not None:
            self._hold(key, None, None, problem)
        elif self._held.pop(key, None):
            self._tell()

    async def try_again(self) -> bool:
        """Whether all is kept now."""
        for key, (value, write) in list(self._held.items()):
            if write is None or self._held.get(key, (None, None))[1] is not write:
                continue
            try:
                await write()
            except StoreProblem as problem:
                self._problem = problem
                return False
            except sqlite3.IntegrityError:  # its chat is gone meanwhile
                _log.info("a %s has no place any more", key[0])
            if self._held.get(key) == (value, write):
                del self._held[key]
            self._tell()
        return not self._held

    async def aclose(self) -> None:
        """Tries for the last time."""
        if self._trying is not None:
            self._trying.cancel()
            with suppress(asyncio.CancelledError):
                await self._trying
        if self._held and not await self.try_again():
            _log.error("not kept at the end: %s", ", ".join(sorted({k for k, _ in self._held})))

    def _hold(self, key: Key, value: Any, write: Write | None, problem: StoreProblem) -> None:
        _log.warning("%s is held in memory: %s", key[0], problem.code)
        self._held[key] = (value, write)
        self._problem = problem
        self._tell()
        if self._trying is None or self._trying.done():
            self._trying = asyncio.get_running_loop().create_task(self._try(), name="try again")

    async def _try(self) -> None:
        while self._held:
            await asyncio.sleep(AGAIN_S)
            await self.try_again()

    def _tell(self) -> None:
        if not self._held:
            told, self._problem = self._problem is not None, None
            if told and self._listener is not None:
                self._listener(None, ())
        elif self._listener is not None:
            self._listener(self._problem, tuple(kind for kind, _ in self._held))
