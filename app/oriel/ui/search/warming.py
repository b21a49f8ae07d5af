"""What the search panel needs, imported before somebody waits for it.

One module at a time and with pauses, since importing holds the loop up; all at once it would
be the longest part of the first Ctrl+K.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from PySide6.QtCore import QObject, QTimer

# What is needed first, so that each brings little along.
MODULES = (
    "oriel.domain.lines",
    "oriel.domain.periods",
    "oriel.domain.search_query",
    "oriel.domain.search",
    "oriel.domain.search_typing",
    "oriel.domain.findables",
    "oriel.services.search",
    "oriel.services.known_names",
    "oriel.ui.view_models.search",
    "oriel.ui.library.retrieval.flow",
    "oriel.ui.search.words",
    "oriel.ui.search.rows",
    "oriel.ui.search.layout",
    "oriel.ui.search.delegate",
    "oriel.ui.search.results_list",
    "oriel.ui.search.asking",
    "oriel.ui.search.chips",
    "oriel.ui.search.field",
    "oriel.ui.search.order_switch",
    "oriel.ui.search.foot",
    "oriel.ui.search.naming",
    "oriel.ui.search.panel",
    "oriel.ui.search.veil",
)
REST_MS, PAUSE_MS = 2_000, 40


class Warming(QObject):
    """Begins when the start has come to rest, and is done once."""

    def __init__(self, parent: QObject, modules: Iterable[str] = MODULES) -> None:
        super().__init__(parent)
        self._left = list(modules)
        self._timer = QTimer(self, interval=REST_MS)
        self._timer.timeout.connect(self._on_time)
        self._timer.start()

    def _on_time(self) -> None:
        import_module(self._left.pop(0))
        if self._left:
            self._timer.setInterval(PAUSE_MS)
        else:
            self._timer.stop()
