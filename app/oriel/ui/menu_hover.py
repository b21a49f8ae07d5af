"""A button that opened a menu, and that the mouse left while the menu was open: Qt tells it so
only when the mouse comes and goes again, and it would look pointed at until then.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QMenu, QWidget


class _Pointed(QObject):
    """Lives as long as the menu."""

    def __init__(self, menu: QMenu, below: QWidget) -> None:
        super().__init__(menu)
        self._below: QWidget | None = below
        below.destroyed.connect(self._on_destroyed)
        menu.aboutToHide.connect(self._on_closed)

    def _on_destroyed(self) -> None:
        self._below = None

    def _on_closed(self) -> None:
        below, self._below = self._below, None
        if below is None or below.rect().contains(below.mapFromGlobal(QCursor.pos())):
            return
        below.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)  # noqa: FBT003
        QApplication.sendEvent(below, QEvent(QEvent.Type.Leave))
        below.update()


def open_over(menu: QMenu, below: QWidget) -> QMenu:
    """The menu, about to be opened from the button (or the rows) `below`."""
    _Pointed(menu, below)
    return menu
