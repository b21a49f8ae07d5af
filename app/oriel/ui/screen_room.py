"""How large a dialog may be: as the text's size asks, as far as the screen goes."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog

from oriel.ui.theme import current_zoom

MOST_OF_SCREEN = 0.94


def fit_on_screen(dialog: QDialog, width_px: int, height_px: int) -> None:
    """Resizes it to what is wanted at 100 %, or as much of that as there is room for."""
    zoom, room = current_zoom(), dialog.screen().availableGeometry()
    dialog.resize(
        min(round(width_px * zoom), int(room.width() * MOST_OF_SCREEN)),
        min(round(height_px * zoom), int(room.height() * MOST_OF_SCREEN)),
    )
