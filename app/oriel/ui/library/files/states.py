"""What is said where there are no rows: nothing there, nothing found, not to be had, and why."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, SignalInstance

from oriel.domain.connections import Connection
from oriel.domain.errors import AppError
from oriel.domain.library import LibraryFile
from oriel.ui.error_text import explain
from oriel.ui.library.files import words
from oriel.ui.library.table.record_table import RecordTable


class States(QObject):
    """Wishes of the button there: retry_requested(), upload_requested(), all_requested() (to
    show all files again)."""

    retry_requested = Signal()
    upload_requested = Signal()
    all_requested = Signal()

    def __init__(self, table: RecordTable[LibraryFile], parent: QObject) -> None:
        super().__init__(parent)
        self._table = table
        self._wish: SignalInstance = self.upload_requested
        table.action_requested.connect(self._on_action)

    def say_loading(self) -> None:
        if not self._table.all_records():
            self._table.uncover()  # what was said before holds no more
        self._table.show_loading(self.tr("Loading the files…"))

    def say_unavailable(self, connection: Connection | None) -> None:
        if connection is None:
            self._table.show_unavailable(
                self.tr("No connection is chosen."),
                self.tr("Choose above whose files are to be shown."),
            )
            return
        self._table.show_unavailable(
            self.tr("“{name}” keeps no files.").format(name=connection.name),
            self.tr(
                "Its service has no place for them: what you attach to a message goes along "
                "within the message. Choose another connection above to see its files."
            ),
        )

    def say_failed(self, error: AppError, connection: Connection | None) -> None:
        told = explain(error.code, error.facts, connection)
        self._wish = self.retry_requested
        self._table.show_error(told.title, told.below_title, self.tr("Try again"))

    def say_empty(self, purpose: str | None, *, orphans: bool) -> None:
        """What it means when nothing is left: of a purpose, of what nobody uses, of all."""
        self._wish = self.all_requested
        if orphans:
            said = self.tr("Every file is used, in a vector store or a chat.")
            self._table.set_empty(said, self.tr("Show all files"), "check")
        elif purpose is not None:
            said = self.tr("No file is for “{purpose}”.")
            said = said.format(purpose=words.purpose_text(purpose))
            self._table.set_empty(said, self.tr("Show all files"), "filter")
        else:
            self._wish = self.upload_requested
            said = self.tr("No files yet. Drop some here, or choose them.")
            self._table.set_empty(said, self.tr("Upload…"), "upload")

    def _on_action(self) -> None:
        self._wish.emit()
