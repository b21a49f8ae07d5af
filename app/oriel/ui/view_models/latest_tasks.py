"""One task of each kind at a time: a newer wish ends the older one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from oriel.services.tasks import TaskScope


class LatestTasks:
    """Runs in a scope. What is cancelled tells nothing more, but for what its parts were
    about to tell: for those there is `heard`."""

    def __init__(self, scope: TaskScope, of: str) -> None:
        """`of` begins the names of the tasks: "library files: load"."""
        self._scope, self._of = scope, of
        self._running: dict[str, asyncio.Task[Any]] = {}

    def start(self, kind: str, work: Coroutine[Any, Any, Any]) -> None:
        self.end(kind)
        if task := self._scope.start_if_open(work, f"{self._of}: {kind}"):
            self._running[kind] = task

    def end(self, *kinds: str) -> None:
        for kind in kinds:
            if task := self._running.pop(kind, None):
                task.cancel()

    def let_go(self, kind: str) -> None:
        """The task of this kind goes on, and is not the newest any more: see `heard`."""
        self._running.pop(kind, None)

    def is_running(self, kind: str) -> bool:
        task = self._running.get(kind)
        return task is not None and not task.done()

    def heard(self, kind: str, tell: Callable[..., Any]) -> Callable[..., None]:
        """`tell`, for as long as the task that asks for it now is the newest of its kind."""
        own = asyncio.current_task()

        def told(*facts: Any) -> None:
            if self._running.get(kind) is own:
                tell(*facts)

        return told
