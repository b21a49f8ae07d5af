"""Tasks that end with their owner: none lost, none silent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any


class TaskScope:
    """Starts tasks, reports their failures, and cancels what is left in `aclose`.

    `on_error` hears of every exception but cancellation, AppErrors included.
    """

    def __init__(self, on_error: Callable[[BaseException], None]) -> None:
        self._on_error = on_error
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closed = False

    def start(self, work: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any]:
        """Runs `work` as a task of this scope. After `aclose` it is refused (RuntimeError)."""
        if self._closed:
            work.close()
            raise RuntimeError(f"the scope of {name} is closed")
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._settle)
        return task

    def start_if_open(self, work: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any] | None:
        """As `start`; after `aclose` the work is dropped, and None given."""
        if self._closed:
            work.close()
            return None
        return self.start(work, name)

    @property
    def closed(self) -> bool:
        return self._closed

    async def aclose(self) -> None:
        """Cancels every task and waits until each has ended."""
        self._closed = True
        while tasks := list(self._tasks):
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._tasks.difference_update(tasks)

    def _settle(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self._on_error(error)
