"""What is seen while something is dragged over the list: where it would land, and as what."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from oriel.ui.order.dropping import Dragged, Target, said
from oriel.ui.theme import current_theme

OPEN_AFTER_MS = 600
_EDGE = 10
_RADIUS = 6


class DragMarks(QWidget):
    """Lies over the rows and takes no mouse. `lingered(folder id)` when the pointer stays on
    a folder: it wants to be looked into."""

    lingered = Signal(str)

    def __init__(self, viewport: QWidget, rows: Callable[[int, int], QRect]) -> None:
        """`rows` gives the rectangle of rows from and to, in the viewport."""
        super().__init__(viewport)
        self.setObjectName("drag_marks")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._viewport = viewport
        self._rows = rows
        self._target: Target | None = None
        self._words = QFrame(self)
        self._words.setProperty("kind", "card")
        self._text = QLabel(self._words)
        self._text.setObjectName("drag_says")
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        inside = self._inside = QVBoxLayout(self._words)
        inside.setContentsMargins(12, 8, 12, 8)
        inside.addWidget(self._text)
        self._timer = QTimer(self, singleShot=True, interval=OPEN_AFTER_MS)
        self._timer.timeout.connect(self._on_lingered)
        self.hide()

    @property
    def target(self) -> Target | None:
        return self._target

    def show_target(self, dragged: Dragged, target: Target | None) -> None:
        """Where it would land now; None where it cannot."""
        if target == self._target and self.isVisible():
            return
        self._target = target
        self._timer.stop()
        if target is not None and target.folder is not None:
            self._timer.start()
        self.setGeometry(self._viewport.rect())
        self._words.setVisible(target is not None)
        if target is not None:
            self._say(said(dragged, target))
        self.show()
        self.raise_()
        self.update()

    def leave(self) -> None:
        self._timer.stop()
        self._target = None
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._target is None:
            return
        rect = self._rows(self._target.first, self._target.last)
        rect = rect.intersected(self.rect()) if rect.isValid() else self.rect()
        theme = current_theme()
        ground = QRectF(rect).adjusted(0, 1, 0, -1)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tint = theme.colour("accent")
        painter.setPen(QPen(tint, 1.5))
        tint.setAlphaF(0.08)
        painter.setBrush(tint)
        painter.drawRoundedRect(ground.adjusted(0.75, 0.75, -0.75, -0.75), _RADIUS, _RADIUS)
        painter.end()

    def _say(self, text: str) -> None:
        self._text.setText(text)
        self.setAccessibleName(text)
        width = self.width() - 2 * _EDGE
        height = self._inside.heightForWidth(width)
        if height <= 0:
            height = self._words.sizeHint().height()
        self._words.setGeometry(_EDGE, self.height() - height - 8, width, height)

    def _on_lingered(self) -> None:
        if self._target is not None and self._target.folder is not None:
            self.lingered.emit(self._target.folder.id)
