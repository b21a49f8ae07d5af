"""The entries that every menu of a table ends with: copy the id, copy as curl, export."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from oriel.ui.icon_engine import icon
from oriel.ui.library.table.columns import Column, R, csv_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from oriel.ui.library.table.record_table import RecordTable


class StandardActions(QObject, Generic[R]):
    def __init__(self, table: RecordTable[R], curl: Callable[[R], str] | None) -> None:
        super().__init__(table)
        self._table, self._curl = table, curl
        self._chosen: list[R] = []

    def add_to(self, menu: QMenu, records: list[R]) -> None:
        """Adds the entries for these records; without any, only the export."""
        self._chosen = list(records)
        if not menu.isEmpty():
            menu.addSeparator()
        if records:
            text = self.tr("Copy ID") if len(records) == 1 else self.tr("Copy IDs")
            menu.addAction(icon("copy"), text, self._on_copy_ids).setObjectName("copy_ids")
        if len(records) == 1 and self._curl is not None:
            menu.addAction(self.tr("Copy as curl"), self._on_copy_curl).setObjectName("copy_curl")
        words = (
            self.tr("Export selected as CSV…") if len(records) > 1 else self.tr("Export as CSV…")
        )
        menu.addAction(icon("csv"), words, self._on_export).setObjectName("export_csv")

    def export(self) -> None:
        """Wishes for all that is shown as CSV."""
        self._chosen = []
        self._on_export()

    def _on_copy_ids(self) -> None:
        ids = "\n".join(map(self._table.records.key, self._chosen))
        QGuiApplication.clipboard().setText(ids)

    def _on_copy_curl(self) -> None:
        if self._curl is not None and self._chosen:
            QGuiApplication.clipboard().setText(self._curl(self._chosen[0]))

    def _on_export(self) -> None:
        """Several that are selected, else all that is shown; every column, in its order."""
        several = self._chosen if len(self._chosen) > 1 else self._table.shown_records()
        columns: tuple[Column[R], ...] = self._table.records.columns
        self._table.csv_requested.emit(csv_of(columns, several))
