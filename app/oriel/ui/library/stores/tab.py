"""The Vector stores tab: the list of stores, or one that is opened, within one another."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from oriel.domain.connections import Connection
from oriel.domain.library import StoreFile, VectorStore
from oriel.domain.transfers import UploadTo
from oriel.services.library_store_copying import Duplicate
from oriel.services.library_store_values import Chunking, Outcome
from oriel.ui.library.intake.intake import Intake
from oriel.ui.library.pieces.task_line import TaskLine
from oriel.ui.library.stores.file_columns import shown_name as file_name
from oriel.ui.library.stores.store_dialogs import StoreDialogs
from oriel.ui.library.stores.store_list import StoreList
from oriel.ui.library.stores.store_menu import Wish
from oriel.ui.library.stores.store_page import StorePage
from oriel.ui.library.stores.tellings import StoreTellings
from oriel.ui.view_models.store_rows import StoreRow
from oriel.ui.view_models.store_view_models import StoreViewModels

EDGE_PX = 20


class StoresTab(QWidget):
    """`retrieval_requested(tuple of store ids)`: a question against these stores;
    `sync_requested(Connection, VectorStore)`; `undo_offered(text, undo id)`: say the text, and
    call `undo` when the person wants it back; `said(text)` for what just goes by."""

    retrieval_requested = Signal(object)
    sync_requested = Signal(object, object)
    undo_offered = Signal(str, str)
    said = Signal(str)

    def __init__(
        self, models: StoreViewModels, intake: Intake, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("stores_tab")
        self._models, self._intake = models, intake
        self._connection: Connection | None = None
        self._begun = False
        self._wanted = ""  # a store to be opened once it is listed
        self._wanted_file = ""  # a file in it to go to
        self.list = StoreList(models.stores, self)
        self.page = StorePage(models.files, self)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.list)
        self._pages.addWidget(self.page)
        self._line = TaskLine("stores_work", self)
        self._dialogs = StoreDialogs(models, self)
        self._tellings = StoreTellings(models, self.page, self._line, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE_PX, 8, EDGE_PX, 8)
        column.setSpacing(8)
        column.addWidget(self._pages, 1)
        column.addWidget(self._line)
        self._connect_list()
        self._connect_page()
        self._connect_facts()

    # What the page asks of a tab

    def show_connection(self, connection: Connection | None) -> None:
        """Lists the stores of a connection; for the same one, asks again."""
        if connection != self._connection or not self._begun:
            self._begun = True
            self._leave_store()
            self._line.hide()
            self.list.begin(connection)
        elif self._is_open:
            self._models.files.refresh()
        self._connection = connection
        self._models.stores.show(connection)

    def refresh(self) -> None:
        if self._is_open:
            self._models.files.refresh()
        else:
            self._models.stores.refresh()

    def focus_first(self) -> None:
        (self.page if self._is_open else self.list).focus_first()

    def open_store(self, store_id: str, file_id: str = "") -> None:
        """Opens a store by its id, as soon as it is known; at one of its files when given."""
        self._wanted_file = file_id
        store = self._models.stores.store(store_id)
        if store is None:
            self._wanted = store_id
        else:
            self._open(store)

    def undo(self, undo_id: str) -> None:
        """Puts in again what was taken out of a store."""
        self._models.changes.undo(undo_id)

    # Inside: wiring

    @property
    def _is_open(self) -> bool:
        return self._pages.currentWidget() is self.page

    def _connect_list(self) -> None:
        self.list.wished.connect(self._on_wish)
        self.list.new_requested.connect(self._on_new)
        self.list.search_requested.connect(self._on_search)
        self.list.delete_requested.connect(self._on_delete_many)
        self.list.dropped.connect(self._on_dropped)

    def _connect_page(self) -> None:
        page = self.page
        page.back_requested.connect(self._on_back)
        page.wished.connect(self._on_wish)
        page.offered.connect(self._on_offered)
        page.service_files_requested.connect(self._on_service_files)
        page.retry_requested.connect(self._on_retry)
        page.detach_requested.connect(self._on_detach)
        page.contents_requested.connect(self._on_contents)
        page.detail.attributes.set_requested.connect(self._on_set_attributes)
        page.detail.attributes.change_requested.connect(self._on_change_attributes)

    def _connect_facts(self) -> None:
        stores = self._models.stores
        stores.completed.connect(self._on_listed)
        stores.changed.connect(self._on_store_changed)
        stores.saved.connect(self._on_saved)
        stores.duplicated.connect(self._on_duplicated)
        stores.deleted.connect(self._on_deleted)
        self._tellings.undo_offered.connect(self.undo_offered)
        self._tellings.said.connect(self.said)
        self._models.files.completed.connect(self._on_files_listed)
        self._dialogs.delete_confirmed.connect(self._on_delete)
        self._dialogs.attach_requested.connect(self._on_attach)

    # Inside: to and fro

    def _open(self, store: VectorStore) -> None:
        if self._connection is None:
            return
        self._wanted = ""
        self._models.files.open(self._connection, store)
        self.page.begin(store)
        self._pages.setCurrentWidget(self.page)
        self.page.focus_first()

    def _leave_store(self) -> None:
        self._wanted = ""
        self._models.files.close()
        self._pages.setCurrentWidget(self.list)

    def _on_back(self) -> None:
        store = self._models.files.store
        self._leave_store()
        if store is not None:
            self.list.reveal(store.id)
        self.list.focus_first()

    def _on_listed(self) -> None:
        if self._wanted and (store := self._models.stores.store(self._wanted)) is not None:
            self._open(store)

    def _on_files_listed(self) -> None:
        if self._wanted_file:
            self.page.reveal(self._wanted_file)
            self._wanted_file = ""

    def _on_store_changed(self, store: VectorStore) -> None:
        opened = self._models.files.store
        if self._is_open and opened is not None and opened.id == store.id:
            self.page.show_store(store)

    def _on_saved(self, store: VectorStore, files: Outcome, new: bool) -> None:
        if new:
            self.list.reveal(store.id)

    def _on_duplicated(self, copy: Duplicate) -> None:
        self.list.reveal(copy.made.store.id)

    def _on_deleted(self, store_id: str, files: Outcome) -> None:
        opened = self._models.files.store
        if opened is not None and opened.id == store_id:
            self._leave_store()

    # Inside: wishes

    def _on_wish(self, wish: Wish, store: VectorStore) -> None:
        connection = self._connection
        if connection is None:
            return
        match wish:
            case Wish.OPEN:
                self._open(store)
            case Wish.SEARCH:
                self.retrieval_requested.emit((store.id,))
            case Wish.EDIT:
                self._dialogs.open_edit(connection, store)
            case Wish.DUPLICATE:
                taken = {each.name for each in self._models.stores.stores}
                self._dialogs.open_duplicate(store, taken)
            case Wish.SYNC:
                self.sync_requested.emit(connection, store)
            case Wish.DELETE:
                self._dialogs.open_delete([store])

    def _on_search(self, stores: Sequence[VectorStore]) -> None:
        self.retrieval_requested.emit(tuple(store.id for store in stores))

    def _on_new(self) -> None:
        if self._connection is not None:
            self._dialogs.open_new(self._connection)

    def _on_delete_many(self, stores: Sequence[VectorStore]) -> None:
        self._dialogs.open_delete(stores)

    def _on_delete(self, store_ids: list[str], with_files: bool) -> None:
        for store_id in store_ids:
            self._models.stores.delete(store_id, with_files=with_files)

    def _on_dropped(self, store: VectorStore, paths: list[str]) -> None:
        self._offer(store, paths)

    def _on_offered(self, paths: list[str]) -> None:
        if (store := self._models.files.store) is not None:
            self._offer(store, paths)

    def _offer(self, store: VectorStore, paths: list[str]) -> None:
        to = UploadTo(purpose="assistants", store_id=store.id, store_name=store.name)
        if self._connection is not None:
            self._intake.offer(self._connection, paths, to, self.window())

    def _on_service_files(self) -> None:
        if self._connection is not None:
            inside = {row.file.id for row in self._models.files.rows() if row.file is not None}
            self._dialogs.open_picker(self._connection, inside)

    def _on_attach(self, file_ids: list[str], chunking: Chunking) -> None:
        if (place := self._models.files.place) is not None:
            self._models.changes.attach(place, file_ids, chunking)

    def _on_retry(self, rows: list[StoreRow]) -> None:
        ways = [row.transfer.id for row in rows if row.transfer is not None and row.file is None]
        files = [row.file for row in rows if row.file is not None]
        if ways:
            self._models.transfers.retry(ways)
        if files and (place := self._models.files.place) is not None:
            self._models.changes.retry(place, files)

    def _on_detach(self, files: list[StoreFile]) -> None:
        if (place := self._models.files.place) is not None:
            self._models.changes.detach(place, files)

    def _on_contents(self, row: StoreRow) -> None:
        if row.file is not None and (place := self._models.files.place) is not None:
            self._dialogs.open_chunks(place, row.file.id, file_name(row))

    def _on_set_attributes(self, file_id: str, attributes: object) -> None:
        if (place := self._models.files.place) is not None and isinstance(attributes, dict):
            self._models.changes.set_attributes(place, file_id, attributes)

    def _on_change_attributes(self, file_ids: list[str], changes: object) -> None:
        if (place := self._models.files.place) is not None and isinstance(changes, dict):
            self._models.changes.change_attributes(place, file_ids, changes)
