"""The way back from what was just done: one at a time, whoever offers it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from oriel.ui.main_window import MainWindow


class Undo(QObject):
    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        self._way_back: Callable[[], None] | None = None
        window.undo_requested.connect(self._undo)
        window.action("undo_delete").triggered.connect(self._undo)

    def offer(self, text: str, way_back: Callable[[], None], label: str = "") -> None:
        """Says what was done; for a while `way_back` can be taken. The offer before is gone.
        With a `label` the way leads on and not back."""
        self._way_back = way_back
        self._window.show_undo(text, label)

    def _undo(self) -> None:
        way_back, self._way_back = self._way_back, None
        if way_back is not None:
            way_back()
