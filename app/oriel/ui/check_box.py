"""A check box with our own tick: a style sheet cannot tint one."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox

from oriel.ui.icons import paint_icon
from oriel.ui.row_button import mirrored
from oriel.ui.theme import current_theme

SIDE_PX = 18  # as in style_sheet.py, the border included


class CheckBox(QCheckBox):
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.isChecked():
            painter = QPainter(self)
            side = mirrored(QRect(2, (self.height() - SIDE_PX) // 2 + 2, 14, 14), self)
            paint_icon(painter, "check", side, current_theme().colour("on-accent"))
            painter.end()
