"""The composer's button for tools, with the number of those that are on."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolButton, QWidget

from oriel.ui.icons import SMALL_PX, paint_icon
from oriel.ui.row_button import mirrored, smaller
from oriel.ui.theme import current_theme, current_zoom

_EDGE, _GAP = 7, 5


class ToolsButton(QToolButton):
    """Painted here, as the other small buttons are: the number has a ground of its own."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("tools")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._words = self.tr("Tools")
        self._count = 0
        self.show_count(0)

    def show_count(self, count: int) -> None:
        """How many tools are on."""
        self._count = count
        on = self.tr("Tools, {count} on").format(count=count) if count else self._words
        self.setAccessibleName(on)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = 2 * _EDGE + SMALL_PX + _GAP + self.fontMetrics().horizontalAdvance(self._words)
        badge = _GAP + self._badge_width() if self._count else 0
        return QSize(width + badge, max(30, self.fontMetrics().height() + 12))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter, theme = QPainter(self), current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tint = "text" if self.underMouse() or self.isDown() or self._count else "muted"
        whole = self.rect()
        side = whole.adjusted(_EDGE, 0, 0, 0)
        side.setSize(QSize(SMALL_PX, SMALL_PX))
        side.moveTop((self.height() - SMALL_PX) // 2)
        paint_icon(painter, "tools", mirrored(side, self), theme.colour(tint))
        text = whole.adjusted(_EDGE + SMALL_PX + _GAP, 0, 0, 0)
        text.setWidth(self.fontMetrics().horizontalAdvance(self._words) + 1)
        painter.setPen(theme.colour(tint))
        painter.drawText(mirrored(text, self), int(Qt.AlignmentFlag.AlignCenter), self._words)
        if self._count:
            self._paint_badge(painter, text.right() + _GAP)
        painter.end()

    def _badge_font(self) -> QFont:
        return smaller(self.font(), QFont.Weight.DemiBold)

    def _badge_width(self) -> int:
        digits = QFontMetrics(self._badge_font()).horizontalAdvance(str(self._count))
        return int(max(round(17 * current_zoom()), digits + 8))

    def _paint_badge(self, painter: QPainter, at: int) -> None:
        theme, high = current_theme(), round(17 * current_zoom())
        badge = self.rect()
        badge.setRect(at, (self.height() - high) // 2, self._badge_width(), high)
        ground = QRectF(mirrored(badge, self))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent"))
        painter.drawRoundedRect(ground, high / 2, high / 2)
        painter.setPen(theme.colour("on-accent"))
        painter.setFont(self._badge_font())
        painter.drawText(ground, int(Qt.AlignmentFlag.AlignCenter), str(self._count))
