"""The list of the pages, with how much is changed on each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from oriel.ui.row_button import smaller, with_weight
from oriel.ui.theme import current_theme, current_zoom

NAV_PX, ROW_PX = 164, 34
_COUNT = Qt.ItemDataRole.UserRole
_RADIUS, _PAD = 6, 10


class Nav(QListWidget):
    """`chosen(row)`."""

    chosen = Signal(int)

    def __init__(self, titles: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("settings_groups")
        self.setAccessibleName(self.tr("Groups of settings"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFixedWidth(round(NAV_PX * current_zoom()))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setItemDelegate(_Row(self))
        for title in titles:
            self.addItem(QListWidgetItem(title))
        self.show_counts([0] * len(titles))
        self.currentRowChanged.connect(self.chosen)

    def show_counts(self, counts: Sequence[int]) -> None:
        """How many settings are changed on each page."""
        for row, count in enumerate(counts):
            item = self.item(row)
            item.setData(_COUNT, count)
            said = self.tr("{title}, {count} changed").format(title=item.text(), count=count)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, said if count else item.text())

    def step(self, rows: int) -> None:
        """To a page before or after, past those that are hidden."""
        row = self.currentRow() + rows
        while 0 <= row < self.count():
            if not self.isRowHidden(row):
                self.setCurrentRow(row)
                return
            row += rows


class _Row(QStyledItemDelegate):
    def __init__(self, view: Nav) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(80, round(ROW_PX * current_zoom()))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme, state = current_theme(), option.state
        ground: QRect = option.rect.adjusted(2, 1, -2, -1)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selected" if selected else "hover"))
            painter.drawRoundedRect(ground, _RADIUS, _RADIUS)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.colour("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(ground).adjusted(0.75, 0.75, -0.75, -0.75)
            painter.drawRoundedRect(ring, _RADIUS - 1, _RADIUS - 1)
        self._write(painter, option, index, ground.adjusted(_PAD, 0, -_PAD, 0), selected=selected)
        painter.restore()

    def _write(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        rect: QRect,
        *,
        selected: bool,
    ) -> None:
        font: QFont = option.font
        mirrored = self._view.isRightToLeft()
        flag = Qt.AlignmentFlag
        near, far = (
            (flag.AlignRight, flag.AlignLeft) if mirrored else (flag.AlignLeft, flag.AlignRight)
        )
        centred = flag.AlignVCenter | flag.AlignAbsolute
        count = int(index.data(_COUNT) or 0)
        room = 0
        if count:
            painter.setFont(smaller(font, QFont.Weight.DemiBold))
            painter.setPen(current_theme().colour("accent"))
            painter.drawText(rect, int(far | centred), str(count))
            room = painter.fontMetrics().horizontalAdvance(str(count)) + 8
        font = with_weight(font, QFont.Weight.Medium if selected else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(current_theme().colour("text"))
        rect = rect.adjusted(room, 0, 0, 0) if mirrored else rect.adjusted(0, 0, -room, 0)
        elide = Qt.TextElideMode.ElideRight
        text = QFontMetrics(font).elidedText(str(index.data()), elide, rect.width())
        painter.drawText(rect, int(near | centred), text)
