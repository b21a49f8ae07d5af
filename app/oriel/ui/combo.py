"""The combo box of the program: a style sheet cannot tint the chevron of Qt's own."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox

from oriel.ui.icons import paint_icon
from oriel.ui.row_button import mirrored
from oriel.ui.theme import current_theme


class Combo(QComboBox):
    """With our own chevron, at whichever end the text ends. The wheel scrolls what it lies on
    and changes nothing."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        side = mirrored(QRect(self.width() - 24, self.height() // 2 - 7, 14, 14), self)
        tint = current_theme().faded("muted", 1.0 if self.isEnabled() else 0.5)
        paint_icon(painter, "chevron-down", side, tint)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
