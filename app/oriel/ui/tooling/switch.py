"""A switch, on or off at once; and the dot that says where a server is in its life."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from oriel.domain.tools import ServerState
from oriel.ui.theme import current_theme, current_zoom

_TRACK = (32, 18)
_DOT_PX = 8
_TINTS = {
    ServerState.STOPPED: "muted",
    ServerState.STARTING: "warning",
    ServerState.READY: "ok",
    ServerState.FAILED: "danger",
}


class Switch(QAbstractButton):
    """Checkable; for a screen reader a check box of its accessible name."""

    def __init__(self, name: str, spoken: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        zoom = current_zoom()
        return QSize(round((_TRACK[0] + 6) * zoom), round((_TRACK[1] + 6) * zoom))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, zoom = current_theme(), current_zoom()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(1.0 if self.isEnabled() else 0.4)
        track = QRectF(0, 0, _TRACK[0] * zoom, _TRACK[1] * zoom)
        track.moveCenter(QRectF(self.rect()).center())
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 1.5))
            ring = track.adjusted(-2.5, -2.5, 2.5, 2.5)
            painter.drawRoundedRect(ring, ring.height() / 2, ring.height() / 2)
        self._paint_track(painter, track)
        painter.end()

    def _paint_track(self, painter: QPainter, track: QRectF) -> None:
        theme, on = current_theme(), self.isChecked()
        radius = track.height() / 2
        painter.setPen(QPen(theme.colour("accent" if on else "muted"), 1))
        painter.setBrush(theme.colour("accent" if on else "surface"))
        painter.drawRoundedRect(track.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        knob = track.adjusted(3, 3, -3, -3)
        knob.setWidth(knob.height())
        if on is not self.isRightToLeft():
            knob.moveRight(track.right() - 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("on-accent" if on else "muted"))
        painter.drawEllipse(knob)


class StateDot(QWidget):
    """What is said of the state stands beside it in words: a colour alone tells too few."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._tint = "muted"
        self._hollow = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, state: ServerState) -> None:
        self._tint = _TINTS[state]
        self._hollow = state is ServerState.STOPPED
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_DOT_PX + 4, _DOT_PX + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = current_theme().colour(self._tint)
        painter.setPen(QPen(colour, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush if self._hollow else colour)
        dot = QRectF(0, 0, _DOT_PX - 1, _DOT_PX - 1)
        dot.moveCenter(QRectF(self.rect()).center())
        painter.drawEllipse(dot)
        painter.end()
