"""The rows of a table: keys, mouse, and what is selected across every change of rows.

Apart from record_table.py, which has what stands around the rows.
"""

from __future__ import annotations

from typing import Generic

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPoint,
    QRect,
    QSignalBlocker,
    Qt,
    Signal,
    SignalInstance,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView, QWidget

from oriel.ui.library.table.columns import R
from oriel.ui.library.table.delegate import RecordDelegate
from oriel.ui.library.table.header import RecordHeader
from oriel.ui.library.table.record_model import RecordModel
from oriel.ui.theme import current_theme

ROW_PX = 36  # at 100 %
_PADDING_PX = 20
_Move = QAbstractItemView.CursorAction
_Flag = QItemSelectionModel.SelectionFlag
_SILENT = (
    Qt.FocusReason.MouseFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
)


class RecordView(QTableView, Generic[R]):
    """Signals are wishes about the rows; `chosen()` and `current_moved()` facts about them.
    `menu_wanted` has the point on the screen, `pressed_action` the row and the column's id."""

    opened = Signal()
    preview_wanted = Signal()
    delete_wanted = Signal()
    refresh_wanted = Signal()
    copy_wanted = Signal()
    paste_wanted = Signal()
    escaped = Signal()
    menu_wanted = Signal(QPoint)
    chosen = Signal()
    current_moved = Signal()
    pressed_action = Signal(int, str)

    def __init__(self, records: RecordModel[R], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.records = records
        self.hovered_row = -1
        self.ground = "window"  # the theme token of what it lies on
        self.first_column = 0
        self._shows_cursor = False
        self._kept: tuple[set[str], str, int, str, int] = (set(), "", 0, "", 0)
        self.header = RecordHeader(records, self)
        self._set_up()
        self.setModel(records)
        self._painting = RecordDelegate(self)
        self.setItemDelegate(self._painting)
        self._fit_rows()
        records.modelAboutToBeReset.connect(self._keep)
        records.modelReset.connect(self._put_back)
        self.selectionModel().selectionChanged.connect(self._on_selection)
        self.selectionModel().currentChanged.connect(self._on_current)
        self.clicked.connect(self._on_click)
        self.doubleClicked.connect(self._on_double_click)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.header.arranged.connect(self._on_arranged)
        self._on_arranged()

    @property
    def ringed_row(self) -> int:
        """The row that shows where the keyboard is, -1 when the keyboard is elsewhere."""
        return self.currentIndex().row() if self._shows_cursor and self.hasFocus() else -1

    def selected(self) -> list[R]:
        """The selected records from top to bottom."""
        rows = self._selected_rows()
        found = (self.records.record_at(row) for row in rows)
        return [record for record in found if record is not None]

    def selected_count(self) -> int:
        return sum(each.bottom() - each.top() + 1 for each in self._selection())

    def current(self) -> R | None:
        return self.records.record_at(self.currentIndex().row())

    def select_keys(self, keys: set[str], current: str = "") -> None:
        """Selects these and nothing else, and goes to one of them."""
        rows = sorted(row for key in keys if (row := self.records.row_of(key)) >= 0)
        model = self.selectionModel()
        model.select(self._ranges(rows), _Flag.ClearAndSelect | _Flag.Rows)
        row = self.records.row_of(current) if current else -1
        if row < 0 and rows:
            row = rows[0]
        if row >= 0:
            self._go_to(row)
            self.scrollTo(self.records.index(row, self.first_column))

    # What is kept while the rows change

    def _keep(self) -> None:
        top = max(0, self.rowAt(0))
        self._kept = (
            {self.records.key_at(row) for row in self._selected_rows()},
            self.records.key_at(self.currentIndex().row()),
            self.currentIndex().row(),
            self.records.key_at(top) if self.verticalScrollBar().value() else "",
            self.rowViewportPosition(top),
        )

    def _put_back(self) -> None:
        # Now, and not after the first frame: that would be painted twice.
        self.executeDelayedItemsLayout()
        selected, current, at, top, offset = self._kept
        rows = sorted(row for key in selected if (row := self.records.row_of(key)) >= 0)
        model = self.selectionModel()
        with QSignalBlocker(model):
            if rows:
                model.select(self._ranges(rows), _Flag.Select | _Flag.Rows)
            row = self.records.row_of(current) if current else -1
            if row < 0 <= at:
                row = min(at, self.records.rowCount() - 1)
            if row >= 0:
                self._go_to(row)
        if top and (row := self.records.row_of(top)) >= 0:
            self.updateGeometries()
            self.verticalScrollBar().setValue(
                row * self.verticalHeader().defaultSectionSize() - offset
            )
        self.hovered_row = -1
        self.viewport().update()
        if len(rows) != len(selected):
            self.chosen.emit()
        if self.records.key_at(self.currentIndex().row()) != current:
            self.current_moved.emit()

    def _go_to(self, row: int) -> None:
        column = max(self.currentIndex().column(), 0)
        if self.isColumnHidden(column):
            column = self.first_column
        index = self.records.index(row, column)
        self.selectionModel().setCurrentIndex(index, _Flag.NoUpdate)

    def _select_only(self, index: QModelIndex) -> None:
        """Whatever keys are held."""
        self.selectionModel().setCurrentIndex(index, _Flag.ClearAndSelect | _Flag.Rows)
        self.scrollTo(index)

    def _ranges(self, rows: list[int]) -> QItemSelection:
        """Rows in as few ranges as there can be; Qt is slow with many."""
        made, last = QItemSelection(), len(self.records.columns) - 1
        start = 0
        for at, row in enumerate(rows):
            if at + 1 == len(rows) or rows[at + 1] != row + 1:
                top = self.records.index(rows[start], 0)
                made.append(QItemSelectionRange(top, self.records.index(row, last)))
                start = at + 1
        return made

    def _selected_rows(self) -> list[int]:
        rows: set[int] = set()
        for each in self._selection():
            rows.update(range(each.top(), each.bottom() + 1))
        return sorted(rows)

    def _selection(self) -> list[QItemSelectionRange]:
        selection = self.selectionModel().selection()
        return [selection.at(number) for number in range(selection.count())]

    # Looks

    def _set_up(self) -> None:
        self.setObjectName("record_rows")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalHeader(self.header)
        # It paints all of itself: what is scrolled is moved then, and not painted anew.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(self.verticalHeader().ResizeMode.Fixed)

    def _fit_rows(self) -> None:
        high = max(ROW_PX, self.fontMetrics().height() + _PADDING_PX)
        self.verticalHeader().setMinimumSectionSize(high)
        self.verticalHeader().setDefaultSectionSize(high)
        self.verticalScrollBar().setSingleStep(high)

    def _on_arranged(self) -> None:
        self.first_column = self.header.shown_columns()[0]
        self.viewport().update()

    def _on_scrolled(self) -> None:
        self._hover(self.viewport().mapFromGlobal(self.cursor().pos()))

    def _hover(self, at: QPoint | None) -> None:
        inside = at is not None and self.viewport().rect().contains(at) and self.underMouse()
        row = self.rowAt(at.y()) if at is not None and inside else -1
        if row != self.hovered_row:
            old, self.hovered_row = self.hovered_row, row
            self._repaint_row(old)
            self._repaint_row(row)

    def _repaint_row(self, row: int) -> None:
        if row >= 0:
            self.viewport().update(self._row_rect(row))

    # Facts

    def _on_selection(self) -> None:
        self.chosen.emit()

    def _on_current(self, now: QModelIndex, before: QModelIndex) -> None:
        self._repaint_row(before.row())
        self._repaint_row(now.row())
        if now.row() != before.row():
            self.current_moved.emit()

    def _on_click(self, index: QModelIndex) -> None:
        record, column = self.records.record_at(index.row()), self.records.columns[index.column()]
        if record is not None and column.action and column.icon and column.icon(record):
            self.pressed_action.emit(index.row(), column.id)

    def _on_double_click(self, index: QModelIndex) -> None:
        if not self.records.columns[index.column()].action:
            self.opened.emit()

    # What Qt asks of a view

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, area = QPainter(self.viewport()), event.rect()
        self._painting.dress()
        painter.fillRect(area, current_theme().colour(self.ground))
        first, last = self.rowAt(area.top()), self.rowAt(area.bottom())
        if first >= 0:
            self._paint_rows(painter, range(first, (last if last >= 0 else self._last_row) + 1))
        painter.end()
        super().paintEvent(event)
        # Qt has laid the colour of what is selected under the cells.
        if first >= 0 and (row := self.ringed_row) >= 0:
            painter = QPainter(self.viewport())
            self._painting.paint_ring(painter, self._row_rect(row))
            painter.end()

    @property
    def _last_row(self) -> int:
        return self.records.rowCount() - 1

    def _paint_rows(self, painter: QPainter, rows: range) -> None:
        selected = {
            row
            for each in self._selection()
            for row in range(max(each.top(), rows.start), min(each.bottom() + 1, rows.stop))
        }
        for row in rows:
            self._painting.paint_row(painter, self._row_rect(row), row, selected=row in selected)

    def _row_rect(self, row: int) -> QRect:
        top, high = self.rowViewportPosition(row), self.rowHeight(row)
        return QRect(0, top, self.viewport().width(), high)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._shows_cursor:
            self._shows_cursor = True
            self._repaint_row(self.currentIndex().row())
        if wish := self._wish(event):
            wish.emit()
        elif event.key() == Qt.Key.Key_Menu or (
            event.key() == Qt.Key.Key_F10 and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            self._want_menu_at_row()
        else:
            super().keyPressEvent(event)

    def _wish(self, event: QKeyEvent) -> SignalInstance | None:
        """The signal that a key stands for, None for a key of the view's own."""
        if event.matches(QKeySequence.StandardKey.Copy):
            return self.copy_wanted
        if event.matches(QKeySequence.StandardKey.Paste):
            return self.paste_wanted
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return None
        if event.key() == Qt.Key.Key_Escape and not self.records.is_filtered:
            return None  # the page, or the dialog around, has a use for it
        return {
            Qt.Key.Key_Return: self.opened,
            Qt.Key.Key_Enter: self.opened,
            Qt.Key.Key_Space: self.preview_wanted,
            Qt.Key.Key_Delete: self.delete_wanted,
            Qt.Key.Key_F5: self.refresh_wanted,
            Qt.Key.Key_Escape: self.escaped,
        }.get(Qt.Key(event.key()))

    def has_use_for(self, event: QKeyEvent) -> bool:
        """Keys that the window's shortcuts leave to the rows (EscapeFirst)."""
        return event.key() == Qt.Key.Key_Escape and self.records.is_filtered

    def moveCursor(self, action: _Move, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Home and End go to the first and the last row, whatever the column."""
        column = max(self.currentIndex().column(), 0)
        if action == _Move.MoveHome:
            return self.records.index(0, column)
        if action == _Move.MoveEnd:
            return self.records.index(self.records.rowCount() - 1, column)
        return super().moveCursor(action, modifiers)

    def keyboardSearch(self, search: str) -> None:
        """Letters go to the next row that begins with them."""
        row = self.records.row_beginning(search, self.currentIndex().row() + 1)
        if search.strip() and row >= 0:
            self._select_only(self.records.index(row, self.first_column))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() != QContextMenuEvent.Reason.Mouse:
            self._want_menu_at_row()
            return
        index = self.indexAt(event.pos())
        if index.isValid() and not self.selectionModel().isSelected(index):
            self._select_only(index)
        self.menu_wanted.emit(event.globalPos())

    def _want_menu_at_row(self) -> None:
        index = self.currentIndex()
        if index.isValid() and not self.selectionModel().hasSelection():
            self._select_only(index)
        place = self.visualRect(index) if index.isValid() else QRect()
        self.menu_wanted.emit(self.viewport().mapToGlobal(place.bottomLeft()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._shows_cursor = False
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(event.position().toPoint())
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        # A window that comes back shows what it showed.
        by_keys = event.reason() not in _SILENT
        self._shows_cursor = by_keys or self._shows_cursor
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.records.rowCount():
            self._go_to(0)
        self._repaint_row(self.currentIndex().row())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._repaint_row(self.currentIndex().row())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_rows()
            self.header.fit_all()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.header.fit(self.viewport().width())
