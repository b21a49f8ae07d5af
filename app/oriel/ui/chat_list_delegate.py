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

from oriel.domain.folders import DEEPEST
from oriel.ui.count_text import count_text
from oriel.ui.icons import paint_icon
from oriel.ui.order.blocks import Kind
from oriel.ui.row_button import smaller, with_weight
from oriel.ui.theme import current_theme

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

    from oriel.ui.chat_list_model import Line
    from oriel.ui.order.standing import StandingList

    Index = QModelIndex | QPersistentModelIndex

ROW_PX = 32
MARGIN = 10
_PADDING = 10
_RADIUS = 6
_DOT = 6
_STEP, _SMALL_STEP, _WIDE_STEPS = 14, 7, 3  # indents; the deeper ones are narrower
_CHEVRON, _ICON = 12, 16
_BAR = 3
_TAGS = 0.36  # of the room at most
_MAX_TITLE = 200


def indent(depth: int) -> int:
    """Pixels a folder at this depth stands in from the edge."""
    depth = min(depth, DEEPEST)  # deeper only by damage: there must be room for the name
    return _STEP * min(depth, _WIDE_STEPS) + _SMALL_STEP * max(0, depth - _WIDE_STEPS)


class ChatListDelegate(QStyledItemDelegate):
    """Colours are read from the theme in force; a row is as high as its font needs."""

    def __init__(self, view: StandingList) -> None:
        super().__init__(view)
        self._view = view

    def row_height(self) -> int:
        return max(ROW_PX, self._view.fontMetrics().height() + 16)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, self.row_height())

    def plus_rect(self, row: QRect) -> QRect:
        """Where a folder's row has its button for a new chat, in the viewport."""
        side = row.height()
        ground = self.ground(row)
        left = ground.left() if self._mirrored else ground.right() - side + 1
        return QRect(left, row.top(), side, side)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = self._view.rows.line(index.row())
        if line is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        match line.kind:
            case Kind.HEADING:
                self._paint_heading(painter, option, line.text)
            case Kind.FOLDER:
                self._paint_ground(painter, option)
                self._paint_folder(painter, option, line)
            case Kind.CHATS if line.head is None:
                self._paint_blank(painter, option, line)
            case _:
                self._paint_ground(painter, option)
                self._paint_chat(painter, option, line)
        painter.restore()

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QLineEdit:
        editor = QLineEdit(parent)
        folder = self._view.rows.folder_at(index.row()) is not None
        editor.setObjectName("folder_name_editor" if folder else "chat_title_editor")
        name = self.tr("Name of the folder") if folder else self.tr("Title of the chat")
        editor.setAccessibleName(name)
        editor.setMaxLength(_MAX_TITLE)
        return editor

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        line = self._view.rows.line(index.row())
        ground = self.ground(option.rect)
        room = indent(line.depth) if line is not None else 0
        editor.setGeometry(
            ground.adjusted(*((0, 0, -room, 0) if self._mirrored else (room, 0, 0, 0)))
        )

    # Rows

    def _paint_heading(self, painter: QPainter, option: QStyleOptionViewItem, text: str) -> None:
        rect = self.ground(option.rect).adjusted(_PADDING - 2, 0, -_PADDING, 0)
        rect.setTop(
            rect.bottom() - rect.height() * 2 // 3
        )  # nearer to what it heads than to what is above
        font = smaller(option.font, QFont.Weight.DemiBold)
        painter.setPen(current_theme().colour("muted"))
        self._write(painter, rect, font, text)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        theme, state = current_theme(), option.state
        ground = self.ground(option.rect)
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

    def _paint_folder(self, painter: QPainter, option: QStyleOptionViewItem, line: Line) -> None:
        theme = current_theme()
        ground = self.ground(option.rect)
        rect = ground.adjusted(_PADDING, 0, -_PADDING, 0)
        at = indent(line.depth) - 3
        folder = line.folder
        tint = theme.colour(folder.colour if folder and folder.colour in theme.tokens else "muted")
        closed = "chevron-left" if self._mirrored else "chevron-right"
        chevron = "chevron-down" if line.open else closed
        paint_icon(painter, chevron, self._side(rect, at, _CHEVRON), theme.colour("muted"))
        at += _CHEVRON + 6
        paint_icon(painter, "folder", self._side(rect, at, _ICON), tint)
        room = self._paint_end(painter, option, rect, line)
        text = self._within(rect, at + _ICON + 8, room)
        painter.setPen(theme.colour("text"))
        self._write(painter, text, with_weight(option.font, self._weight(option)), line.text)

    def _paint_end(
        self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, line: Line
    ) -> int:
        """The count, or under the mouse and the keyboard the way to a new chat."""
        theme = current_theme()
        pointed = option.state & QStyle.StateFlag.State_MouseOver
        focused = option.state & QStyle.StateFlag.State_HasFocus and self._view.shows_cursor
        if pointed or focused:
            plus = self.plus_rect(option.rect)
            icon = QRect(0, 0, 14, 14)
            icon.moveCenter(plus.center())
            over = plus.contains(self._view.pointer)
            paint_icon(painter, "plus", icon, theme.colour("text" if over else "muted"))
            return plus.width() - _PADDING + 4
        if not line.total:
            return 0
        font, text = smaller(option.font), count_text(line.total)
        width = QFontMetrics(font).horizontalAdvance(text) + 1
        painter.setPen(theme.colour("muted"))
        self._write(painter, self._at_end(rect, width), font, text)
        return width + 8

    def _paint_chat(self, painter: QPainter, option: QStyleOptionViewItem, line: Line) -> None:
        theme, head = current_theme(), line.head
        assert head is not None
        ground = self.ground(option.rect)
        rect = ground.adjusted(_PADDING, 0, -_PADDING, 0)
        start = indent(line.depth) + 2 if line.depth else 0
        if head.colour in theme.tokens:
            self._paint_bar(painter, ground, start, head.colour)
        end = 0
        if line.busy:
            self._paint_dot(painter, rect)
            end = _DOT + 8
        end += self._paint_tags(painter, option, self._within(rect, start, end), head.tags)
        painter.setPen(theme.colour("text"))
        font = with_weight(option.font, self._weight(option, head.id))
        self._write(painter, self._within(rect, start, end), font, line.text)

    def _paint_blank(self, painter: QPainter, option: QStyleOptionViewItem, line: Line) -> None:
        """Not read yet: a quiet bar where the title will stand."""
        rect = self._within(self.ground(option.rect), _PADDING + indent(line.depth), _PADDING)
        bar = QRect(0, 0, rect.width() * 3 // 5, 8)
        bar.moveCenter(rect.center())
        bar.moveRight(rect.right()) if self._mirrored else bar.moveLeft(rect.left())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current_theme().colour("hover"))
        painter.drawRoundedRect(bar, 4, 4)

    # Marks

    def _paint_bar(self, painter: QPainter, ground: QRect, start: int, token: str) -> None:
        height = min(16, ground.height() - 12)
        bar = QRect(0, 0, _BAR, height)
        bar.moveCenter(ground.center())
        bar.moveLeft(ground.left() + start + 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current_theme().colour(token))
        shown = QStyle.visualRect(self._view.layoutDirection(), ground, bar)
        painter.drawRoundedRect(shown, _BAR / 2, _BAR / 2)

    def _paint_dot(self, painter: QPainter, rect: QRect) -> None:
        top = rect.center().y() - _DOT // 2 + 1
        dot = QRect(rect.right() - _DOT + 1, top, _DOT, _DOT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current_theme().colour("accent"))
        painter.drawEllipse(QStyle.visualRect(self._view.layoutDirection(), rect, dot))

    def _paint_tags(
        self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, tags: tuple[str, ...]
    ) -> int:
        """The first tag as a quiet word at the end; how much room it took."""
        if not tags:
            return 0
        font = smaller(option.font)
        metrics = QFontMetrics(font)
        more = f" +{len(tags) - 1}" if len(tags) > 1 else ""
        most = int(rect.width() * _TAGS) - metrics.horizontalAdvance(more)
        text = metrics.elidedText(tags[0], Qt.TextElideMode.ElideRight, max(0, most)) + more
        width = metrics.horizontalAdvance(text) + 1
        painter.setPen(current_theme().colour("muted"))
        self._write(painter, self._at_end(rect, width), font, text)
        return width + 8

    # Places

    def _weight(self, option: QStyleOptionViewItem, chat_id: str = "") -> QFont.Weight:
        current = chat_id == self._view.current_id if chat_id else False
        marked = bool(option.state & QStyle.StateFlag.State_Selected)
        strong = current if self._view.choosing.any else marked
        return QFont.Weight.Medium if strong else QFont.Weight.Normal

    def _side(self, rect: QRect, at: int, side: int) -> QRect:
        found = QRect(rect.left() + at, rect.center().y() - side // 2 + 1, side, side)
        return QStyle.visualRect(self._view.layoutDirection(), rect, found)

    def _within(self, rect: QRect, start: int, end: int) -> QRect:
        left, right = (end, start) if self._mirrored else (start, end)
        return rect.adjusted(left, 0, -right, 0)

    def _at_end(self, rect: QRect, width: int) -> QRect:
        found = QRect(rect.right() - width + 1, rect.top(), width, rect.height())
        return QStyle.visualRect(self._view.layoutDirection(), rect, found)

    def _write(self, painter: QPainter, rect: QRect, font: QFont, text: str) -> None:
        painter.setFont(font)
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        side = Qt.AlignmentFlag.AlignRight if self._mirrored else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(rect, int(flags | Qt.TextFlag.TextSingleLine), shown)

    @property
    def _mirrored(self) -> bool:
        return self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def ground(self, row: QRect) -> QRect:
        """Where the ground of a row is painted, in the viewport."""
        # The scroll bar stands in the trailing margin instead of narrowing the rows.
        bar = self._view.width() - self._view.viewport().width()
        trailing = max(0, MARGIN - bar)
        left, right = (trailing, MARGIN) if self._mirrored else (MARGIN, trailing)
        return row.adjusted(left, 0, -right, 0)
