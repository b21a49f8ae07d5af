"""A progress bar that leaves painting to the next frame.

QProgressBar paints at once, and with it whatever else of the window waits to be painted.
"""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar


class ProgressLine(QProgressBar):
    def show_progress(self, done: int, of: int) -> None:
        """How many of how many; `of` 0 for nobody knows."""
        self.setUpdatesEnabled(False)
        self.setRange(0, of)
        self.setValue(done)
        self.setUpdatesEnabled(True)
