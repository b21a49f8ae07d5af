"""The same for many things, a few at a time: each costs a request, and a service bears few."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TypeVar

AT_ONCE = 6  # requests that are under way together

T = TypeVar("T")
R = TypeVar("R")
Progress = Callable[[int, int], None]  # how many of how many


async def few_at_once(
    things: Iterable[T], work: Callable[[T], Awaitable[None]], at_once: int = AT_ONCE
) -> None:
    """Does `work` for each. The next thing is taken when its turn has come, so that whoever
    gives them can stop between two. Raises the first failure, once none is under way."""
    waiting = iter(things)

    async def worker() -> None:
        for thing in waiting:
            await work(thing)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(worker())
    except BaseExceptionGroup as several:
        raise several.exceptions[0] from None


async def for_each(
    things: Sequence[T],
    work: Callable[[T], Awaitable[R]],
    progress: Progress | None = None,
    at_once: int = AT_ONCE,
) -> list[R]:
    """What `work` gave for each, in order; `progress` hears how many are done."""
    found: dict[int, R] = {}

    async def one(place: tuple[int, T]) -> None:
        at, thing = place
        found[at] = await work(thing)
        if progress is not None:
            progress(len(found), len(things))

    await few_at_once(enumerate(things), one, at_once)
    return [found[at] for at in range(len(things))]
