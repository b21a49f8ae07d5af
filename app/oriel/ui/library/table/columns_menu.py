"""The menu of a table's columns: what it is sorted by, and which are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

if TYPE_CHECKING:
    from oriel.ui.library.table.columns import Column
    from oriel.ui.library.table.header import RecordHeader
    from oriel.ui.library.table.record_model import RecordModel


class ColumnsMenu(QMenu):
    """Open it with popup(); it goes when it is closed."""

    def __init__(self, header: RecordHeader, records: RecordModel[Any], parent: QWidget) -> None:
        super().__init__(parent)
        self._header, self._records = header, records
        self.setObjectName("columns_menu")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._sort = self.addMenu(self.tr("Sort by"))
        self._show = self.addMenu(self.tr("Show columns"))
        group = QActionGroup(self)
        for column in (each for each in records.columns if not each.action):
            self._add_sort(column, group)
            self._add_show(column)
        self._sort.addSeparator()
        self._add_directions()
        self.addSeparator()
        self.addAction(self.tr("Usual widths"), header.reset_widths)

    def _add_sort(self, column: Column[Any], group: QActionGroup) -> None:
        action = self._sort.addAction(_shown(column.title))
        action.setCheckable(True)
        action.setChecked(column.id == self._records.sorting[0])
        action.setData(column.id)
        action.triggered.connect(self._on_sort)
        group.addAction(action)

    def _add_directions(self) -> None:
        group = QActionGroup(self)
        words = (self.tr("Smallest first"), self.tr("Greatest first"))
        for descending, text in enumerate(words):
            action = self._sort.addAction(text)
            action.setCheckable(True)
            action.setChecked(self._records.sorting[1] == bool(descending))
            action.setData(bool(descending))
            action.triggered.connect(self._on_direction)
            group.addAction(action)

    def _add_show(self, column: Column[Any]) -> None:
        action = self._show.addAction(_shown(column.title))
        action.setCheckable(True)
        action.setChecked(self._header.is_shown(column.id))
        action.setEnabled(column is not self._records.columns[0])
        action.setData(column.id)
        action.triggered.connect(self._on_show)

    def _on_sort(self) -> None:
        if (column_id := str(self._chosen().data())) != self._records.sorting[0]:
            self._header.sort(column_id)

    def _on_direction(self) -> None:
        by, descending = self._records.sorting
        if bool(self._chosen().data()) != descending:
            if by:
                self._header.sort(by)
            else:
                self._records.sort_by("", descending=not descending)

    def _on_show(self) -> None:
        action = self._chosen()
        self._header.show_column(str(action.data()), shown=action.isChecked())

    def _chosen(self) -> QAction:
        action = self.sender()
        assert isinstance(action, QAction)
        return action


def _shown(title: str) -> str:
    return title.replace("&", "&&")
