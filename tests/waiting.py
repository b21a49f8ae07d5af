"""Waiting in coroutine tests: for a signal, or for something to become true."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any


class Emission(tuple[Any, ...]):
    """The arguments a signal carried; true even when there were none."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return True


def emitted(signal: Any, timeout: float = 5.0) -> Coroutine[Any, Any, Emission]:
    """Waits for `signal`, listening from the moment of the call.

    So both read well: `await emitted(chat.ended)`, and `ended =
    emitted(chat.ended); chat.send(); await ended`. Raises TimeoutError after
    `timeout` seconds.
    """
    heard: asyncio.Future[Emission] = asyncio.get_running_loop().create_future()

    def settle(*arguments: Any) -> None:
        if not heard.done():
            heard.set_result(Emission(arguments))

    connection = signal.connect(settle)
    return _heard(heard, signal, connection, timeout)


async def _heard(
    heard: asyncio.Future[Emission], signal: Any, connection: Any, timeout: float
) -> Emission:
    try:
        async with asyncio.timeout(timeout):
            return await heard
    finally:
        signal.disconnect(connection)


async def until(condition: Callable[[], object], timeout: float = 5.0) -> None:
    """Waits until `condition()` is true, for states that no signal announces.

    Raises TimeoutError after `timeout` seconds.
    """
    async with asyncio.timeout(timeout):
        while not condition():  # noqa: ASYNC110 - nothing announces it
            await asyncio.sleep(0.005)
