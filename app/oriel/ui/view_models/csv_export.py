"""Tables written as CSV: in a thread, whole or not at all."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QObject, Signal

from oriel.domain.csv_out import CsvTable, csv_text
from oriel.services.saving import save_text
from oriel.services.tasks import TaskScope


class CsvExportViewModel(QObject):
    """`saved(path, how many rows)`, `not_saved(path, why)` in the system's words; `failed` is
    our own bug."""

    saved = Signal(str, int)
    not_saved = Signal(str, str)
    failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._scope = TaskScope(self.failed.emit)

    def save(self, path: str, table: CsvTable) -> None:
        """Writes the table to a file, in the place of one that is there."""
        self._scope.start_if_open(self._save(path, table), "save csv")

    async def aclose(self) -> None:
        await self._scope.aclose()

    async def _save(self, path: str, table: CsvTable) -> None:
        text = await asyncio.to_thread(csv_text, table)
        try:
            await save_text(path, text)
        except OSError as error:
            self.not_saved.emit(path, error.strerror or str(error))
        else:
            self.saved.emit(path, len(table.records))
