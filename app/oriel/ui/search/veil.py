"""What lies between the window and the search panel: a click on it closes the panel."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from oriel.ui.search.panel import SearchPanel
from oriel.ui.theme import current_theme

_SHADE, _SHADOW_PX, _SHADOW = 0.6, 18, 0.018
_RADIUS = 10


class Veil(QWidget):
    """Covers the whole window and keeps to its size. `left()` by a click beside the panel."""

    left = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("search_veil")
        self.panel = SearchPanel(self)
        self.hide()
        window.installEventFilter(self)

    def open(self) -> None:
        self.setGeometry(self._room())
        self.show()
        self.raise_()
        self.panel.begin()
        self.panel.fit(self.rect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.parent() and self.isVisible():
            self.setGeometry(self._room())
            self.panel.fit(self.rect())
            self.update()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.left.emit()
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()  # what lies below does not move

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), current_theme().faded("window", _SHADE))
        painter.setPen(Qt.PenStyle.NoPen)
        dark = current_theme().faded("code" if current_theme().is_dark else "text", 1.0)
        dark.setAlphaF(_SHADOW * (3 if current_theme().is_dark else 1))
        painter.setBrush(dark)
        for spread in range(_SHADOW_PX, 0, -2):
            area = QRectF(self.panel.geometry()).adjusted(-spread, -spread / 2, spread, spread)
            painter.drawRoundedRect(area, _RADIUS + spread, _RADIUS + spread)
        painter.end()

    def _room(self) -> QRect:
        window = self.parentWidget()
        return window.rect() if window is not None else QRect()
