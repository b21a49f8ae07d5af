"""A table of one column as a list of rows that are all of one height.

Qt's own list goes through all of its rows to lay them out, which a hundred thousand make
felt; a table asks only for those it shows.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView, QWidget

from oriel.ui.chat_list_model import ChatListModel

_Move = QAbstractItemView.CursorAction


class ColumnView(QTableView):
    """`rows` is its model. Nothing is selected by Qt itself; the keyboard skips headings."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.rows = ChatListModel(self)
        self.setModel(self.rows)
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setMinimumSectionSize(0)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(0)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)

    def fit_rows(self, height: int) -> None:
        """Makes every row as high, in pixels."""
        self.verticalHeader().setDefaultSectionSize(height)
        self.verticalScrollBar().setSingleStep(height)

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        return QItemSelectionModel.SelectionFlag.NoUpdate

    def moveCursor(self, action: _Move, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Headings are walked over."""
        row, last = self.currentIndex().row(), self.rows.rowCount() - 1
        page = max(1, self.viewport().height() // max(1, self.rowHeight(0)) - 1)
        target, step = {
            _Move.MoveUp: (row - 1, -1),
            _Move.MoveDown: (row + 1, 1),
            _Move.MoveHome: (0, 1),
            _Move.MoveEnd: (last, -1),
            _Move.MovePageUp: (max(0, row - page), 1),
            _Move.MovePageDown: (min(last, row + page), -1),
        }.get(action, (max(row, 0), 1))
        found = self.rows.near(target, step)
        if found == 1 and self.rows.is_heading(0):
            self.scrollToTop()  # the heading above the first chat, too
        return self.rows.index(found) if found >= 0 else self.currentIndex()
