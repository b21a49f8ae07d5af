"""What all routes share."""

from __future__ import annotations

from dataclasses import dataclass, field

from oriel.local.models import Models
from oriel.local.shelf import Shelf
from oriel.local.state import State
from oriel.local.streams import OpenAnswers


@dataclass
class House:
    """The shelf, the models, and the answers under way."""

    shelf: Shelf
    models: Models
    answers: OpenAnswers = field(default_factory=OpenAnswers)

    @property
    def state(self) -> State:
        return self.shelf.state
