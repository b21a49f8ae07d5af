"""One way to connect as a wide button: icon, title, a line about it, a chevron."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from oriel.ui.icons import paint_icon
from oriel.ui.row_button import mirrored, smaller, with_weight
from oriel.ui.theme import current_theme

_ICON_AT, _TEXT_AT, _END = 16, 46, 40
_PAD, _BETWEEN = 12, 3


class WayCard(QPushButton):
    """Painted here: a styled button has neither a second line nor room between."""

    def __init__(self, name: str, icon_name: str, title: str, about: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("kind", "field")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._icon_name = icon_name
        self._title = title
        self._about = about
        self._tell()

    def set_about(self, about: str) -> None:
        self._about = about
        self._tell()
        self.update()

    def sizeHint(self) -> QSize:
        lines = self._line(self._bold()) + self._line(self._small())
        return QSize(320, 2 * _PAD + _BETWEEN + lines)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        theme = current_theme()
        middle = self.height() // 2
        tint = "accent" if self.isEnabled() else "muted"
        icon = mirrored(QRect(_ICON_AT, middle - 9, 18, 18), self)
        paint_icon(painter, self._icon_name, icon, theme.colour(tint))
        chevron = "chevron-left" if self.isRightToLeft() else "chevron-right"
        side = mirrored(QRect(self.width() - 30, middle - 8, 16, 16), self)
        paint_icon(painter, chevron, side, theme.colour("muted"))
        top = (self.height() - self.sizeHint().height()) // 2 + _PAD
        top = self._write(painter, top, self._title, self._bold(), "text")
        self._write(painter, top + _BETWEEN, self._about, self._small(), "muted")
        painter.end()

    def _write(self, painter: QPainter, top: int, text: str, font: QFont, tint: str) -> int:
        width = self.width() - _TEXT_AT - _END
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, width)
        right = self.isRightToLeft()
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        rect = mirrored(QRect(_TEXT_AT, top, width, self._line(font)), self)
        painter.setFont(font)
        painter.setPen(current_theme().colour(tint))
        painter.drawText(rect, int(side | Qt.AlignmentFlag.AlignAbsolute), shown)
        return rect.bottom() + 1

    def _tell(self) -> None:
        self.setAccessibleName(self._title)
        self.setAccessibleDescription(self._about)
        self.setToolTip(self._about)

    def _bold(self) -> QFont:
        return with_weight(self.font(), QFont.Weight.DemiBold)

    def _small(self) -> QFont:
        return smaller(self.font())

    def _line(self, font: QFont) -> int:
        return QFontMetrics(font).height()
