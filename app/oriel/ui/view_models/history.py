"""What makes the view-models of the history's rooms, each when it is first asked for.

The composition root fills it in (history_models.py); the shell hands each to its binding.
"""

from __future__ import annotations

from typing import NamedTuple


class HistoryMakers(NamedTuple):
    """Each field is a function without arguments; the view-model it gives is closed by
    whoever made it."""
