"""An icon that is only looked at; it takes on a new theme by being painted again."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from oriel.ui.icons import BUTTON_PX, paint_icon
from oriel.ui.theme import current_theme


class IconMark(QWidget):
    """`tint` is a theme token; `side_px` the edge in logical pixels."""

    def __init__(
        self,
        name: str,
        tint: str = "muted",
        side_px: int = BUTTON_PX,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name, self._tint, self._side_px = name, tint, side_px
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, name: str, tint: str) -> None:
        self._name, self._tint = name, tint
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._side_px, self._side_px)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_icon(painter, self._name, self.rect(), current_theme().colour(self._tint))
        painter.end()
