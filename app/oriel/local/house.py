"""What all routes share."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from oriel.local.indexing import Indexing
from oriel.local.models import Models
from oriel.local.shelf import Shelf
from oriel.local.state import State
from oriel.local.streams import OpenAnswers
from oriel.local.turns import Turns
from oriel.local.weather import Weather

_TIDY_S = 30.0  # between two looks for what has come to its end


@dataclass
class House:
    """The shelf, the models, the open connections, and the work under way."""

    shelf: Shelf
    models: Models
    weather: Weather = field(default_factory=Weather)
    answers: OpenAnswers = field(default_factory=OpenAnswers)
    turns: Turns = field(default_factory=Turns)
    indexing: Indexing = field(init=False)
    _keeping: list[asyncio.Task[None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.indexing = Indexing(self.shelf, self.weather)

    @property
    def state(self) -> State:
        return self.shelf.state

    def begin(self) -> None:
        """Takes up what was left undone, and looks after what ends; on the service's own loop."""
        loop = asyncio.get_running_loop()
        self._keeping = [loop.create_task(self.indexing.resume()), loop.create_task(self._tidy())]

    def end(self) -> None:
        """Ends whatever is under way; on the service's own loop."""
        self.answers.end()
        self.turns.end()
        self.indexing.end()
        for task in self._keeping:
            task.cancel()

    async def ended(self) -> None:
        """Waits until nothing is under way."""
        await self.turns.ended()
        await self.indexing.ended()
        await asyncio.gather(*self._keeping, return_exceptions=True)

    async def _tidy(self) -> None:
        while True:
            await self.shelf.run(self.shelf.tidy)
            await asyncio.sleep(_TIDY_S)
