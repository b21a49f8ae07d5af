"""Choosing among the files of the service those that are to go somewhere else as well."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from oriel.domain.connections import Connection
from oriel.domain.errors import AppError
from oriel.domain.library import LibraryFile
from oriel.ui.error_text import explain
from oriel.ui.library.files import values
from oriel.ui.library.files.words import counted, shown_name, t
from oriel.ui.library.table.columns import Column
from oriel.ui.library.table.record_table import RecordTable
from oriel.ui.prompts.parts import button, label
from oriel.ui.screen_room import fit_on_screen

WIDTH_PX, HEIGHT_PX = 760, 580


class ServiceFilesDialog(QDialog):
    """`chosen(names by ids)`; `files_wanted()` when they are to be listed (again). Opened with
    open(); what is listed is shown to it."""

    chosen = Signal(object)
    files_wanted = Signal()

    def __init__(
        self,
        connection: Connection,
        parent: QWidget | None = None,
        *,
        inside: Collection[str] = (),
        all_inside_text: str = "",
    ) -> None:
        """The ids `inside` are left out, since their files are there already;
        `all_inside_text` is said when nothing else is left."""
        super().__init__(parent)
        self._connection = connection
        self._inside, self._all_inside_text = set(inside), all_inside_text
        self.setObjectName("service_files_dialog")
        self.setWindowTitle(t("Choose files of the service"))
        self._title = label("heading", self, self.windowTitle())
        self._table: RecordTable[LibraryFile] = RecordTable(
            "service_files",
            self._columns(),
            values.file_id,
            spoken=t("Files of the service"),
            parent=self,
        )
        self._cancel = button(t("Cancel"), "cancel_service_files", self)
        self._add = button(t("Add"), "add_service_files", self, "primary")
        self._add.setDefault(True)
        self._lay_out()
        self._connect()
        self._on_selection()

    def show_loading(self) -> None:
        self._table.show_loading()

    def add_files(self, files: Sequence[LibraryFile]) -> None:
        """A page of them."""
        found = [file for file in files if file.id not in self._inside]
        self._table.add_records(found, complete=False)

    def show_all_offered(self) -> None:
        self._table.add_records([], complete=True)
        if not self._table.all_records():
            none = t("The service has no files yet.")
            self._table.show_empty(self._all_inside_text if self._inside else none)

    def show_failed(self, error: AppError) -> None:
        told = explain(error.code, error.facts, self._connection)
        self._table.show_error(told.title, told.below_title, t("Try again"))

    # Inside

    def _add_below(self, *widgets: QWidget) -> None:
        """What else is to be known or chosen, below the table."""
        for widget in widgets:
            self._below.addWidget(widget)

    def _tone(self, file: LibraryFile) -> str:
        """Of a file's name: a theme token, or ""."""
        return ""

    def _told(self, file: LibraryFile) -> str:
        """What is to be known of a file, for its tooltip."""
        return ""

    def _on_selection(self) -> None:
        count = len(self._table.selected())
        self._add.setEnabled(count > 0)
        said = counted(count, "Add one file", "Add {count} files") if count else t("Add")
        self._add.setText(said)

    def _on_add(self) -> None:
        if files := self._table.selected():
            self._choose({file.id: shown_name(file) for file in files})
            self.accept()

    def _choose(self, names: dict[str, str]) -> None:
        self.chosen.emit(names)

    def _columns(self) -> list[Column[LibraryFile]]:
        return [
            Column(
                id="name",
                title=t("Name"),
                value=shown_name,
                text=shown_name,
                icon=values.icon,
                tone=self._tone,
                tooltip=self._told,
                width=220,
                stretch=True,
            ),
            Column(
                id="purpose",
                title=t("Purpose"),
                value=values.purpose,
                text=values.purpose,
                width=110,
            ),
            Column(
                id="size",
                title=t("Size"),
                value=values.size,
                text=values.shown_size,
                align_right=True,
                width=84,
            ),
            Column(
                id="created",
                title=t("Created"),
                value=values.created,
                text=values.shown_created,
                is_time=True,
                width=120,
            ),
        ]

    def _connect(self) -> None:
        self._table.selection_changed.connect(self._on_selection)
        self._table.activated.connect(self._on_add)
        self._table.action_requested.connect(self.files_wanted)
        self._table.refresh_requested.connect(self.files_wanted)
        self._cancel.clicked.connect(self.reject)
        self._add.clicked.connect(self._on_add)

    def _lay_out(self) -> None:
        self._below = QVBoxLayout()
        self._below.setSpacing(12)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._add)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(12)
        column.addWidget(self._title)
        column.addWidget(self._table, 1)
        column.addLayout(self._below)
        column.addLayout(buttons)
        fit_on_screen(self, WIDTH_PX, HEIGHT_PX)
