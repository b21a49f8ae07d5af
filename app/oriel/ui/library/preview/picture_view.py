"""A picture: as large as there is room, or in a chosen size and moved by hand."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from oriel.ui.theme import current_theme

STEP, LEAST, MOST = 1.25, 0.02, 16.0
_EDGE_PX = 10


class PictureView(QAbstractScrollArea):
    """`zoomed(share)`: how large it is shown, 1.0 for its own size."""

    zoomed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preview_picture")
        self.setAccessibleName(self.tr("Picture"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._pictures: tuple[QImage, ...] = ()
        self._width = self._height = 1
        self._scale = 1.0
        self._fits = True
        self._held: QPoint | None = None

    @property
    def scale(self) -> float:
        """1.0 for its own size."""
        return self._scale

    @property
    def fits(self) -> bool:
        """Whether it follows the room there is."""
        return self._fits

    def show_pictures(self, pictures: tuple[QImage, ...], size: tuple[int, int], says: str) -> None:
        """The same picture in several sizes, the largest first; `size` is its own."""
        self._pictures = pictures
        turned = bool(pictures) and (pictures[0].width() > pictures[0].height()) != (
            size[0] > size[1]
        )
        # A camera's picture that was turned upright has its sides exchanged.
        self._width, self._height = size[::-1] if turned and size[0] != size[1] else size
        self.setAccessibleDescription(says)
        self.fit()

    def fit(self) -> None:
        """As large as there is room, and no larger than it is."""
        self._fits = True
        room = self.maximumViewportSize()
        across = (room.width() - 2 * _EDGE_PX) / max(1, self._width)
        down = (room.height() - 2 * _EDGE_PX) / max(1, self._height)
        self._take(max(LEAST / 100, min(1.0, across, down)))

    def zoom(self, factor: float, at: QPoint | None = None) -> None:
        """Larger or smaller, around the middle or a point of the viewport."""
        self._fits = False
        at = at or self.viewport().rect().center()
        old = self._scale
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        left, top = (across.value() + at.x()) / old, (down.value() + at.y()) / old
        self._take(max(LEAST, min(MOST, old * factor)))
        across.setValue(round(left * self._scale - at.x()))
        down.setValue(round(top * self._scale - at.y()))

    def copy_all(self) -> None:
        if self._pictures:
            QGuiApplication.clipboard().setImage(self._pictures[0])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fits:
            self.fit()
        else:
            self._set_ranges()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), current_theme().colour("code"))
        if self._pictures:
            area = self._area()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._scale < 4)
            ratio = self.devicePixelRatioF()
            best = self._pictures[0]
            for picture in self._pictures[1:]:
                if picture.width() >= area.width() * ratio:
                    best = picture
            painter.drawImage(area, best)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(STEP ** (event.angleDelta().y() / 120), event.position().toPoint())
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.text():
            case "+" | "=":
                self.zoom(STEP)
            case "-":
                self.zoom(1 / STEP)
            case "0":
                self.fit()
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            here = event.position().toPoint()
            moved, self._held = here - self._held, here
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - moved.x())
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() - moved.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.viewport().update()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def _take(self, scale: float) -> None:
        self._scale = scale
        self._set_ranges()
        self.viewport().update()
        self.zoomed.emit(scale)

    def _set_ranges(self) -> None:
        room = self.viewport().size()
        wide = round(self._width * self._scale) + 2 * _EDGE_PX
        high = round(self._height * self._scale) + 2 * _EDGE_PX
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setRange(0, 0 if self._fits else max(0, wide - room.width()))
        down.setRange(0, 0 if self._fits else max(0, high - room.height()))
        across.setPageStep(room.width())
        down.setPageStep(room.height())

    def _area(self) -> QRectF:
        room = self.viewport().size()
        wide, high = self._width * self._scale, self._height * self._scale
        left = (room.width() - wide) / 2 if wide + 2 * _EDGE_PX <= room.width() else _EDGE_PX
        top = (room.height() - high) / 2 if high + 2 * _EDGE_PX <= room.height() else _EDGE_PX
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        return QRectF(left - across.value(), top - down.value(), wide, high)
