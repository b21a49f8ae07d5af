"""TaskScope: none lost, none silent."""

from __future__ import annotations

import asyncio

import pytest

from oriel.services.tasks import TaskScope


async def test_closing_cancels_and_waits_for_every_task() -> None:
    ended: list[str] = []
    started = asyncio.Event()

    async def work(name: str) -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append(name)

    scope = TaskScope(lambda error: pytest.fail(str(error)))
    for name in "abc":
        scope.start(work(name), name)
    await started.wait()
    await asyncio.sleep(0)
    await scope.aclose()
    assert sorted(ended) == ["a", "b", "c"]


async def test_a_failure_is_reported_once_and_a_cancellation_never() -> None:
    heard: list[BaseException] = []
    scope = TaskScope(heard.append)

    async def fail() -> None:
        raise ValueError("ours")

    async def wait() -> None:
        await asyncio.Event().wait()

    waiting = scope.start(wait(), "wait")
    failing = scope.start(fail(), "fail")
    await asyncio.gather(failing, return_exceptions=True)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await asyncio.sleep(0)
    assert [str(error) for error in heard] == ["ours"]
    await scope.aclose()


async def test_a_closed_scope_takes_no_work() -> None:
    scope = TaskScope(lambda error: None)
    await scope.aclose()

    async def work() -> None:
        raise AssertionError("must not run")

    with pytest.raises(RuntimeError):
        scope.start(work(), "late")
    assert scope.start_if_open(work(), "late") is None


async def test_work_started_while_closing_is_ended_too() -> None:
    scope = TaskScope(lambda error: None)
    running = asyncio.Event()

    async def parent() -> None:
        running.set()
        await asyncio.Event().wait()

    task = scope.start(parent(), "parent")
    await running.wait()
    await scope.aclose()
    assert task.cancelled()
