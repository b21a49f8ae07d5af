"""Reading files into stores, one after the other, beside everything else."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from oriel.local.chunks import chunks
from oriel.local.faults import ApiFault
from oriel.local.plain_text import Unreadable, text_in
from oriel.local.shelf import Shelf
from oriel.local.store_index import Waiting
from oriel.local.weather import Gate, Spoil, Weather
from oriel.local.weather_door import opened

# Chunks between two turns of the shelf's thread, so that other requests wait little.
_AT_ONCE = 64


class Indexing:
    """Owns the tasks that read; each file ends as completed or as failed, with a reason."""

    def __init__(self, shelf: Shelf, weather: Weather) -> None:
        self._shelf = shelf
        self._weather = weather
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, store_id: str, file_ids: Sequence[str]) -> None:
        """Files that were put into the store are read."""
        task = asyncio.get_running_loop().create_task(self._read_all(store_id, file_ids))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def end(self) -> None:
        for task in self._tasks:
            task.cancel()

    async def ended(self) -> None:
        """Waits until nothing is read."""
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _read_all(self, store_id: str, file_ids: Sequence[str]) -> None:
        for file_id in file_ids:
            await self._read(store_id, file_id)

    async def _read(self, store_id: str, file_id: str) -> None:
        shelf, index = self._shelf, self._shelf.index
        file = await shelf.run(index.waiting, store_id, file_id)
        if file is None:
            return
        try:
            await self._meet_weather(file.filename)
            path = await shelf.run(shelf.files.path, file_id)
            # A long file must not hold up the rest of the service.
            pieces = await shelf.aside(_pieces, path, file)
        except (Unreadable, ApiFault) as error:
            code = error.code if isinstance(error, Unreadable) else "server_error"
            await shelf.run(index.fail, file, str(code), error.message)
            return
        for at in range(0, len(pieces), _AT_ONCE):
            if not await shelf.run(index.fill, file, pieces[at : at + _AT_ONCE]):
                return
        await shelf.run(index.complete, file)

    async def _meet_weather(self, filename: str) -> None:
        match self._weather.now(f"INDEX {filename}"):
            case Gate() as gate:
                await opened(gate)
            case Spoil(code, message):
                raise Unreadable(code, message)


def _pieces(path: Path, file: Waiting) -> list[str]:
    return [*chunks(text_in(path, file.filename), file.sizes)]
