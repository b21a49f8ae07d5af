"""Line icons as QIcons, for the buttons and menus of Qt.

An icon holds no pixels: it asks for the theme in force at the moment of painting,
so a change of theme needs no new icons, and every screen gets its own sharpness.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap, QPixmapCache

from oriel.ui.icons import paint_icon
from oriel.ui.theme import current_theme


def icon(name: str, tint: str = "muted", active: str = "") -> QIcon:
    """The icon `name` in the colour of the token `tint`; `active` is its token under the
    mouse or when checked (the same when empty)."""
    return QIcon(_LineIcon(name, tint, active or tint))


class _LineIcon(QIconEngine):
    def __init__(self, name: str, tint: str, active: str) -> None:
        super().__init__()
        self._name = name
        self._tint = tint
        self._active = active

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        paint_icon(painter, self._name, rect, self._colour(mode, state))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """`size` is in device pixels; the caller sets the ratio."""
        if size.isEmpty():  # a button that is being squeezed by its layout
            return QPixmap()
        colour = self._colour(mode, state)
        side = f"{size.width()}x{size.height()}"
        key = f"oriel/{self._name}/{colour.name(QColor.NameFormat.HexArgb)}/{side}"
        picture = QPixmap()
        if QPixmapCache.find(key, picture):
            return picture
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        paint_icon(painter, self._name, QRect(QPoint(0, 0), size), colour)
        painter.end()
        QPixmapCache.insert(key, picture)
        return picture

    def clone(self) -> QIconEngine:
        return _LineIcon(self._name, self._tint, self._active)

    def _colour(self, mode: QIcon.Mode, state: QIcon.State) -> QColor:
        theme = current_theme()
        if mode == QIcon.Mode.Disabled:
            return theme.faded("muted", 0.5)
        lit = mode in (QIcon.Mode.Active, QIcon.Mode.Selected) or state == QIcon.State.On
        return theme.colour(self._active if lit else self._tint)
