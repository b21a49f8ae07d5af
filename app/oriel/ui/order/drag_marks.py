"""What is seen while something is dragged over the list: where it would land, and as what."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from oriel.ui.announcing import announce
from oriel.ui.chat_list_delegate import indent
from oriel.ui.order.dropping import Landing, Target
from oriel.ui.order.placing import Gap
from oriel.ui.style_sheet import restyle
from oriel.ui.theme import current_theme

OPEN_AFTER_MS = 600
_EDGE = 10
_RADIUS = 6
_RING = 4


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
        self._said = ""
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

    def show_target(self, target: Target | None, text: str = "", *, refused: bool = False) -> None:
        """Where it would land now and what comes of it; None where it cannot, with `text`
        saying why, if there is something to say."""
        if (target, text) == (self._target, self._said) and self.isVisible():
            return
        self._target, self._said = target, text
        self._timer.stop()
        if target is not None and target.landing is Landing.FOLDER:
            self._timer.start()
        self.setGeometry(self._viewport.rect())
        self._words.setVisible(bool(text))
        if text:
            self._say(text, refused=refused)
        self.show()
        self.raise_()
        self.update()

    def leave(self) -> None:
        self._timer.stop()
        self._target, self._said = None, ""
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._target is None or self._target.refused:
            return
        rect = self._rows(self._target.first, self._target.last)
        rect = rect.intersected(self.rect()) if rect.isValid() else self.rect()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._target.gap is not None:
            self._paint_line(painter, rect, self._target.gap)
        else:
            self._paint_frame(painter, rect)
        painter.end()

    def _paint_frame(self, painter: QPainter, rect: QRect) -> None:
        """Around what takes it in."""
        tint = current_theme().colour("accent")
        painter.setPen(QPen(tint, 1.5))
        tint.setAlphaF(0.08)
        painter.setBrush(tint)
        ground = QRectF(rect).adjusted(0.75, 1.75, -0.75, -1.75)
        painter.drawRoundedRect(ground, _RADIUS, _RADIUS)

    def _paint_line(self, painter: QPainter, rect: QRect, gap: Gap) -> None:
        """Between two rows, with a ring where it begins: as far in as what lands there."""
        room = indent(gap.depth)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        rect = rect.adjusted(*((0, 0, -room, 0) if mirrored else (room, 0, 0, 0)))
        # At the edge of the list the ring would be cut off.
        y = min(max(rect.bottom() + 1 if gap.below else rect.top(), _RING), self.height() - _RING)
        start, end = (rect.right(), rect.left()) if mirrored else (rect.left(), rect.right())
        inward = -_RING if mirrored else _RING
        painter.setPen(QPen(current_theme().colour("accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPoint(start + inward, y), _RING - 1, _RING - 1)
        painter.drawLine(start + 2 * inward, y, end, y)

    def _say(self, text: str, *, refused: bool) -> None:
        self._text.setText(text)
        role = "danger" if refused else ""
        if self._text.property("textRole") != role:
            self._text.setProperty("textRole", role)
            restyle(self._text)
        self.setAccessibleName(text)
        announce(self, text)
        width = self.width() - 2 * _EDGE
        height = self._inside.heightForWidth(width)
        if height <= 0:
            height = self._words.sizeHint().height()
        place = QRect(_EDGE, self.height() - height - 8, width, height)
        target = self._target
        if target is not None and place.intersects(self._rows(target.first, target.last)):
            place.moveTop(8)
        self._words.setGeometry(place)

    def _on_lingered(self) -> None:
        if self._target is not None and self._target.folder is not None:
            self.lingered.emit(self._target.folder.id)
