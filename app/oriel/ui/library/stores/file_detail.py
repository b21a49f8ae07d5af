"""The details of one file of a store, or of several: facts, attributes, contents."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from oriel.domain.connections import Connection
from oriel.domain.curl import curl_of, path_of
from oriel.domain.library import StoreFile
from oriel.ui.library.pieces.detail_pane import DetailPane
from oriel.ui.library.stores.attributes_panel import AttributesPanel
from oriel.ui.library.stores.file_columns import chunking_text, index_text, shown_name
from oriel.ui.library.stores.words import (
    counted,
    indexing_error,
    indexing_step,
    row_error,
    row_status,
    row_tone,
    t,
)
from oriel.ui.library.words import size_text, whole_time_text
from oriel.ui.view_models.store_rows import RowState, StoreRow

MOST_EDITED = 500  # files at once: each costs two requests


class FileDetail(DetailPane):
    """`contents_requested(StoreRow)`, `retry_requested(rows)`, `detach_requested(rows)`. The
    wishes of `attributes` are its own."""

    contents_requested = Signal(object)
    retry_requested = Signal(object)
    detach_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("file_detail", parent)
        self._rows: tuple[StoreRow, ...] = ()
        self._connection: Connection | None = None
        self.attributes = AttributesPanel(self)
        self.attributes.hide()

    def show_rows(self, rows: Sequence[StoreRow], connection: Connection | None) -> None:
        """One row or several. While attributes are being written, only they are kept up."""
        same = [row.key for row in rows] == [row.key for row in self._rows]
        if tuple(rows) == self._rows or not rows:
            return
        self._rows, self._connection = tuple(rows), connection
        writing = same and (self.attributes.is_changed or self._is_writing())
        if not writing:
            self._build()
        self.attributes.show_files([] if self._are_too_many else self._files, connection)

    # Inside

    @property
    def _are_too_many(self) -> bool:
        return len(self._rows) > MOST_EDITED

    @property
    def _files(self) -> list[StoreFile]:
        return [row.file for row in self._rows if row.file is not None]

    def _is_writing(self) -> bool:
        focused = QGuiApplication.focusObject()
        return isinstance(focused, QWidget) and self.attributes.isAncestorOf(focused)

    def _build(self) -> None:
        # It stays when all else is built anew.
        self.attributes.setParent(self)
        self.attributes.hide()
        if len(self._rows) == 1:
            self._build_one(self._rows[0])
        else:
            self._build_several()
        if self._are_too_many:
            self.add_text(
                t("Choose at most {most} files to edit their attributes.", most=MOST_EDITED),
                "small",
            )
        elif self._files:
            self.put(self.attributes)
            self.attributes.show()
        self.add_section(t("What to do"))
        self._add_buttons()

    def _build_one(self, row: StoreRow) -> None:
        self.begin(shown_name(row))
        tone = row_tone(row)
        self.add_fact(t("Status"), row_status(row), tone=tone if tone != "muted" else "")
        if row.file is not None and row.file.failure is not None:
            self.add_text(indexing_error(row.file.failure), "danger")
            self.add_text(indexing_step(row.file.failure), "small")
        elif error := row_error(row):
            self.add_text(error, "danger")
        self.add_fact(t("Size"), size_text(row.size) if row.size is not None else "")
        self.add_fact(t("In the index"), index_text(row))
        untold = t("The service does not say") if row.state is RowState.READY else ""
        self.add_fact(t("Chunks of"), chunking_text(row) or untold)
        self.add_fact(t("Added"), whole_time_text(row.added_at))
        self.add_fact(t("ID"), row.file.id if row.file is not None else "", copy=True)

    def _build_several(self) -> None:
        rows = self._rows
        self.begin(counted(len(rows), "One file", "{count} files"))
        self.add_fact(t("Size"), size_text(sum(row.size or 0 for row in rows)))
        failed = sum(row.state is RowState.FAILED for row in rows)
        if failed:
            self.add_fact(t("Failed"), counted(failed, "one", "{count}"), tone="danger")

    def _add_buttons(self) -> None:
        one = self._rows[0] if len(self._rows) == 1 else None
        failed = [row for row in self._rows if row.state is RowState.FAILED]
        wanted = []
        if one is not None and one.state is RowState.READY:
            wanted.append((t("Show contents…"), "eye", "show_contents", ""))
        if failed:
            wanted.append((t("Try again"), "retry", "retry_files", ""))
        if self._files:
            wanted.append((t("Take out of the store"), "minus", "detach_files", "danger"))
        if one is not None and one.file is not None:
            wanted.append((t("Copy as curl"), "", "file_curl", "link"))
        presses = {
            "show_contents": self._on_contents,
            "retry_files": self._on_retry,
            "detach_files": self._on_detach,
            "file_curl": self._on_curl,
        }
        for made in self.add_buttons(*wanted):
            made.clicked.connect(presses[made.objectName()])

    def _on_contents(self) -> None:
        self.contents_requested.emit(self._rows[0])

    def _on_retry(self) -> None:
        self.retry_requested.emit([row for row in self._rows if row.state is RowState.FAILED])

    def _on_detach(self) -> None:
        self.detach_requested.emit(list(self._rows))

    def _on_curl(self) -> None:
        (row,) = self._rows
        if row.file is not None and self._connection is not None:
            QGuiApplication.clipboard().setText(file_curl(self._connection, row.file))


def file_curl(connection: Connection, file: StoreFile) -> str:
    """The command that asks for a file of a store."""
    path = path_of("vector_stores", file.store_id, "files", file.id)
    return curl_of(connection, "GET", path)
