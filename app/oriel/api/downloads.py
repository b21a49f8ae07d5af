"""What a service keeps in files, read piece by piece: into memory up to a limit, or to disk.

The same for its files and for those in containers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from io import FileIO
from pathlib import Path

from oriel.api.failures import HTTP_TROUBLE
from oriel.api.http import Wire
from oriel.api.opening import opened
from oriel.api.reading import Reading
from oriel.domain.errors import AnswerUnreadable, AppError

PIECE = 1024 * 1024  # bytes that are taken at once
Progress = Callable[[int], None]
Take = Callable[[bytes], Awaitable[None]]


async def read_content(wire: Wire, path: str, most: int) -> bytes:
    """What is at `path`. Raises as Wire.content, and AnswerUnreadable when it is more than
    `most` bytes."""
    body = bytearray()

    async def take(chunk: bytes) -> None:
        body.extend(chunk)
        if len(body) > most:
            raise AnswerUnreadable(host=wire.host, status=200, detail="too long")

    await _read(wire, path, take)
    return bytes(body)


async def save_content(
    wire: Wire, path: str, target: Path, progress: Progress | None = None
) -> int:
    """Writes what is at `path` to `target`, whole or not at all; its size in bytes. Raises as
    Wire.content, and OSError when it cannot be written. Cancelling leaves nothing behind."""
    unfinished = target.with_name(f".{target.name}.part")
    size, file = 0, None
    try:
        file = await opened(lambda: unfinished.open("wb", 0))

        async def write(chunk: bytes) -> None:
            nonlocal size
            assert file is not None
            await asyncio.to_thread(_write, file, chunk)
            size += len(chunk)
            if progress is not None:
                progress(size)

        await _read(wire, path, write)
        file.close()
        await asyncio.to_thread(unfinished.replace, target)
    finally:
        if file is not None:
            file.close()
        unfinished.unlink(missing_ok=True)
    return size


def _write(file: FileIO, chunk: bytes) -> None:
    # A disk that is nearly full takes a part and says so by its number only.
    left = memoryview(chunk)
    while left:
        left = left[file.write(left) :]


async def _read(wire: Wire, path: str, take: Take) -> None:
    """Passes on a content piece by piece; raises what `take` raises."""
    trouble: Exception | None = None
    try:
        async with (
            wire.content(path) as response,
            Reading(wire.pace.read_s) as reading,
        ):
            async for chunk in response.aiter_bytes(PIECE):
                reading.heard()
                if trouble is None and (trouble := await _trouble(take, chunk)):
                    reading.end_in(0)
    except HTTP_TROUBLE as error:
        raise wire.told(error) from error
    if trouble is not None:
        raise trouble


async def _trouble(take: Take, chunk: bytes) -> Exception | None:
    """What went wrong in taking a piece. Nothing may be raised between two reads of a
    response (reading.py): a cancellation that comes meanwhile is raised in the next."""
    try:
        await take(chunk)
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is None:
            raise
        task.uncancel()
        task.cancel()
    except (OSError, AppError) as error:
        return error
    return None
