"""Makes a dialog as high as its words need at its width: Qt's own size hint does not know how
often a label will wrap."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QScrollArea

from oriel.ui.screen_room import MOST_OF_SCREEN
from oriel.ui.theme import current_zoom

_LEAST_PX = 72


def most_of_screen(dialog: QDialog) -> int:
    """How high a dialog may be."""
    return round(dialog.screen().availableGeometry().height() * MOST_OF_SCREEN)


def fit(dialog: QDialog, width_px: int, area: QScrollArea | None = None, most_px: int = 0) -> None:
    """`width_px` at 100 %; `area` shows all that is in it, up to a height of `most_px`."""
    layout = dialog.layout()
    if layout is None:
        return
    layout.activate()
    wide = max(round(width_px * current_zoom()), layout.minimumSize().width())
    shown = area.widget() if area is not None else None
    inside = shown.layout() if shown is not None else None
    if area is not None and inside is not None:
        inside.activate()
        margins = layout.contentsMargins()
        room = wide - margins.left() - margins.right()
        wanted = max(inside.totalHeightForWidth(room), inside.totalSizeHint().height())
        shown_px = min(wanted, round(most_px * current_zoom()))
        area.setFixedHeight(shown_px)
        layout.activate()
        # On a low screen the list gives way, so that the buttons stay in sight.
        over = layout.totalHeightForWidth(wide) - most_of_screen(dialog)
        if over > 0:
            area.setFixedHeight(max(shown_px - over, _LEAST_PX))
            layout.activate()
    dialog.resize(wide, layout.totalHeightForWidth(wide))
