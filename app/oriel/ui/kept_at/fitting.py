"""Makes a dialog as high as its words need at its width: Qt's own size hint does not know how
often a label will wrap."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QScrollArea

from oriel.ui.theme import current_zoom


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
        area.setFixedHeight(min(wanted, round(most_px * current_zoom())))
        layout.activate()
    dialog.resize(wide, layout.totalHeightForWidth(wide))
