"""What lies between the window and the search panel: a click on it closes the panel.

It shows a picture of the window rather than letting it shine through: else every letter that
is typed would have the whole window painted below it.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMargins, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QHideEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QMainWindow, QWidget

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
        self._picture: QPixmap | None = None
        self._reserved = 0
        self._shadow = QRect()  # where it was painted last
        self.hide()
        window.installEventFilter(self)
        self.panel.installEventFilter(self)

    def open(self) -> None:
        self.setGeometry(self._room())
        self._take_picture()
        self.show()
        self.raise_()
        self.panel.begin()
        self._fit()

    def reserve(self, height: int) -> None:
        """Leaves so much room free at its foot, in pixels."""
        if height != self._reserved:
            self._reserved = height
            self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.parent() and self.isVisible():
            self.setGeometry(self._room())
            self._take_picture()
            self._fit()
            self.update()
        elif event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and watched is self.panel:
            self._move_shadow()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.isVisible():
            self._take_picture()
            self.update()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._picture = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.left.emit()
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()  # what lies below does not move

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._picture is None:
            painter.fillRect(event.rect(), current_theme().faded("window", _SHADE))
        else:
            painter.drawPixmap(0, 0, self._picture)
        if not self._is_hidden_by_panel(event.rect()):
            self._paint_shadow(painter)
        painter.end()

    def _is_hidden_by_panel(self, area: QRect) -> bool:
        """What the letters of the panel are painted in; its round corners let the veil through."""
        panel = self.panel.geometry()
        sides = panel.adjusted(0, _RADIUS, 0, -_RADIUS), panel.adjusted(_RADIUS, 0, -_RADIUS, 0)
        return any(side.contains(area) for side in sides)

    def _move_shadow(self) -> None:
        """The panel has another place: Qt paints only what it left, and not the shadow around."""
        around = QMargins(_SHADOW_PX, _SHADOW_PX, _SHADOW_PX, _SHADOW_PX)
        shadow = self.panel.geometry().marginsAdded(around)
        self.update(shadow.united(self._shadow))
        self._shadow = shadow

    def _paint_shadow(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        dark = current_theme().faded("code" if current_theme().is_dark else "text", 1.0)
        dark.setAlphaF(_SHADOW * (3 if current_theme().is_dark else 1))
        painter.setBrush(dark)
        for spread in range(_SHADOW_PX, 0, -2):
            area = QRectF(self.panel.geometry()).adjusted(-spread, -spread / 2, spread, spread)
            painter.drawRoundedRect(area, _RADIUS + spread, _RADIUS + spread)

    def _take_picture(self) -> None:
        """Of what lies below, in the colours it has there."""
        window = self.parentWidget()
        below = window.centralWidget() if isinstance(window, QMainWindow) else None
        self._picture = None
        if below is not None:
            picture = below.grab()
            painter = QPainter(picture)
            painter.fillRect(below.rect(), current_theme().faded("window", _SHADE))
            painter.end()
            # Only where it covers all that lies below.
            self._picture = picture if below.geometry() == self.geometry() else None
        opaque = self._picture is not None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, opaque)

    def _fit(self) -> None:
        self.panel.fit(self.rect().adjusted(0, 0, 0, -self._reserved))

    def _room(self) -> QRect:
        window = self.parentWidget()
        return window.rect() if window is not None else QRect()
