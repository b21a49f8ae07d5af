"""What all routes share."""

from __future__ import annotations

from dataclasses import dataclass, field

from oriel.local.indexing import Indexing
from oriel.local.models import Models
from oriel.local.shelf import Shelf
from oriel.local.state import State
from oriel.local.streams import OpenAnswers
from oriel.local.turns import Turns
from oriel.local.weather import Weather


@dataclass
class House:
    """The shelf, the models, the open connections, and the work under way."""

    shelf: Shelf
    models: Models
    weather: Weather = field(default_factory=Weather)
    answers: OpenAnswers = field(default_factory=OpenAnswers)
    turns: Turns = field(default_factory=Turns)
    indexing: Indexing = field(init=False)

    def __post_init__(self) -> None:
        self.indexing = Indexing(self.shelf, self.weather)

    @property
    def state(self) -> State:
        return self.shelf.state

    def end(self) -> None:
        """Ends whatever is under way; on the service's own loop."""
        self.answers.end()
        self.turns.end()
        self.indexing.end()

    async def ended(self) -> None:
        """Waits until nothing is under way."""
        await self.turns.ended()
        await self.indexing.ended()
