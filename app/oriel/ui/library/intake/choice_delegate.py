"""How a row to choose is painted: a box, the name, its note, its size; and headings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from oriel.ui.attaching.words import size_text
from oriel.ui.icons import paint_icon
from oriel.ui.library.intake.choices import Check, Choice, ChoiceModel, Group, counts_text
from oriel.ui.row_button import with_weight
from oriel.ui.theme import current_theme

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex

    from oriel.ui.library.intake.choice_list import ChoiceList

    Index = QModelIndex | QPersistentModelIndex

_EDGE, _GAP = 10, 10
_BOX, _CHEVRON = 18, 14
_RADIUS = 6


class ChoiceDelegate(QStyledItemDelegate):
    """All rectangles are counted from the leading edge and mirrored when painted."""

    def __init__(self, view: ChoiceList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, self._view.row_height())

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        return False  # the list itself hears what is clicked

    def box_of(self, rect: QRect, *, heading: bool) -> QRect:
        """Where the box of a row is, in the list's own coordinates."""
        return self._placed(rect, self._box(rect, heading=heading))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, ChoiceModel)
        group, at = model.at(index.row())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option)
        if at < 0:
            self._paint_heading(painter, option, group)
        else:
            self._paint_row(painter, option, group, at)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        theme, state = current_theme(), option.state
        ground = QRectF(option.rect).adjusted(2, 1, -2, -1)
        current = bool(state & QStyle.StateFlag.State_HasFocus) and self._view.hasFocus()
        if state & QStyle.StateFlag.State_MouseOver or current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("hover"))
            painter.drawRoundedRect(ground, _RADIUS, _RADIUS)
        if current:
            painter.setPen(QPen(theme.colour("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ground.adjusted(0.75, 0.75, -0.75, -0.75), _RADIUS, _RADIUS)

    def _paint_heading(self, painter: QPainter, option: QStyleOptionViewItem, group: Group) -> None:
        rect: QRect = option.rect
        chevron = QRect(rect.left() + _EDGE, 0, _CHEVRON, _CHEVRON)
        chevron.moveTop(rect.center().y() - _CHEVRON // 2 + 1)
        towards = "chevron-left" if self._mirrored else "chevron-right"
        name = towards if group.folded else "chevron-down"
        muted = current_theme().colour("muted")
        paint_icon(painter, name, self._placed(rect, chevron), muted)
        start = chevron.right() + _GAP
        if group.choosable:
            box = self._box(rect, heading=True)
            self._paint_box(painter, self._placed(rect, box), group.state)
            start = box.right() + _GAP
        words = counts_text(group)
        width = QFontMetrics(option.font).horizontalAdvance(words) + 2
        end = max(rect.right() - _EDGE - width, start)
        room = QRect(start, rect.top(), end - start - _GAP, rect.height())
        font = with_weight(option.font, QFont.Weight.DemiBold)
        self._write(painter, rect, room, group.title, font, "text")
        counts = QRect(end, rect.top(), rect.right() - _EDGE - end + 1, rect.height())
        self._write(painter, rect, counts, words, option.font, "muted", at_end=True)

    def _paint_row(
        self, painter: QPainter, option: QStyleOptionViewItem, group: Group, at: int
    ) -> None:
        rect: QRect = option.rect
        row, choosable, bytes_ = group.row(at), bool(group.flags[at]), group.values[at].size
        box = self._box(rect, heading=False)
        if choosable:
            state = Check.Checked if group.chosen[at] else Check.Unchecked
            self._paint_box(painter, self._placed(rect, box), state)
        start, end = box.right() + _GAP, rect.right() - _EDGE
        metrics = QFontMetrics(option.font)
        size = size_text(bytes_) if bytes_ else ""
        column = max(metrics.horizontalAdvance(size), metrics.horizontalAdvance("888.8 MB")) + 4
        if size:
            room = QRect(end - column, rect.top(), column + 1, rect.height())
            self._write(painter, rect, room, size, option.font, "muted", at_end=True)
        end -= column + _GAP if group.size else 0
        name_end = self._paint_note(painter, option, row, start, end)
        room = QRect(start, rect.top(), name_end - start, rect.height())
        # What is beyond choosing steps back.
        tint = "text" if choosable else "muted"
        middle = Qt.TextElideMode.ElideMiddle
        self._write(painter, rect, room, row.name, option.font, tint, elide=middle)

    def _paint_note(
        self, painter: QPainter, option: QStyleOptionViewItem, row: Choice, start: int, end: int
    ) -> int:
        """Where the name has to end."""
        if not row.note:
            return end
        rect: QRect = option.rect
        metrics = QFontMetrics(option.font)
        room_for_note = end - start - metrics.horizontalAdvance(row.name) - 2 * _GAP
        most = max((end - start) * 6 // 10, room_for_note)
        width = min(metrics.horizontalAdvance(row.note) + 2, most)
        room = QRect(end - width, rect.top(), width + 1, rect.height())
        self._write(painter, rect, room, row.note, option.font, "muted", at_end=True)
        return end - width - 2 * _GAP

    def _paint_box(self, painter: QPainter, box: QRect, state: Check) -> None:
        theme = current_theme()
        filled = state is not Check.Unchecked
        painter.setPen(QPen(theme.colour("accent" if filled else "muted"), 1))
        painter.setBrush(theme.colour("accent" if filled else "surface"))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        if filled:
            name = "check" if state is Check.Checked else "minus"
            paint_icon(painter, name, box.adjusted(2, 2, -2, -2), theme.colour("on-accent"))

    def _box(self, rect: QRect, *, heading: bool) -> QRect:
        left = rect.left() + _EDGE + _CHEVRON + _GAP
        if not heading:
            left += _GAP
        return QRect(left, rect.center().y() - _BOX // 2 + 1, _BOX, _BOX)

    def _write(
        self,
        painter: QPainter,
        row: QRect,
        room: QRect,
        text: str,
        font: QFont,
        tint: str,
        *,
        at_end: bool = False,
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        if room.width() < 8:
            return
        painter.setFont(font)
        painter.setPen(current_theme().colour(tint))
        # A name is read in its own direction, whichever way the window goes.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        shown = QFontMetrics(font).elidedText(text, elide, room.width())
        right = at_end is not self._mirrored
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        one_line = Qt.TextFlag.TextSingleLine
        painter.drawText(self._placed(row, room), int(flags | one_line), shown)

    @property
    def _mirrored(self) -> bool:
        return self._view.isRightToLeft()

    def _placed(self, row: QRect, rect: QRect) -> QRect:
        return QStyle.visualRect(self._view.layoutDirection(), row, rect)
