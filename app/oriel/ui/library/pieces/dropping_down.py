"""Where a menu opens below the button it belongs to: within the window, in either direction."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from oriel.ui.menu_hover import open_over

_GAP_PX = 2


def drop_down(menu: QMenu, anchor: QWidget) -> None:
    """Opens it from where the anchor begins; to where that ends, if the window is too narrow."""
    window, width = anchor.window(), menu.sizeHint().width()
    left = anchor.mapTo(window, QPoint(0, 0)).x()
    as_begun, as_ended = left, left + anchor.width() - width
    if anchor.isRightToLeft():
        as_begun, as_ended = as_ended, as_begun
    fits = as_begun >= 0 and as_begun + width <= window.width()
    down = anchor.mapToGlobal(QPoint(0, anchor.height() + _GAP_PX))
    open_over(menu, anchor).popup(
        QPoint(down.x() + (as_begun if fits else as_ended) - left, down.y())
    )
