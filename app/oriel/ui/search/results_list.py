"""The list of the search panel: rows under headings, walked through by the field's keys."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from oriel.ui.search.delegate import ROW, Index, SearchDelegate
from oriel.ui.search.layout import RowLayout
from oriel.ui.search.rows import Row

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RowsModel(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []

    def show_rows(self, rows: list[Row]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return row.spoken
            case Qt.ItemDataRole.UserRole:
                return row
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self.rows[index.row()].target is not None:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags


class ResultsList(QListView):
    """`opened(Row)` by a click or Enter, `removed(Row)` by Delete, `walked()` when another
    row is the current one by the person's doing, `left_upward()` by Up on the first."""

    opened = Signal(object)
    removed = Signal(object)
    walked = Signal()
    left_upward = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("search_results")
        self.setAccessibleName(self.tr("What was found"))
        self.rows = RowsModel(self)
        self._layout = RowLayout()
        self.setModel(self.rows)
        self.setItemDelegate(SearchDelegate(self, self._layout))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.verticalScrollBar().setSingleStep(24)
        self.clicked.connect(self._on_clicked)

    @property
    def current(self) -> Row | None:
        """The row that is chosen; None before one was."""
        index = self.currentIndex()
        return self.rows.rows[index.row()] if index.isValid() else None

    def show_rows(self, rows: list[Row], *, keep: bool = False) -> None:
        """These in place of all; `keep` leaves the scroll and what is chosen where they are."""
        at, scrolled = self.currentIndex().row(), self.verticalScrollBar().value()
        self.rows.show_rows(rows)
        if keep:
            self._choose(at)
            self.verticalScrollBar().setValue(scrolled)
        else:
            self.scrollToTop()

    def refresh(self) -> None:
        """Theme or text size have changed."""
        self._layout.refresh()
        self.scheduleDelayedItemsLayout()

    def height_of_all(self, width: int) -> int:
        """How high the list would be with all rows in sight."""
        return sum(self._layout.height(row, width) for row in self.rows.rows)

    def walk(self, key: int) -> bool:
        """Moves by a key of the field; False when the key is none of these."""
        choices = self._choices()
        if key not in (*_STEPS, *_FAR) or not choices:
            return False
        at = self.currentIndex().row()
        here = choices.index(at) if at in choices else -1
        to = self._target(key, here, choices)
        if to < 0:
            self.choose_none()
            self.left_upward.emit()
        else:
            self._choose(choices[min(to, len(choices) - 1)])
        self.walked.emit()
        return True

    def choose_first(self) -> None:
        """The first row that can be opened."""
        if choices := self._choices():
            self._choose(choices[0])
            self.walked.emit()

    def choose_none(self) -> None:
        self.setCurrentIndex(QModelIndex())
        self.clearSelection()

    def open_current(self) -> None:
        if (row := self.current) is not None and row.target is not None:
            self.opened.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self.open_current()
        elif event.key() == Qt.Key.Key_Delete and self.current is not None:
            self.removed.emit(self.current)
        elif not self.walk(event.key()):
            event.ignore()  # letters go on to the field

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.current is None:
            self.choose_first()

    def sizeHint(self) -> QSize:
        return QSize(200, 120)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 40)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()  # snippets break elsewhere

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.viewport().update()

    def _target(self, key: int, here: int, choices: list[int]) -> int:
        """The place among `choices` to go to; below 0 it is the field."""
        match key:
            case Qt.Key.Key_Home:
                return 0
            case Qt.Key.Key_End:
                return len(choices) - 1
            case Qt.Key.Key_PageUp | Qt.Key.Key_PageDown:
                by = self._page(choices)
                return max(0, here - by) if key == Qt.Key.Key_PageUp else here + by
            case _:
                # Up on the first goes back to the field, Up in the field to the last.
                return (
                    len(choices) - 1
                    if here < 0 and _STEPS[Qt.Key(key)] < 0
                    else (here + _STEPS[Qt.Key(key)])
                )

    def _page(self, choices: list[int]) -> int:
        """How many rows a page is: as many as are in sight."""
        first = self.indexAt(self.viewport().rect().topLeft()).row()
        last = self.indexAt(self.viewport().rect().bottomLeft()).row()
        end = last if last >= 0 else choices[-1]
        return max(1, sum(first <= at <= end for at in choices) - 1)

    def _choices(self) -> list[int]:
        return [at for at, row in enumerate(self.rows.rows) if row.target is not None]

    def _choose(self, at: int) -> None:
        if 0 <= at < len(self.rows.rows) and self.rows.rows[at].target is not None:
            index = self.rows.index(at)
            self.setCurrentIndex(index)
            if at <= 1:
                self.scrollToTop()  # with the heading above it
            else:
                self.scrollTo(index)

    def _on_clicked(self, index: QModelIndex) -> None:
        row: Row = index.data(ROW)
        if row is not None and row.target is not None:
            self.opened.emit(row)


_FAR = (Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
