"""Where a table is to be saved as CSV: asks for the file, and passes the wish on."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QDir, QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from oriel.domain.attachments import clean_name
from oriel.domain.csv_out import CsvTable
from oriel.ui.library.table.record_table import RecordTable
from oriel.ui.view_models.csv_export import CsvExportViewModel


class CsvExporting(QObject):
    """Joins tables to the view-model; `saved` and `not_saved`
    are the view-model's to tell."""

    def __init__(self, exports: CsvExportViewModel, window: QWidget) -> None:
        super().__init__(window)
        self._exports, self._window = exports, window
        self._names: dict[QObject, str] = {}
        self._wanted: CsvTable | None = None

    def join(self, source: RecordTable[Any], name: str) -> None:
        """`name` is what its files are called at
        first, without ".csv"."""
        self._names[source] = name
        source.csv_requested.connect(self._on_requested)

    def _on_requested(self, wanted: CsvTable) -> None:
        source = self.sender()
        name = self._names.get(source, "") if source is not None else ""
        self._wanted = wanted
        dialog = QFileDialog(self._window, self.tr("Export as CSV"))
        dialog.setObjectName("csv_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.setNameFilters([self.tr("CSV (*.csv)"), self.tr("All files (*)")])
        dialog.setDirectory(QDir.homePath())
        dialog.selectFile(clean_name(f"{name or 'table'}.csv"))
        dialog.fileSelected.connect(self._on_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_chosen(self, path: str) -> None:
        if self._wanted is not None and path:
            self._exports.save(path, self._wanted)
            self._wanted = None
