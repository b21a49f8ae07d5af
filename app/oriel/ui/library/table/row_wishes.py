"""What the keys and the mouse in the rows stand for, told as wishes about records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QGuiApplication

from oriel.ui.library.pieces.dropping import paths_of
from oriel.ui.library.table.columns import R
from oriel.ui.library.table.copying import copied_cells

if TYPE_CHECKING:
    from oriel.ui.library.table.record_table import RecordTable


class RowWishes(QObject, Generic[R]):
    """Emits the table's signals. `takes_paste` says whether files may be pasted."""

    def __init__(self, table: RecordTable[R]) -> None:
        super().__init__(table)
        self._table = table
        self.takes_paste = False
        view = table.view
        view.opened.connect(self._on_opened)
        view.preview_wanted.connect(self._on_preview)
        view.delete_wanted.connect(self._on_delete)
        view.copy_wanted.connect(self._on_copy)
        view.paste_wanted.connect(self._on_paste)
        view.menu_wanted.connect(self._on_menu)
        view.pressed_action.connect(self._on_action)
        view.refresh_wanted.connect(table.refresh_requested)

    def _on_opened(self) -> None:
        if (record := self._table.current()) is not None:
            self._table.activated.emit(record)

    def _on_preview(self) -> None:
        if (record := self._table.current()) is not None:
            self._table.preview_requested.emit(record)

    def _on_delete(self) -> None:
        if chosen := self._table.selected():
            self._table.delete_requested.emit(chosen)

    def _on_copy(self) -> None:
        if chosen := self._table.selected():
            shown = self._table.view.header.shown_columns()
            columns = [self._table.records.columns[number] for number in shown]
            QGuiApplication.clipboard().setText(copied_cells(columns, chosen))

    def _on_paste(self) -> None:
        paths = paths_of(QGuiApplication.clipboard().mimeData())
        if self.takes_paste and paths:
            self._table.pasted.emit(paths)

    def _on_action(self, row: int, column_id: str) -> None:
        if (record := self._table.records.record_at(row)) is not None:
            self._table.action_clicked.emit(record, column_id)

    def _on_menu(self, at: QPoint) -> None:
        self._table.menu_requested.emit(self._table.selected(), at)
