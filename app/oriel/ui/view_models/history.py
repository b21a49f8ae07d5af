"""What makes the view-models of the history's rooms, each when it is first asked for.

The composition root fills it in (history_models.py); the shell hands each to its binding.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from oriel.ui.view_models.bin import BinViewModel


class HistoryMakers(NamedTuple):
    """Each field is a function without arguments; the view-model it gives is closed by
    whoever made it."""

    bin: Callable[[], BinViewModel]
