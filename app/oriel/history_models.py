"""Makes the view-models of search, bin, usage, import, export and backups when they are
first needed.

A part of the composition root. What is imported inside the functions nobody needs who
never opens it.
"""

from __future__ import annotations

from contextlib import AsyncExitStack

from oriel.config.paths import Home
from oriel.rooms import Rooms
from oriel.ui.view_models.history import HistoryMakers
from oriel.ui.view_models.together import ViewModels


def history_makers(
    stack: AsyncExitStack, rooms: Rooms, models: ViewModels, home: Home
) -> HistoryMakers:
    """The functions; `stack` closes what they have made."""
    return HistoryMakers()
