"""An image that a tool made, as wide as its card; one from elsewhere is only named."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QUrl
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from oriel.domain.parts import ImagePart
from oriel.ui.theme import current_theme
from oriel.ui.transcript.pictures import picture_from

_TALLEST_PX = 360
_NAMED_PX = 34


class PictureView(QWidget):
    def __init__(self, image: ImagePart, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tool_image")
        self._image = picture_from(image.data_uri) if image.data_uri else picture_from("")
        host = QUrl(image.url).host()
        named = self.tr("Picture at {host}; it is not fetched by itself.").format(host=host)
        self._words = named if host else self.tr("A picture that cannot be shown")
        self.setAccessibleName(image.alt or self.tr("Picture"))
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(240))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if self._image.isNull():
            return _NAMED_PX
        return max(1, round(self._image.height() * self._scale(width)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = current_theme()
        if self._image.isNull():
            painter.setPen(theme.colour("muted"))
            shown = self.fontMetrics().elidedText(
                self._words, Qt.TextElideMode.ElideRight, self.width()
            )
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter), shown)
        else:
            scale = self._scale(self.width())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            area = QRectF(0, 0, self._image.width() * scale, self._image.height() * scale)
            painter.drawImage(area, self._image)
        painter.end()

    def _scale(self, width: int) -> float:
        across = width / max(1, self._image.width())
        return min(1.0, across, _TALLEST_PX / max(1, self._image.height()))
