"""The colour of a connection's dot, picked from a few of the theme's tokens."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QLabel, QWidget

from oriel.ui.theme import current_theme

SIDE_PX, DOT_PX = 26, 14


class ColourRow(QWidget):
    """`changed` when another one was picked; `colour` is a theme token."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        names = {
            "accent": self.tr("Green-blue"),
            "syntax-function": self.tr("Blue"),
            "syntax-keyword": self.tr("Purple"),
            "danger": self.tr("Red"),
            "warning": self.tr("Yellow"),
            "ok": self.tr("Green"),
            "muted": self.tr("Grey"),
        }
        label = QLabel(self.tr("Colour"), self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(label)
        row.addSpacing(8)
        self._group = QButtonGroup(self)
        self._dots = [_Dot(token, name, self) for token, name in names.items()]
        for dot in self._dots:
            self._group.addButton(dot)
            row.addWidget(dot)
        row.addStretch(1)
        self._dots[0].setChecked(True)
        self._group.buttonClicked.connect(self.changed)

    @property
    def colour(self) -> str:
        return next(dot.token for dot in self._dots if dot.isChecked())

    def set_colour(self, token: str) -> None:
        """A token that is not offered leaves the choice as it is."""
        for dot in self._dots:
            if dot.token == token:
                dot.setChecked(True)


class _Dot(QAbstractButton):
    def __init__(self, token: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.token = token
        self.setObjectName(f"colour_{token}")
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:
        return QSize(SIDE_PX, SIDE_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QRectF(self.rect()).center()
        dot = QRectF(0, 0, DOT_PX, DOT_PX)
        dot.moveCenter(middle)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(self.token))
        painter.drawEllipse(dot)
        if self.isChecked() or self.hasFocus():
            tint = "accent" if self.hasFocus() else "text"
            painter.setPen(QPen(theme.colour(tint), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(dot.adjusted(-4, -4, 4, 4))
        painter.end()
