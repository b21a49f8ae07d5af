"""Reading files into stores, one after the other, beside everything else."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import aclosing
from typing import Any

from oriel.local.faults import ApiFault
from oriel.local.shelf import Shelf
from oriel.local.store_index import Waiting
from oriel.local.unreadable import Unreadable
from oriel.local.weather import Gate, Spoil, Weather
from oriel.local.weather_door import opened


class Indexing:
    """Owns the tasks that read; each file ends as completed or as failed, with a reason."""

    def __init__(self, shelf: Shelf, weather: Weather) -> None:
        self._shelf = shelf
        self._weather = weather
        self._tasks: set[asyncio.Task[None]] = set()

    async def resume(self) -> None:
        """Goes on with what was not read when the service stopped."""
        for store_id, file_id in await self._shelf.run(self._shelf.store_files.unread):
            self.start(store_id, [file_id])
        self.clear()

    def start(self, store_id: str, file_ids: Sequence[str]) -> None:
        """Files that were put into the store are read, each when it is its turn."""
        for file_id in file_ids:
            self._begin(self._read(store_id, file_id))

    def clear(self) -> None:
        """The words of stores that were deleted go."""
        self._begin(self._clear())

    def end(self) -> None:
        for task in self._tasks:
            task.cancel()

    async def ended(self) -> None:
        """Waits until nothing is read."""
        if self._tasks:
            await asyncio.wait(self._tasks)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _clear(self) -> None:
        while await self._shelf.run(self._shelf.index.clear_some):
            pass

    async def _read(self, store_id: str, file_id: str) -> None:
        shelf, index = self._shelf, self._shelf.index
        file = await shelf.run(index.waiting, store_id, file_id)
        if file is None:
            return
        try:
            await self._meet_weather(file.filename)
            await self._fill(file)
        except (Unreadable, ApiFault) as error:
            code = error.code if isinstance(error, Unreadable) else "server_error"
            await shelf.run(index.fail, file, str(code), error.message)

    async def _fill(self, file: Waiting) -> None:
        """Some chunks at a time: in between, others have their turn on the shelf."""
        shelf, index = self._shelf, self._shelf.index
        path = await shelf.run(shelf.files.path, file.file_id)
        async with aclosing(shelf.reader.read(path, file.filename, file.sizes)) as read:
            async for pieces in read:
                if not await shelf.run(index.fill, file, pieces):
                    return
        await shelf.run(index.complete, file)

    async def _meet_weather(self, filename: str) -> None:
        match self._weather.now(f"INDEX {filename}"):
            case Gate() as gate:
                await opened(gate)
            case Spoil(code, message):
                raise Unreadable(code, message)
        if self._weather.as_oci and filename.lower().endswith(".docx"):
            raise Unreadable("unsupported_file", "Files ending in .docx cannot be searched here.")
