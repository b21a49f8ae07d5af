"""How a row of the chat list is painted and renamed in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from oriel.ui.chat_list_model import BUSY, HEADING
from oriel.ui.row_button import smaller, with_weight
from oriel.ui.theme import current_theme

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

    from oriel.ui.chat_list import ChatListView

    Index = QModelIndex | QPersistentModelIndex

ROW_PX = 32
MARGIN = 10
_PADDING = 10
_RADIUS = 6
_DOT = 6
_MAX_TITLE = 200


class ChatListDelegate(QStyledItemDelegate):
    """Colours are read from the theme in force; a row is as high as its font needs."""

    def __init__(self, view: ChatListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, max(ROW_PX, self._view.fontMetrics().height() + 16))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        heading = index.data(HEADING)
        if heading:
            self._paint_heading(painter, option, str(heading))
        else:
            self._paint_chat(painter, option, index)
        painter.restore()

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QLineEdit:
        editor = QLineEdit(parent)
        editor.setObjectName("chat_title_editor")
        editor.setAccessibleName(self.tr("Title of the chat"))
        editor.setMaxLength(_MAX_TITLE)
        return editor

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        editor.setGeometry(self._ground(option))

    def _paint_heading(self, painter: QPainter, option: QStyleOptionViewItem, text: str) -> None:
        rect = self._ground(option).adjusted(_PADDING - 2, 0, -_PADDING, 0)
        rect.setTop(
            rect.bottom() - rect.height() * 2 // 3
        )  # nearer to what it heads than to what is above
        font = smaller(option.font, QFont.Weight.DemiBold)
        painter.setPen(current_theme().colour("muted"))
        self._write(painter, rect, font, text)

    def _paint_chat(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = current_theme()
        ground = self._ground(option)
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selected" if selected else "hover"))
            painter.drawRoundedRect(ground, _RADIUS, _RADIUS)
        if state & QStyle.StateFlag.State_HasFocus and self._view.shows_cursor:
            painter.setPen(QPen(theme.colour("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(ground).adjusted(0.75, 0.75, -0.75, -0.75)
            painter.drawRoundedRect(ring, _RADIUS - 1, _RADIUS - 1)
        rect = ground.adjusted(_PADDING, 0, -_PADDING, 0)
        if index.data(BUSY):
            self._paint_dot(painter, rect)
            room = _DOT + 8
            rect.adjust(*((room, 0, 0, 0) if self._mirrored else (0, 0, -room, 0)))
        painter.setPen(theme.colour("text"))
        weight = QFont.Weight.Medium if selected else QFont.Weight.Normal
        font = with_weight(option.font, weight)
        self._write(painter, rect, font, str(index.data()))

    def _paint_dot(self, painter: QPainter, rect: QRect) -> None:
        top = rect.center().y() - _DOT // 2 + 1
        dot = QRect(rect.right() - _DOT + 1, top, _DOT, _DOT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current_theme().colour("accent"))
        painter.drawEllipse(QStyle.visualRect(self._view.layoutDirection(), rect, dot))

    def _write(self, painter: QPainter, rect: QRect, font: QFont, text: str) -> None:
        painter.setFont(font)
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        side = Qt.AlignmentFlag.AlignRight if self._mirrored else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(rect, int(flags | Qt.TextFlag.TextSingleLine), shown)

    @property
    def _mirrored(self) -> bool:
        return self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def _ground(self, option: QStyleOptionViewItem) -> QRect:
        # The scroll bar stands in the trailing margin instead of narrowing the rows.
        bar = self._view.width() - self._view.viewport().width()
        trailing = max(0, MARGIN - bar)
        left, right = (trailing, MARGIN) if self._mirrored else (MARGIN, trailing)
        rect: QRect = option.rect
        return rect.adjusted(left, 0, -right, 0)
