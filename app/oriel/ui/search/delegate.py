"""How a row of the search is painted."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from oriel.ui.icons import paint_icon
from oriel.ui.row_button import with_weight
from oriel.ui.search.layout import ICON_PX, PAD_PX, RowLayout, mark_formats
from oriel.ui.search.rows import More, Row, Shape, Span
from oriel.ui.theme import current_theme

ROW = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_RADIUS, _LEAST_PX = 6, 36


class SearchDelegate(QStyledItemDelegate):
    def __init__(self, view: QListView, layout: RowLayout) -> None:
        super().__init__(view)
        self._view = view
        self._layout = layout

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(40, self._layout.height(index.data(ROW), self._view.viewport().width()))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Row = index.data(ROW)
        area: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Titles and dates read as they are written, from right to left too.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        match row.shape:
            case Shape.HEADING:
                self._paint_heading(painter, area, row)
            case Shape.SENTENCE:
                painter.setPen(current_theme().colour("muted"))
                laid = self._layout.sentence(row, area.width() - 2 * PAD_PX)
                laid.draw(painter, QPointF(area.left() + PAD_PX, area.top() + 12))
            case _:
                self._paint_ground(painter, area, option)
                self._paint_row(painter, area, row)
        painter.restore()

    def _paint_ground(self, painter: QPainter, area: QRect, option: QStyleOptionViewItem) -> None:
        theme, state = current_theme(), option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selected" if chosen else "hover"))
            painter.drawRoundedRect(area, _RADIUS, _RADIUS)
        if chosen and self._view.hasFocus():
            painter.setPen(theme.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)

    def _paint_heading(self, painter: QPainter, area: QRect, row: Row) -> None:
        font = with_weight(self._layout.small, QFont.Weight.DemiBold)
        height = self._layout.small_metrics.height()
        place = QRect(PAD_PX, area.height() - height - 4, area.width() - 2 * PAD_PX, height)
        self._write(painter, area, place, row.title, font, "muted")

    def _paint_row(self, painter: QPainter, area: QRect, row: Row) -> None:
        message = row.shape is Shape.MESSAGE
        line = self._layout.metrics.height()
        top = 9 if message else (area.height() - line) // 2
        icon = QRect(PAD_PX, top + (line - ICON_PX) // 2, ICON_PX, ICON_PX)
        paint_icon(painter, row.icon, self._placed(area, icon), current_theme().colour("muted"))
        right = area.width() - PAD_PX
        if row.end:
            right = self._paint_end(painter, area, row.end, top, line)
        self._paint_title(painter, area, row, QRect(0, top, right, line))
        if message:
            laid = self._layout.snippet(row, area.width())
            left = area.left() + (PAD_PX if self._mirrored else self._layout.text_at)
            painter.setPen(current_theme().colour("text"))
            laid.draw(painter, QPointF(left, area.top() + top + line + 2))

    def _paint_end(self, painter: QPainter, area: QRect, text: str, top: int, line: int) -> int:
        """What stands at the far end of the first line; where the room before it ends."""
        width = self._layout.small_metrics.horizontalAdvance(text) + 1
        at = area.width() - PAD_PX - width
        self._write(painter, area, QRect(at, top, width, line), text, self._layout.small, "muted")
        return at - 12

    def _paint_title(self, painter: QPainter, area: QRect, row: Row, line: QRect) -> None:
        message = row.shape is Shape.MESSAGE
        quiet = isinstance(row.target, More)
        weight = QFont.Weight.Medium if message else QFont.Weight.Normal
        font = with_weight(self._layout.font, weight)
        metrics, at = QFontMetrics(font), self._layout.text_at
        aside = self._layout.small_metrics.horizontalAdvance(row.aside) + 1 if row.aside else 0
        room = line.right() + 1 - at
        # A long title gives way to what stands behind it, as far as both can be read.
        most = max(room - aside - 10, room * 3 // 5) if aside else room
        shown = metrics.elidedText(row.title, Qt.TextElideMode.ElideRight, most)
        width = min(metrics.horizontalAdvance(shown) + 2, room)
        place = QRect(at, line.top(), width, line.height())
        marks = row.title_marks if shown == row.title else ()
        if marks:
            self._write_marked(painter, area, place, shown, marks, font)
        else:
            self._write(painter, area, place, shown, font, "muted" if quiet else "text")
        rest = room - width - 10
        if row.aside and rest >= _LEAST_PX:
            small = self._layout.small_metrics
            cut = small.elidedText(row.aside, Qt.TextElideMode.ElideRight, rest)
            behind = QRect(at + width + 10, line.top(), rest, line.height())
            self._write(painter, area, behind, cut, self._layout.small, "muted")

    def _write_marked(
        self,
        painter: QPainter,
        area: QRect,
        place: QRect,
        text: str,
        marks: tuple[Span, ...],
        font: QFont,
    ) -> None:
        laid = QTextLayout(text, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        laid.setTextOption(option)
        laid.setFormats(mark_formats(text, marks))
        laid.beginLayout()
        line = laid.createLine()
        line.setLineWidth(place.width())
        laid.endLayout()
        painter.setPen(current_theme().colour("text"))
        at = self._placed(area, place)
        laid.draw(painter, QPointF(at.left(), at.top() + (at.height() - line.height()) / 2))

    def _write(
        self, painter: QPainter, area: QRect, place: QRect, text: str, font: QFont, tint: str
    ) -> None:
        painter.setFont(font)
        painter.setPen(current_theme().colour(tint))
        side = Qt.AlignmentFlag.AlignRight if self._mirrored else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        at = self._placed(area, place)
        painter.drawText(at, int(flags | Qt.TextFlag.TextSingleLine), text)

    def _placed(self, area: QRect, place: QRect) -> QRect:
        """A rectangle counted from the leading top corner of a row, in the view."""
        moved = place.translated(area.topLeft())
        return QStyle.visualRect(self._view.layoutDirection(), area, moved)

    @property
    def _mirrored(self) -> bool:
        return self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft
