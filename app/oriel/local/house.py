"""What all routes share."""

from __future__ import annotations

from dataclasses import dataclass, field

from oriel.local.models import Models
from oriel.local.shelf import Shelf
from oriel.local.state import State
from oriel.local.streams import OpenAnswers
from oriel.local.turns import Turns


@dataclass
class House:
    """The shelf, the models, the open connections and the answers under way."""

    shelf: Shelf
    models: Models
    answers: OpenAnswers = field(default_factory=OpenAnswers)
    turns: Turns = field(default_factory=Turns)

    @property
    def state(self) -> State:
        return self.shelf.state

    def end(self) -> None:
        """Ends whatever is under way; on the service's own loop."""
        self.answers.end()
        self.turns.end()
