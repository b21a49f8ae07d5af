"""The menu of colours for chats and folders."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from oriel.ui.icon_engine import icon
from oriel.ui.order.words import COLOURS, colour_name
from oriel.ui.theme import current_theme

_SIDE, _DOT = 16, 10


class TintMenu(QMenu):
    """`chosen(theme token)`, "" for none."""

    chosen = Signal(str)

    def __init__(self, current: str | None, parent: QWidget) -> None:
        """`current` is checked; None when there are several."""
        super().__init__(parent)
        self.setTitle(self.tr("Colour"))
        self.setObjectName("tint_menu")
        self.setIcon(icon("target", "muted", "text"))
        self._add(self.tr("No colour"), "", current)
        for token in COLOURS:
            self._add(colour_name(token), token, current).setIcon(dot_icon(token))
        self.triggered.connect(self._on_triggered)

    def _add(self, text: str, token: str, current: str | None) -> QAction:
        action = self.addAction(text)
        action.setObjectName(f"tint_{token or 'none'}")
        action.setData(token)
        action.setCheckable(True)
        action.setChecked(token == current)
        return action

    def _on_triggered(self, action: QAction) -> None:
        self.chosen.emit(str(action.data()))


def dot_icon(token: str) -> QIcon:
    """A dot of the colour that the theme in force gives a token."""
    picture = QPixmap(2 * _SIDE, 2 * _SIDE)
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(current_theme().colour(token))
    edge = (_SIDE - _DOT) / 2
    painter.drawEllipse(int(edge), int(edge), _DOT, _DOT)
    painter.end()
    return QIcon(picture)
