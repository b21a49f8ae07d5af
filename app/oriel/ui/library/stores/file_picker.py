"""Choosing among the files of the service those that are to go into a store."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from oriel.domain.attachments import clean_name
from oriel.domain.connections import Connection
from oriel.domain.errors import AppError
from oriel.domain.file_purposes import indexable
from oriel.domain.library import LibraryFile
from oriel.services.library_store_values import AUTOMATIC, Chunking
from oriel.ui.error_text import explain
from oriel.ui.library.files.words import icon_of, purpose_text
from oriel.ui.library.stores.chunking_field import ChunkingField
from oriel.ui.library.stores.words import counted, t
from oriel.ui.library.table.columns import Column
from oriel.ui.library.table.record_table import RecordTable
from oriel.ui.library.words import size_text, when_text
from oriel.ui.prompts.parts import button, label
from oriel.ui.theme import current_zoom

WIDTH_PX, HEIGHT_PX = 760, 580
MOST_OF_SCREEN = 0.92


class FilePicker(QDialog):
    """`chosen(dict of names by ids, Chunking)`; `files_wanted` when they are to be listed
    (again). Files that are `inside` already are left out."""

    chosen = Signal(object, object)
    files_wanted = Signal()

    def __init__(
        self,
        connection: Connection,
        inside: Collection[str],
        parent: QWidget | None = None,
        *,
        chunked: bool = True,
    ) -> None:
        """`chunked` says whether it is asked how they are to be cut."""
        super().__init__(parent)
        self._connection, self._inside, self._is_chunked = connection, set(inside), chunked
        self.setObjectName("file_picker")
        self.setWindowTitle(t("Choose files of the service"))
        self._title = label("heading", self, self.windowTitle())
        self._table: RecordTable[LibraryFile] = RecordTable(
            "offered_files", self._columns(), _id, spoken=t("Files of the service"), parent=self
        )
        self._doubt = label("warning", self)
        self._chunking = ChunkingField(self)
        self._cancel = button(t("Cancel"), "cancel_picking", self)
        self._add = button(t("Add"), "add_picked", self, "primary")
        self._set_up()
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
            said = t("All files of the service are in this store already.")
            self._table.show_empty(said if self._inside else t("The service has no files yet."))

    def show_failed(self, error: AppError) -> None:
        words = explain(error.code, error.facts, self._connection)
        self._table.show_error(words.title, words.below_title, t("Try again"))

    # Inside

    def _columns(self) -> list[Column[LibraryFile]]:
        return [
            Column(id="name", title=t("Name"), value=_name, text=_name, icon=_icon,
                   tone=self._tone, tooltip=self._told, width=220, stretch=True),
            Column(id="purpose", title=t("Purpose"), value=_purpose, text=_purpose, width=110),
            Column(id="size", title=t("Size"), value=_size, text=_size_text, align_right=True,
                   width=84),
            Column(id="created", title=t("Created"), value=_created, text=_created_text,
                   is_time=True, width=120),
        ]  # fmt: skip

    def _set_up(self) -> None:
        self._doubt.setObjectName("picked_doubt")
        self._doubt.hide()
        self._chunking.setVisible(self._is_chunked)
        if self._connection.kind.is_oci:
            self._chunking.set_note(t("Oracle Cloud may cut them in its own way all the same."))
        zoom, room = current_zoom(), self.screen().availableGeometry()
        self.resize(
            min(round(WIDTH_PX * zoom), int(room.width() * MOST_OF_SCREEN)),
            min(round(HEIGHT_PX * zoom), int(room.height() * MOST_OF_SCREEN)),
        )

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
        for part in (self._doubt, self._chunking):
            column.addWidget(part)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self._table.selection_changed.connect(self._on_selection)
        self._table.activated.connect(self._on_add)
        self._table.action_requested.connect(self.files_wanted)
        self._table.refresh_requested.connect(self.files_wanted)
        self._cancel.clicked.connect(self.reject)
        self._add.clicked.connect(self._on_add)

    def _doubtful(self, file: LibraryFile) -> bool:
        return not indexable(file.name, self._connection.kind)

    def _tone(self, file: LibraryFile) -> str:
        return "warning" if self._doubtful(file) else ""

    def _told(self, file: LibraryFile) -> str:
        if not self._doubtful(file):
            return ""
        return t("This kind of file is probably not taken by the store.")

    def _on_selection(self) -> None:
        chosen = self._table.selected()
        count = len(chosen)
        self._add.setEnabled(count > 0)
        self._add.setText(
            counted(count, "Add one file", "Add {count} files") if count else t("Add")
        )
        doubtful = sum(map(self._doubtful, chosen))
        said = counted(
            doubtful,
            "One of them is of a kind that the store probably does not take. The others are "
            "added all the same.",
            "{count} of them are of a kind that the store probably does not take. The others "
            "are added all the same.",
        )
        self._doubt.setText(said if doubtful else "")
        self._doubt.setVisible(doubtful > 0)

    def _on_add(self) -> None:
        if chosen := self._table.selected():
            names = {file.id: _name(file) for file in chosen}
            chunking: Chunking = self._chunking.chunking() if self._is_chunked else AUTOMATIC
            self.chosen.emit(names, chunking)
            self.accept()


def _id(file: LibraryFile) -> str:
    return file.id


def _name(file: LibraryFile) -> str:
    return clean_name(file.name)


def _icon(file: LibraryFile) -> str:
    return icon_of(file.name)


def _purpose(file: LibraryFile) -> str:
    return purpose_text(file.purpose)


def _size(file: LibraryFile) -> int:
    return file.size


def _size_text(file: LibraryFile) -> str:
    return size_text(file.size)


def _created(file: LibraryFile) -> float | None:
    return file.created_at


def _created_text(file: LibraryFile) -> str:
    return when_text(file.created_at) if file.created_at is not None else ""
