"""The list of rows to choose from: by mouse, or by arrow keys, Space, Left and Right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from oriel.ui.library.intake.choice_delegate import ChoiceDelegate
from oriel.ui.library.intake.choices import ChoiceModel

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex


class ChoiceList(QTableView):
    """`rows` holds what is shown and what is chosen of it. A table of one column: unlike a
    list it asks nothing of the rows that are not in sight."""

    def __init__(self, name: str, spoken: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.rows = ChoiceModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(ChoiceDelegate(self))
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._measure_rows()
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)

    def row_height(self) -> int:
        return max(30, QFontMetrics(self.font()).height() + 13)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.row_height() * 3)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, right_to_left = self.currentIndex().row(), self.isRightToLeft()
        fold, unfold = Qt.Key.Key_Left, Qt.Key.Key_Right
        if right_to_left:
            fold, unfold = unfold, fold
        match event.key():
            case Qt.Key.Key_Space:
                self.rows.toggle(row)
            case key if key == fold:
                self._fold_at(row)
            case key if key == unfold:
                self.rows.fold(row, folded=False)
            case _:
                super().keyPressEvent(event)
                return
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and index.isValid():
            self._on_click(index, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._measure_rows()

    def _measure_rows(self) -> None:
        header = self.verticalHeader()
        header.setMinimumSectionSize(1)
        header.setDefaultSectionSize(self.row_height())

    def _on_click(self, index: QModelIndex, event: QMouseEvent) -> None:
        group, at = self.rows.at(index.row())
        delegate = self.itemDelegate()
        assert isinstance(delegate, ChoiceDelegate)
        box = delegate.box_of(self.visualRect(index), heading=at < 0)
        in_box = box.adjusted(-8, -8, 8, 8).contains(event.position().toPoint())
        if at < 0 and not (in_box and group.choosable):
            self.rows.fold(index.row(), folded=not group.folded)
        else:
            self.rows.toggle(index.row())

    def _fold_at(self, row: int) -> None:
        """A row within a group first leads to its heading."""
        if row < 0:
            return
        _, at = self.rows.at(row)
        if at >= 0:
            self.setCurrentIndex(self.rows.index(row - at - 1))
        else:
            self.rows.fold(row, folded=True)
