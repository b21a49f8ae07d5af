"""How a cell is painted: quietly, and quickly enough for every frame of a scroll."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from oriel.ui.fonts import code_font
from oriel.ui.icons import paint_icon
from oriel.ui.theme import Theme, current_theme, current_zoom

if TYPE_CHECKING:
    from oriel.ui.library.table.columns import Column
    from oriel.ui.library.table.record_model import Index
    from oriel.ui.library.table.record_view import RecordView

EDGE_PX = 10  # between a cell's border and its text
ICON_PX = 16
_GAP_PX, _DOT_PX, _BAR_PX, _BAR_HIGH_PX, _RING_PX = 8, 8, 96, 4, 2
_SMALL_CODE = 12.5 / 13.5
_LONGEST_TIP = 1200
_AS_WRITTEN = Qt.LayoutDirection.LayoutDirectionAuto
_MOST_CUT = 4000  # texts whose cut is remembered


class RecordDelegate(QStyledItemDelegate):
    """Asks the model past its roles. Colours, fonts and icons are kept while the theme, the
    zoom and the font stay."""

    def __init__(self, view: RecordView[Any]) -> None:
        super().__init__(view)
        self._view = view
        self._theme: Theme | None = None
        self._font: QFont | None = None
        self._colours: dict[str, QColor] = {}
        self._icons: dict[tuple[str, str], QPixmap] = {}
        self._plain = self._mono = QFontMetrics(view.font())
        self._mono_font = QFont()
        self._cut: dict[tuple[str, int, bool], tuple[str, int]] = {}
        self._mirrored = False
        self._track = QColor()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The contents of a cell; what lies under them is painted a row at a time."""
        row, number = index.row(), index.column()
        view = self._view
        record = view.records.record_at(row)
        if record is None:
            return
        column = view.records.columns[number]
        if column.action and column.icon is not None:
            self._paint_action(painter, option.rect, row, column.icon(record))
            return
        room: QRect = option.rect.adjusted(EDGE_PX, 0, -EDGE_PX, 0)
        if number == view.first_column and (badge := view.records.badge_at(row)):
            room = self._paint_badge(painter, room, badge)
        if column.icon is not None and (name := column.icon(record)):
            room = self._paint_icon(painter, room, name)
        if column.progress is not None and (share := column.progress(record)) is not None:
            room = self._paint_bar(painter, room, share)
        tone = column.tone(record) if column.tone is not None else ""
        if column.dot and tone:
            room, tone = self._paint_dot(painter, room, tone), ""
        self._write(painter, room, column, view.records.text_at(row, number), tone)

    def paint_row(self, painter: QPainter, rect: QRect, row: int, *, selected: bool) -> None:
        """What lies under the cells of a row, from one end of the view to the other."""
        if selected:
            painter.fillRect(rect, self._colours["selected"])
        elif row == self._view.hovered_row:
            painter.fillRect(rect, self._colours["hover"])
        line = QRect(rect.left(), rect.bottom(), rect.width(), 1)
        painter.fillRect(line, self._colours["line"])

    def paint_ring(self, painter: QPainter, rect: QRect) -> None:
        """Around the row where the keyboard is."""
        painter.setPen(QPen(self._colours["accent"], _RING_PX))
        painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def dress(self) -> None:
        """Before a frame is painted: takes up another theme, font or zoom."""
        theme, font = current_theme(), self._view.font()
        self._mirrored = self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft
        if theme is self._theme and font == self._font:
            return
        self._theme, self._font = theme, font
        self._colours = {token: theme.colour(token) for token in theme.tokens}
        self._track = theme.faded("muted", 0.3)  # lines are as strong as text in high contrast
        self._icons.clear()
        self._cut.clear()
        self._plain = QFontMetrics(font)
        self._mono_font = code_font(current_zoom() * _SMALL_CODE)
        self._mono = QFontMetrics(self._mono_font)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        self.dress()
        records = self._view.records
        row, number = index.row(), index.column()
        record, column = records.record_at(row), records.columns[number]
        if record is None:
            return QSize(0, 0)
        metrics = self._mono if column.monospace else self._plain
        width = metrics.horizontalAdvance(records.text_at(row, number)) + 2 * EDGE_PX + 2
        if number == self._view.first_column and records.badge_at(row):
            width += ICON_PX + _GAP_PX
        return QSize(width + self._before_text(column, record), self._plain.height())

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return False
        told = self._tip(index, option.rect.width())
        QToolTip.showText(event.globalPos(), _as_plain(told), view.viewport(), option.rect)
        return True

    def _tip(self, index: Index, width: int) -> str:
        """What the mouse over a cell is told: of a badge first, else what is cut."""
        records = self._view.records
        record = records.record_at(index.row())
        if record is None:
            return ""
        column = records.columns[index.column()]
        badge = ""
        if index.column() == self._view.first_column:
            badge = records.badge_at(index.row())
        told = column.tooltip(record) if column.tooltip is not None else ""
        if not told and self.sizeHint(QStyleOptionViewItem(), index).width() > width:
            told = records.text_at(index.row(), index.column())
        return "\n".join(part for part in (badge, told) if part)[:_LONGEST_TIP]

    def _before_text(self, column: Column[Any], record: object) -> int:
        """What stands before the text of a cell, in pixels."""
        width = 0
        if column.icon is not None and column.icon(record):
            width += ICON_PX + _GAP_PX
        if column.progress is not None and column.progress(record) is not None:
            width += round(_BAR_PX * current_zoom()) + _GAP_PX
        return width + (_DOT_PX + _GAP_PX if column.dot else 0)

    def _write(
        self, painter: QPainter, room: QRect, column: Column[Any], text: str, tone: str
    ) -> None:
        width = room.width()
        if not text or width < 4 or self._font is None:
            return
        mono = column.monospace
        shown, taken = self._fitting(text, width, mono=mono)
        painter.setFont(self._mono_font if mono else self._font)
        painter.setPen(self._colours.get(tone) or self._colours["text"])
        metrics = self._mono if mono else self._plain
        trailing = column.align_right != self._mirrored
        left = room.right() + 1 - taken if trailing else room.left()
        base = room.top() + (room.height() - metrics.height() + 1) // 2 + metrics.ascent()
        # A name reads as it is written, whatever side the table begins at.
        painter.setLayoutDirection(_AS_WRITTEN)
        painter.drawText(left, base, shown)

    def _fitting(self, text: str, width: int, *, mono: bool) -> tuple[str, int]:
        """As much of a text as there is room for, and what it takes; in pixels."""
        found = self._cut.get((text, width, mono))
        if found is None:
            metrics = self._mono if mono else self._plain
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            found = shown, metrics.horizontalAdvance(shown)
            if len(self._cut) >= _MOST_CUT:
                self._cut.clear()
            self._cut[(text, width, mono)] = found
        return found

    def _paint_badge(self, painter: QPainter, room: QRect, badge: str) -> QRect:
        side = self._square(room, ICON_PX, at_end=True)
        painter.drawPixmap(side, self._icon("warning", "warning"))
        return self._without(room, ICON_PX + _GAP_PX, at_end=True)

    def _paint_icon(self, painter: QPainter, room: QRect, name: str) -> QRect:
        if room.width() > ICON_PX:
            painter.drawPixmap(self._square(room, ICON_PX), self._icon(name, "muted"))
        return self._without(room, ICON_PX + _GAP_PX)

    def _paint_action(self, painter: QPainter, rect: QRect, row: int, name: str) -> None:
        if name:
            side = QRect(0, 0, ICON_PX, ICON_PX)
            side.moveCenter(rect.center())
            tint = "text" if row == self._view.hovered_row else "muted"
            painter.drawPixmap(side, self._icon(name, tint))

    def _paint_dot(self, painter: QPainter, room: QRect, tone: str) -> QRect:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colours.get(tone) or self._colours["muted"])
        painter.drawEllipse(self._square(room, _DOT_PX))
        return self._without(room, _DOT_PX + _GAP_PX)

    def _paint_bar(self, painter: QPainter, room: QRect, share: float) -> QRect:
        width = min(round(_BAR_PX * current_zoom()), room.width())
        bar = self._square(room, width)
        bar.setHeight(_BAR_HIGH_PX)
        bar.moveTop(room.center().y() - 1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._track)
        painter.drawRoundedRect(bar, 2, 2)
        done = round(width * min(1.0, max(0.0, share)))
        if done > 0:
            part = QRect(bar)
            part.setWidth(done)
            if self._mirrored:
                part.moveRight(bar.right())
            painter.setBrush(self._colours["accent"])
            painter.drawRoundedRect(part, 2, 2)
        return self._without(room, width + _GAP_PX)

    def _square(self, room: QRect, width: int, *, at_end: bool = False) -> QRect:
        """A square (a part of this width) in the middle, at the leading or trailing end."""
        top = room.center().y() - width // 2 + (1 if width % 2 == 0 else 0)
        at_right = at_end != self._mirrored
        left = room.right() - width + 1 if at_right else room.left()
        return QRect(left, top, width, width)

    def _without(self, room: QRect, width: int, *, at_end: bool = False) -> QRect:
        if at_end != self._mirrored:
            return room.adjusted(0, 0, -width, 0)
        return room.adjusted(width, 0, 0, 0)

    def _icon(self, name: str, tint: str) -> QPixmap:
        picture = self._icons.get((name, tint))
        if picture is None:
            ratio = self._view.devicePixelRatioF()
            picture = QPixmap(QSize(ICON_PX, ICON_PX) * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            paint_icon(painter, name, QRect(0, 0, ICON_PX, ICON_PX), self._colours[tint])
            painter.end()
            self._icons[(name, tint)] = picture
        return picture


def _as_plain(text: str) -> str:
    """For a tooltip, which would take text that looks like markup for markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;") if "<" in text else text
