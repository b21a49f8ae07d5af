"""Line icons: one SVG each in resources/icons, tinted with a theme token when painted.

An icon holds no pixels: it asks for the theme in force at the moment of painting,
so a change of theme needs no new icons, and every screen gets its own sharpness.
Files are found through the search path "res:" (set where resources are known).
QtSvg is imported by the first painted icon.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QDir, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap, QPixmapCache

from oriel.ui.theme import current_theme

SMALL_PX = 16
BUTTON_PX = 18


def icon(name: str, tint: str = "muted", active: str = "") -> QIcon:
    """The icon `name` in the colour of the token `tint`; `active` is its token under the
    mouse or when checked (the same when empty)."""
    return QIcon(_LineIcon(name, tint, active or tint))


def paint_icon(painter: QPainter, name: str, rect: QRect | QRectF, colour: QColor) -> None:
    """Paints an icon straight into a rectangle (logical pixels)."""
    from PySide6.QtSvg import QSvgRenderer

    svg = _source(name).replace(b"currentColor", colour.name().encode())
    painter.save()
    painter.setOpacity(painter.opacity() * colour.alphaF())
    QSvgRenderer(QByteArray(svg)).render(painter, QRectF(rect))
    painter.restore()


@cache
def _source(name: str) -> bytes:
    for folder in QDir.searchPaths("res"):
        path = Path(folder) / "icons" / f"{name}.svg"
        if path.is_file():
            return path.read_bytes()
    raise LookupError(f"no icon named {name}")


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
