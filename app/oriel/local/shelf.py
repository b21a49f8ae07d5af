"""The one thread on which everything that blocks runs: the state file and the guide's index."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar

from oriel.local.passages import Guide
from oriel.local.state import State

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Shelf:
    """Owns the thread, the state and the guide; `await shelf.run(state.method, ...)`."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="oriel-local-shelf")
        self.state: State
        self.guide: Guide

    @classmethod
    def open(cls, data: Path, guide: Path) -> Shelf:
        """Blocks while files are read. Raises StartFailure."""
        shelf = cls()
        try:
            shelf._thread.submit(shelf._open, data / "local.db", guide).result()
        except BaseException:
            shelf._thread.shutdown()
            raise
        return shelf

    def _open(self, path: Path, guide: Path) -> None:
        self.guide = Guide.read(guide)
        self.state = State.open(path)

    async def run(self, work: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """The result of blocking work done on the thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, partial(work, *args, **kwargs))

    def close(self) -> None:
        """Blocks until what runs is done."""
        self._thread.submit(self._close).result()
        self._thread.shutdown()

    def _close(self) -> None:
        self.state.close()
        self.guide.close()
