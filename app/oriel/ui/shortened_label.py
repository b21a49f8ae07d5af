"""A line of text that is cut where its place ends, and never asks for more."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from oriel.ui.theme import current_theme


class ShortenedLabel(QWidget):
    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self.setAccessibleName(text)
        self.setToolTip(text[:2000])

    def text(self) -> str:
        return self._text

    def sizeHint(self) -> QSize:
        return QSize(120, self.fontMetrics().height() + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(20, self.fontMetrics().height() + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(current_theme().colour("text"))
        mode = Qt.TextElideMode.ElideRight
        shown = self.fontMetrics().elidedText(self._text[:2000], mode, self.width())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(self.rect(), flags, shown)
        painter.end()
