"""Files opened in a thread, which a slow disk may hold up for long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from io import IOBase
from typing import TypeVar

F = TypeVar("F", bound=IOBase)


async def opened(open_it: Callable[[], F]) -> F:
    """The file `open_it` opens. Raises OSError. Cancelled meanwhile, it is closed again:
    nobody else would know of it."""
    opening = asyncio.ensure_future(asyncio.to_thread(open_it))
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        await asyncio.wait([opening])
        if opening.exception() is None:
            opening.result().close()
        raise
