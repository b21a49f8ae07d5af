"""How the parts of the program are closed: each in a bounded time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

CLOSE_WITHIN_S = 3.0
_log = logging.getLogger(__name__)


async def in_time(close: Callable[[], Awaitable[Any]]) -> None:
    """A part that will not close must not keep the person waiting."""
    try:
        async with asyncio.timeout(CLOSE_WITHIN_S):
            await close()
    except TimeoutError:
        _log.warning("%s did not close in %s s", close, CLOSE_WITHIN_S)
