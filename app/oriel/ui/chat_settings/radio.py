"""A radio button in our own colours: a style sheet cannot tint its dot."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QRadioButton

from oriel.ui.row_button import mirrored
from oriel.ui.theme import current_theme

SIDE_PX, GAP_PX = 18, 10


class Radio(QRadioButton):
    @property
    def text_at(self) -> int:
        """How far from the leading edge its text begins."""
        return SIDE_PX + GAP_PX

    def sizeHint(self) -> QSize:
        wide = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(self.text_at + wide + 4, max(SIDE_PX, self.fontMetrics().height()) + 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = current_theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.isEnabled():
            painter.setOpacity(0.5)
        on, focused = self.isChecked(), self.hasFocus()
        square = mirrored(QRect(0, (self.height() - SIDE_PX) // 2, SIDE_PX, SIDE_PX), self)
        middle = QPointF(square.x() + SIDE_PX / 2, square.y() + SIDE_PX / 2)
        painter.setPen(QPen(theme.colour("accent" if on or focused else "muted"), 1.5))
        painter.setBrush(theme.colour("accent" if on else "surface"))
        painter.drawEllipse(middle, SIDE_PX / 2 - 1.5, SIDE_PX / 2 - 1.5)
        if on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("on-accent"))
            painter.drawEllipse(middle, 3.2, 3.2)
        self._write(painter)
        painter.end()

    def _write(self, painter: QPainter) -> None:
        theme, right = current_theme(), self.isRightToLeft()
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        room = QRect(self.text_at, 0, self.width() - self.text_at, self.height())
        painter.setPen(theme.colour("text"))
        where = mirrored(room, self)
        painter.drawText(where, int(flags), self.text())
        if self.hasFocus():
            wide = self.fontMetrics().horizontalAdvance(self.text())
            line = mirrored(QRect(self.text_at, self.height() - 4, wide, 2), self)
            painter.fillRect(line, theme.colour("accent"))
