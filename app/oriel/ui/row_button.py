"""Buttons of the sidebar: a whole row (icon, text, keys or a detail at the end), or an icon.

Painted here because a styled QPushButton offers neither the distance between
icon and text nor a second text. QPushButton paints the panel: it has no text of
its own, and QStyle, slow to import, is not needed before the first paint.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from oriel.ui.icons import SMALL_PX, paint_icon
from oriel.ui.theme import current_theme

_EDGE = 12
_TEXT_AT = 34
_DISABLED = 0.4  # opacity
_CENTRED = Qt.AlignmentFlag.AlignVCenter


class RowButton(QPushButton):
    """`hint` is the shortcut shown at the end; `kind` is "row" or "field" (style_sheet.py);
    `tint` the token of its text."""

    def __init__(self, text: str, icon_name: str, kind: str, parent: QWidget | None = None):
        super().__init__(parent)
        self._words = text
        self._icon_name = icon_name
        self._hint = ""
        self.tint = "text"
        self.setProperty("kind", kind)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_hint(self, hint: str) -> None:
        self._hint = hint
        self.update()

    def sizeHint(self) -> QSize:
        room = 18 if self.property("kind") == "field" else 16
        return QSize(160, max(room + 16, self.fontMetrics().height() + room))

    def minimumSizeHint(self) -> QSize:
        return QSize(_TEXT_AT + _EDGE, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        theme = current_theme()
        field = self.property("kind") == "field"
        side = self.placed(QRect(_EDGE - 1, (self.height() - SMALL_PX) // 2, SMALL_PX, SMALL_PX))
        paint_icon(painter, self._icon_name, side, theme.colour(self.tint))
        end = self._paint_hint(painter)
        painter.setPen(theme.colour(self.tint))
        font = with_weight(self.font(), QFont.Weight.Medium if field else QFont.Weight.Normal)
        painter.setFont(font)
        width = end - _TEXT_AT
        text = QFontMetrics(font).elidedText(self._words, Qt.TextElideMode.ElideRight, width)
        self._write(painter, QRect(_TEXT_AT, 0, width, self.height()), text)
        painter.end()

    def placed(self, rect: QRect) -> QRect:
        """A rectangle counted from the leading edge, whichever side that is."""
        return mirrored(rect, self)

    def _paint_hint(self, painter: QPainter) -> int:
        if not self._hint:
            return self.width() - _EDGE
        font = smaller(self.font())
        painter.setFont(font)
        painter.setPen(current_theme().colour("muted"))
        width = QFontMetrics(font).horizontalAdvance(self._hint)
        start = self.width() - _EDGE - width
        self._write(painter, QRect(start, 0, width + 1, self.height()), self._hint)
        return start - 8

    def _write(self, painter: QPainter, rect: QRect, text: str) -> None:
        right = self.isRightToLeft()
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        flags = side | _CENTRED | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(self.placed(rect), int(flags), text)


class ConnectionChip(RowButton):
    """Where answers come from: a colour dot, the name, region or host."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "chevron-down", "row", parent)
        self._detail = ""
        self._tint = "muted"

    def show_connection(self, name: str, detail: str, tint: str) -> None:
        """`tint` is a theme token; one the theme does not have is shown as the accent."""
        self._words = name
        self._detail = detail
        self._tint = tint
        self.setAccessibleName(self.tr("Connection: {name}").format(name=name))
        self.setAccessibleDescription(detail)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPushButton.paintEvent(self, event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = current_theme()
        middle = self.height() // 2
        painter.setPen(Qt.PenStyle.NoPen)
        known = self._tint if self._tint in theme.tokens else "accent"
        painter.setBrush(theme.colour(known))
        painter.drawEllipse(self.placed(QRect(8, middle - 4, 9, 9)))
        end = self.width() - 26
        at = self._paint_part(painter, 25, end, self._words, QFont.Weight.DemiBold, "text")
        self._paint_part(painter, at + 8, end, self._detail, QFont.Weight.Normal, "muted")
        chevron = self.placed(QRect(self.width() - 22, middle - 7, 14, 14))
        paint_icon(painter, "chevron-down", chevron, theme.colour("muted"))
        painter.end()

    def _paint_part(
        self, painter: QPainter, at: int, end: int, text: str, weight: QFont.Weight, tint: str
    ) -> int:
        font = with_weight(self.font(), weight)
        metrics = QFontMetrics(font)
        if end - at < 16:
            return end
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, end - at)
        painter.setFont(font)
        painter.setPen(current_theme().colour(tint))
        width = metrics.horizontalAdvance(shown) + 1
        self._write(painter, QRect(at, 0, width, self.height()), shown)
        return at + width


class IconButton(QToolButton):
    """An icon alone, painted here because no first paint needs a QIcon."""

    def __init__(self, icon_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name

    def sizeHint(self) -> QSize:
        return QSize(SMALL_PX + 12, SMALL_PX + 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        side = QRect(0, 0, SMALL_PX, SMALL_PX)
        side.moveCenter(self.rect().center())
        tint = "text" if self.underMouse() or self.isDown() else "muted"
        painter.setOpacity(1.0 if self.isEnabled() else _DISABLED)
        paint_icon(painter, self._icon_name, side, current_theme().colour(tint))
        painter.end()


def mirrored(rect: QRect, widget: QWidget) -> QRect:
    """A rectangle of a widget counted from its leading edge, as one counted from the left."""
    if not widget.isRightToLeft():
        return rect
    return QRect(widget.width() - rect.x() - rect.width(), rect.y(), rect.width(), rect.height())


def with_weight(font: QFont, weight: QFont.Weight) -> QFont:
    """A copy of the font in another weight."""
    copy = QFont(font)
    copy.setWeight(weight)
    return copy


def smaller(font: QFont, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """A copy at 12/13 of the size: headings of lists, hints."""
    copy = with_weight(font, weight)
    copy.setPointSizeF(font.pointSizeF() * 12 / 13)
    return copy
