"""Vector stores to tick: as many as a service has, with their names and how many files."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from oriel.services.tool_offers import StoreOffer
from oriel.ui.icons import paint_icon
from oriel.ui.row_button import smaller
from oriel.ui.theme import current_theme
from oriel.ui.tooling.words import store_note

MOST_ROWS = 6
_ID, _NOTE = (Qt.ItemDataRole.UserRole + n for n in range(2))
_CHECK = Qt.ItemDataRole.CheckStateRole


class StoreList(QListWidget):
    """`changed` when a tick was set or taken."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("store_list")
        self.setAccessibleName(self.tr("Vector stores"))
        self.setItemDelegate(_Row(self))
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(self._toggle)

    def show_stores(self, stores: list[StoreOffer], chosen: Iterable[str]) -> None:
        """The chosen ones come first."""
        ticked = set(chosen)
        self.clear()
        for store in sorted(stores, key=lambda store: store.id not in ticked):
            item = QListWidgetItem(store.name, self)
            item.setData(_ID, store.id)
            item.setData(_NOTE, store_note(store))
            item.setToolTip(store.id)
            usable = store.usable or store.id in ticked
            flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
            item.setFlags(flags | Qt.ItemFlag.ItemIsEnabled if usable else flags)
            on = Qt.CheckState.Checked if store.id in ticked else Qt.CheckState.Unchecked
            item.setCheckState(on)
        if self.count():
            self.setCurrentRow(0)
        self.setFixedHeight(min(self.count(), MOST_ROWS) * _row_height(self) + 2)

    def chosen(self) -> tuple[str, ...]:
        items = (self.item(row) for row in range(self.count()))
        return tuple(i.data(_ID) for i in items if i.checkState() is Qt.CheckState.Checked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return) and item is not None:
            self._toggle(item)
        else:
            super().keyPressEvent(event)

    def _toggle(self, item: QListWidgetItem) -> None:
        if item.flags() & Qt.ItemFlag.ItemIsEnabled:
            on = item.checkState() is Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)
            self.changed.emit()


def _row_height(view: QWidget) -> int:
    return view.fontMetrics().height() + 14


class _Row(QStyledItemDelegate):
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(100, option.fontMetrics.height() + 14)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme, rect, state = current_theme(), option.rect, option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(1.0 if state & QStyle.StateFlag.State_Enabled else 0.5)
        focused = (
            state & QStyle.StateFlag.State_Selected and state & QStyle.StateFlag.State_HasFocus
        )
        if focused or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selected" if focused else "hover"))
            painter.drawRoundedRect(rect, 6, 6)
        right = option.direction == Qt.LayoutDirection.RightToLeft
        box = QRect(rect.left() + 8, rect.center().y() - 7, 16, 16)
        if right:
            box.moveRight(rect.right() - 8)
        self._box(painter, box, on=Qt.CheckState(index.data(_CHECK)) is Qt.CheckState.Checked)
        room = rect.adjusted(10, 0, -34, 0) if right else rect.adjusted(34, 0, -10, 0)
        self._write(painter, room, option.font, index, right=right)
        painter.restore()

    def _box(self, painter: QPainter, box: QRect, *, on: bool) -> None:
        theme = current_theme()
        painter.setPen(QPen(theme.colour("accent" if on else "muted"), 1))
        painter.setBrush(theme.colour("accent" if on else "surface"))
        painter.drawRoundedRect(box, 4, 4)
        if on:
            paint_icon(painter, "check", box.adjusted(1, 1, 0, 0), theme.colour("on-accent"))

    def _write(
        self,
        painter: QPainter,
        room: QRect,
        font: QFont,
        index: QModelIndex | QPersistentModelIndex,
        *,
        right: bool,
    ) -> None:
        theme, small, note = current_theme(), smaller(font), index.data(_NOTE)
        ahead = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        behind = Qt.AlignmentFlag.AlignLeft if right else Qt.AlignmentFlag.AlignRight
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        taken = QFontMetrics(small).horizontalAdvance(note) + 12
        painter.setFont(small)
        painter.setPen(theme.colour("muted"))
        painter.drawText(room, int(behind | middle), note)
        name = room.adjusted(taken, 0, 0, 0) if right else room.adjusted(0, 0, -taken, 0)
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        elided = Qt.TextElideMode.ElideRight
        shown = QFontMetrics(font).elidedText(str(index.data()), elided, name.width())
        painter.drawText(name, int(ahead | middle), shown)
