"""Choosing among the files of the service those that are to go into a container."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from oriel.domain.attachments import clean_name
from oriel.domain.connections import Connection
from oriel.domain.errors import AppError
from oriel.domain.library import LibraryFile
from oriel.ui.error_text import explain
from oriel.ui.library.containers.words import t
from oriel.ui.library.table.columns import Column
from oriel.ui.library.table.record_table import RecordTable
from oriel.ui.library.words import size_text, when_text
from oriel.ui.prompts.parts import button, label
from oriel.ui.theme import current_zoom

WIDTH_PX, HEIGHT_PX = 700, 520
MOST_OF_SCREEN = 0.92


class ServiceFilesDialog(QDialog):
    """`chosen(names by ids)`; `files_wanted()` when they are to be listed (again)."""

    chosen = Signal(object)
    files_wanted = Signal()

    def __init__(self, connection: Connection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._connection = connection
        self.setObjectName("service_files_dialog")
        self.setWindowTitle(self.tr("Choose files of the service"))
        self._title = label("heading", self, self.windowTitle())
        self._table: RecordTable[LibraryFile] = RecordTable(
            "service_files", _columns(), _id, spoken=self.tr("Files of the service"), parent=self
        )
        self._cancel = button(self.tr("Cancel"), "cancel_service_files", self)
        self._add = button(self.tr("Add"), "add_service_files", self, "primary")
        self._add.setDefault(True)
        self._lay_out()
        self._table.selection_changed.connect(self._on_selection)
        self._table.activated.connect(self._on_add)
        self._table.action_requested.connect(self.files_wanted)
        self._table.refresh_requested.connect(self.files_wanted)
        self._cancel.clicked.connect(self.reject)
        self._add.clicked.connect(self._on_add)
        self._table.set_empty(self.tr("The service has no files yet."))
        self._table.show_loading()
        self._on_selection()

    def add_files(self, files: Sequence[LibraryFile]) -> None:
        """A page of them."""
        self._table.add_records(files, complete=False)

    def show_all_offered(self) -> None:
        self._table.add_records([], complete=True)

    def show_error(self, error: AppError) -> None:
        told = explain(error.code, error.facts, self._connection)
        self._table.show_error(told.title, told.below_title, self.tr("Try again"))

    def _on_selection(self) -> None:
        self._add.setEnabled(bool(self._table.selected()))

    def _on_add(self) -> None:
        if files := self._table.selected():
            self.chosen.emit({file.id: clean_name(file.name) for file in files})
            self.accept()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._add)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(12)
        column.addWidget(self._title)
        column.addWidget(self._table, 1)
        column.addLayout(buttons)
        zoom, room = current_zoom(), self.screen().availableGeometry()
        self.resize(
            min(round(WIDTH_PX * zoom), int(room.width() * MOST_OF_SCREEN)),
            min(round(HEIGHT_PX * zoom), int(room.height() * MOST_OF_SCREEN)),
        )


def _columns() -> list[Column[LibraryFile]]:
    return [
        Column(id="name", title=t("Name"), value=_name, text=_name, icon=_icon, width=220,
               stretch=True),
        Column(id="size", title=t("Size"), value=_size, text=_size_text, align_right=True,
               width=84),
        Column(id="created", title=t("Created"), value=_created, text=_created_text,
               is_time=True, width=120),
    ]  # fmt: skip


def _id(file: LibraryFile) -> str:
    return file.id


def _name(file: LibraryFile) -> str:
    return clean_name(file.name)


def _icon(file: LibraryFile) -> str:
    return "file"


def _size(file: LibraryFile) -> int:
    return file.size


def _size_text(file: LibraryFile) -> str:
    return size_text(file.size)


def _created(file: LibraryFile) -> float | None:
    return file.created_at


def _created_text(file: LibraryFile) -> str:
    return when_text(file.created_at)
