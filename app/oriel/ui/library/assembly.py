"""The library put together: its page with the tabs, and all that joins them.

Imported, with all its parts, when the library is first opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from oriel.domain.connections import Connection
from oriel.domain.findables import Findable, Kind
from oriel.domain.library import VectorStore
from oriel.ui.library.containers.tab import ContainersTab
from oriel.ui.library.files.files_tab import FilesTab
from oriel.ui.library.intake.intake import Intake
from oriel.ui.library.page import LibraryPage
from oriel.ui.library.stores_area import StoresArea
from oriel.ui.library.sync.dialog import SyncDialog
from oriel.ui.library.table.exporting import CsvExporting
from oriel.ui.library.table.record_table import RecordTable
from oriel.ui.library.transfers.drawer import TransfersDrawer
from oriel.ui.library.words import span_text
from oriel.ui.view_models.library import LibraryModels


class Library(QObject):
    """`chat_requested(chat id)`; `ask_requested(store ids, question)`: a chat with these
    sources; `said(text)` for what just goes by, `warned(text)` for what should be noticed;
    `undo_offered(text, undo id)`, for `undo`; `failed` tells of our own mistakes."""

    chat_requested = Signal(str)
    ask_requested = Signal(object, str)
    said = Signal(str)
    warned = Signal(str)
    undo_offered = Signal(str, str)
    failed = Signal(object)

    def __init__(
        self,
        models: LibraryModels,
        window: QWidget,
        tables: Mapping[str, Any],
        *,
        personal_data_said: bool,
    ) -> None:
        """`tables` is what `kept` gave; `personal_data_said` whether the warning before the
        first upload was read."""
        super().__init__(window)
        self._models = models
        self._window = window
        self._tables = dict(tables)
        self._personal_data_said = personal_data_said
        self._known: dict[str, RecordTable[Any]] = {}
        self._stores: StoresArea | None = None
        self.page = LibraryPage(window)
        self.page.hide()
        self._exporting = CsvExporting(models.exports, window)
        self._intake = Intake(
            models.intake, models.transfers, is_warned=personal_data_said, parent=self
        )
        self._drawer = TransfersDrawer(models.transfers, self.page)
        self.page.add_foot(self._drawer)
        self._join_tables(self._drawer)
        self.page.add_tab("files", self.tr("Files"), self._made_files)
        self.page.add_tab("stores", self.tr("Vector stores"), self._made_stores)
        self.page.add_tab("containers", self.tr("Containers"), self._made_containers)
        self._connect()

    def show_passage(self, store_ids: tuple[str, ...], file_id: str, passage: str) -> None:
        """Opens the retrieval view on where a citation comes from."""
        area = self.page.show_tab("stores")
        assert isinstance(area, StoresArea)
        area.find_passage(store_ids, file_id, passage)

    def open_store(self, store_id: str) -> None:
        """Shows what is in a vector store."""
        self._on_store(store_id)

    def known(self) -> list[Findable]:
        """The stores and files that were listed last; nothing is asked."""
        listed: list[Findable] = []
        if connection := self._models.stores.stores.connection:
            stores = self._models.stores.stores.stores
            listed += [Findable(Kind.STORE, s.id, s.name, "", connection.id) for s in stores]
        if (files := self._known.get("files")) and (of := self._models.files.connection):
            records = files.all_records()
            listed += [Findable(Kind.FILE, f.id, f.name, f.purpose, of.id) for f in records]
        return listed

    def find_file(self, name: str) -> None:
        """Shows the files of that name."""
        tab = self.page.show_tab("files")
        assert isinstance(tab, FilesTab)
        tab.table.set_filter(name)

    def ask(self, store_id: str, question: str) -> None:
        """Opens the retrieval view and asks at once."""
        area = self.page.show_tab("stores")
        assert isinstance(area, StoresArea)
        area.ask((store_id,), question)

    def show_transfers(self) -> None:
        self._drawer.focus_list()

    def undo(self, undo_id: str) -> None:
        """Takes the way back that `undo_offered` told of."""
        if self._stores is not None:
            self._stores.stores.undo(undo_id)

    def close(self) -> None:
        """Before the program ends."""
        self._intake.close()

    def kept(self) -> dict[str, Any]:
        """What the next start needs, under the names of the settings file."""
        states = {name: table.state() for name, table in self._known.items()}
        return {
            "library_tables": {**self._tables, **states},
            "personal_data_said": self._personal_data_said,
        }

    # Inside

    def _connect(self) -> None:
        for view_model in self._models.owned:
            view_model.failed.connect(self.failed)
        exports, intake = self._models.exports, self._intake
        exports.saved.connect(self._on_saved)
        exports.not_saved.connect(self._on_not_saved)
        intake.warned.connect(self._on_warned)
        intake.refused.connect(self._on_refused)
        self._models.containers.ending_soon.connect(self._on_ending_soon)

    def _made_files(self) -> QWidget:
        tab = FilesTab(self._models.files, self._models.transfers, self._intake, self.page)
        tab.said.connect(self.said)
        tab.chat_requested.connect(self.chat_requested)
        tab.store_requested.connect(self._on_store)
        return self._joined(tab)

    def _made_stores(self) -> QWidget:
        models = self._models
        area = self._stores = StoresArea(models.stores, models.retrieval, self._intake, self.page)
        area.stores.said.connect(self.said)
        area.stores.undo_offered.connect(self.undo_offered)
        area.stores.sync_requested.connect(self._on_sync)
        area.ask_requested.connect(self.ask_requested)
        return self._joined(area)

    def _made_containers(self) -> QWidget:
        models = self._models
        tab = ContainersTab(
            models.containers, models.offers, models.transfers, self._intake, self.page
        )
        tab.said.connect(self.said)
        return self._joined(tab)

    def _joined(self, tab: QWidget) -> QWidget:
        self._join_tables(tab)
        return tab

    def _join_tables(self, part: QWidget) -> None:
        """Their columns are as they were left; what they show can be saved as CSV."""
        for table in part.findChildren(RecordTable):
            name = table.objectName()
            self._known[name] = table
            self._exporting.join(table, name)
            state = self._tables.get(name)
            if isinstance(state, dict):
                table.restore(state)

    def _on_store(self, store_id: str) -> None:
        area = self.page.show_tab("stores")
        assert isinstance(area, StoresArea)
        area.stores.open_store(store_id)

    def _on_sync(self, connection: Connection, store: VectorStore) -> None:
        dialog = SyncDialog(connection, store, self._models.sync, self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_warned(self) -> None:
        self._personal_data_said = True

    def _on_refused(self, error: OSError) -> None:
        said = self.tr("What was pasted could not be kept: {why}")
        self.warned.emit(said.format(why=error.strerror or str(error)))

    def _on_saved(self, path: str) -> None:
        self.said.emit(self.tr("Saved as {path}").format(path=path))

    def _on_not_saved(self, path: str, why: str) -> None:
        self.warned.emit(self.tr("{path} was not saved: {why}").format(path=path, why=why))

    def _on_ending_soon(self, name: str, seconds: int) -> None:
        said = self.tr("The container “{name}” ends in {time} unless it is used.")
        self.warned.emit(said.format(name=name, time=span_text(seconds)))
