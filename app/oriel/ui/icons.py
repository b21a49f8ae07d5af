"""Line icons: one SVG each in resources/icons, painted in any colour.

Files are found through the search path "res:" (set where resources are known).
QtSvg is imported by the first painted icon. Apart from icon_engine.py, which
makes QIcons of them: the first paint needs none.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QDir, QRect, QRectF
from PySide6.QtGui import QColor, QPainter

SMALL_PX = 16
BUTTON_PX = 18


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
