"""What the pages of the inspector are put together from: cards, words, small buttons."""

from __future__ import annotations

import re

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from oriel.ui.icon_engine import icon
from oriel.ui.theme import current_theme

EDGE_PX = 14
_RADIUS_PX = 10
_LONG_WORD = re.compile(r"\S{18,}")


class Card(QFrame):
    """A raised area; a marked one has an accent line around it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marked = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    @property
    def marked(self) -> bool:
        return self._marked

    def set_marked(self, marked: bool) -> None:
        self._marked = marked
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2.0 if self._marked else 1.0
        painter.setPen(QPen(theme.colour("accent" if self._marked else "line"), width))
        painter.setBrush(theme.colour("surface"))
        half = width / 2
        area = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(area, _RADIUS_PX, _RADIUS_PX)
        painter.end()


class ScoreBar(QWidget):
    """How well a passage fits, as a short bar; `score` is 0 to 1."""

    def __init__(self, score: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = min(1.0, max(0.0, score))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(48, 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_shares(self, [(self._share, "accent")])


class ShareBar(QWidget):
    """Parts of a whole, side by side: (share 0 to 1, theme token) each."""

    def __init__(self, shares: list[tuple[float, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shares = shares
        self.setFixedHeight(6)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_shares(self, self._shares)


def paint_shares(widget: QWidget, shares: list[tuple[float, str]]) -> None:
    """Fills a widget from its leading edge; what is left over is the line's colour."""
    theme = current_theme()
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if widget.layoutDirection() == Qt.LayoutDirection.RightToLeft:
        painter.translate(QPointF(widget.width(), 0))
        painter.scale(-1, 1)
    area = QRectF(widget.rect())
    radius = area.height() / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("line"))
    painter.drawRoundedRect(area, radius, radius)
    left = 0.0
    for share, token in shares:
        width = area.width() * share
        painter.setBrush(theme.colour(token))
        painter.drawRoundedRect(QRectF(left, 0, width, area.height()), radius, radius)
        left += width
    painter.end()


class Column(QScrollArea):
    """A page that scrolls: widgets from top to bottom, or one sentence in their place."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = QWidget(self)
        self._inside.setAutoFillBackground(False)
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(EDGE_PX, 4, EDGE_PX, EDGE_PX)
        self._column.setSpacing(10)
        self._column.addStretch(1)
        self.setWidget(self._inside)
        self.viewport().setAutoFillBackground(False)

    def put(self, widget: QWidget) -> None:
        """Adds one below the others."""
        self._column.insertWidget(self._column.count() - 1, widget)

    def clear(self) -> None:
        while self._column.count() > 1:
            item = self._column.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def say(self, sentence: str) -> None:
        """Nothing but a sentence."""
        self.clear()
        label = words(sentence, "muted", self._inside)
        label.setObjectName(f"{self.objectName()}_empty")
        self.put(label)

    def bring_into_view(self, widget: QWidget) -> None:
        layout = self._inside.layout()
        if layout is not None:
            layout.activate()
        self._inside.adjustSize()
        top = widget.mapTo(self._inside, widget.rect().topLeft()).y()
        self.verticalScrollBar().setValue(max(0, top - 8))


def words(text: str, role: str = "", parent: QWidget | None = None) -> QLabel:
    """Plain text that wraps, also within long words, and can be marked with the mouse."""
    label = QLabel(breakable(text), parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    if role:
        label.setProperty("textRole", role)
    return label


def breakable(text: str) -> str:
    """Long words (ids, addresses) with places to break: nothing here scrolls sideways."""
    return _LONG_WORD.sub(lambda found: "\u200b".join(found[0]), text)


def link_button(text: str, name: str, parent: QWidget | None = None) -> QPushButton:
    button = QPushButton(text, parent)
    button.setObjectName(name)
    button.setProperty("kind", "link")
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


def icon_button(icon_name: str, text: str, name: str, parent: QWidget | None = None) -> QToolButton:
    """An icon with `text` as its name and under the mouse."""
    button = QToolButton(parent)
    button.setObjectName(name)
    button.setIcon(icon(icon_name, "muted", "text"))
    button.setIconSize(QSize(15, 15))
    button.setToolTip(text)
    button.setAccessibleName(text)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
