"""Runs `async def` tests and fixtures on qasync, the loop the app itself uses.

No pytest-asyncio: in its automatic mode it would take the tests onto a plain
loop without a word (docs/decisions/0001).
"""

from __future__ import annotations

import asyncio
import functools
import inspect
from collections.abc import Callable, Generator, Iterator
from typing import Any

import pytest
import pytestqt.plugin
import qasync
from PySide6.QtWidgets import QApplication

LIMIT_S = 10.0


class Mishaps:
    """What reached the loop's exception handler: errors nobody awaited."""

    def __init__(self) -> None:
        self._seen: list[BaseException] = []

    def note(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        self._seen.append(context.get("exception") or RuntimeError(context["message"]))

    def check(self) -> None:
        """Raises a BaseExceptionGroup of what was seen, once."""
        seen, self._seen = self._seen, []
        if seen:
            raise BaseExceptionGroup("seen by the loop's exception handler", seen)


@pytest.fixture
def mishaps() -> Mishaps:
    return Mishaps()


@pytest.fixture
def qt_loop(
    nothing_left_behind: None, qapp: QApplication, mishaps: Mishaps
) -> Iterator[asyncio.Runner]:
    """The runner of this test; a plain test may call `qt_loop.run(coroutine)`.

    Comes after `nothing_left_behind`, which must look once the loop's own
    threads are gone.
    """
    runner = asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(qapp))
    with runner, pytest.MonkeyPatch.context() as patch:
        loop = runner.get_loop()
        loop.set_exception_handler(mishaps.note)
        # pytest-qt hands out Qt's events between the stages of a test. A callback of the
        # loop that is among them would find no running loop.
        patch.setattr(pytestqt.plugin, "_process_events", lambda: runner.run(asyncio.sleep(0)))
        yield runner
        left = runner.run(_still_running())
    mishaps.check()
    if left:
        pytest.fail("left running: " + ", ".join(map(repr, left)), pytrace=False)


async def _still_running() -> list[asyncio.Task[Any]]:
    # A task that was cancelled a moment ago may need a few turns to end.
    others: list[asyncio.Task[Any]] = []
    for _ in range(10):
        others = [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]
        if not others:
            break
        await asyncio.sleep(0)
    return others


async def _within(limit_s: float, function: Callable[..., Any], arguments: dict[str, Any]) -> Any:
    async with asyncio.timeout(limit_s):
        return await function(**arguments)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.obj):
            # First in line, so that it is the last to be taken down.
            item.fixturenames[:0] = ["mishaps", "qt_loop"]


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    values = pyfuncitem.funcargs
    arguments = {name: values[name] for name in pyfuncitem._fixtureinfo.argnames}
    marker = pyfuncitem.get_closest_marker("limit")
    limit_s = marker.args[0] if marker else LIMIT_S
    values["qt_loop"].run(_within(limit_s, pyfuncitem.obj, arguments))
    values["mishaps"].check()
    return True


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, Any, Any]:
    """Lets a fixture be a coroutine or an async generator."""
    function = fixturedef.func
    if inspect.isasyncgenfunction(function):
        run = _runner_for(request).run
        fixturedef.func = functools.partial(_drive, run, function)
    elif inspect.iscoroutinefunction(function):
        run = _runner_for(request).run
        fixturedef.func = lambda **arguments: run(_within(LIMIT_S, function, arguments))
    try:
        return (yield)
    finally:
        fixturedef.func = function


def _runner_for(request: pytest.FixtureRequest) -> asyncio.Runner:
    runner: asyncio.Runner = request.getfixturevalue("qt_loop")
    return runner


def _drive(
    run: Callable[..., Any], function: Callable[..., Any], **arguments: Any
) -> Iterator[Any]:
    steps = function(**arguments)
    yield run(_within(LIMIT_S, steps.__anext__, {}))
    run(_within(LIMIT_S, _finish, {"steps": steps}))


async def _finish(steps: Any) -> None:
    async for _ in steps:
        raise RuntimeError("an async fixture yields once")
