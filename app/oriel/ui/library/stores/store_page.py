"""An opened store: its head, the table of its files, the details of those that are chosen."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from oriel.domain.connections import Connection
from oriel.domain.errors import AppError
from oriel.domain.library import StoreFile, VectorStore
from oriel.services.library_store_names import GONE
from oriel.ui.combo import Combo
from oriel.ui.count_text import count_text
from oriel.ui.error_text import explain
from oriel.ui.library.pieces.beside import Beside
from oriel.ui.library.pieces.dropping_down import drop_down
from oriel.ui.library.stores.adding import Adding
from oriel.ui.library.stores.file_columns import ADDED, file_columns
from oriel.ui.library.stores.file_detail import FileDetail, file_curl
from oriel.ui.library.stores.file_listing import FileListing, Group
from oriel.ui.library.stores.page_menus import FileMenu, OpenStoreMenu
from oriel.ui.library.stores.store_head import StoreHead
from oriel.ui.library.stores.store_menu import Wish
from oriel.ui.library.stores.words import counted, t
from oriel.ui.library.table.cover import State
from oriel.ui.library.table.record_table import RecordTable
from oriel.ui.library.words import size_text
from oriel.ui.view_models.store_files import StoreFilesViewModel
from oriel.ui.view_models.store_rows import RowState, StoreRow

_GROUPS = {
    Group.ALL: QT_TRANSLATE_NOOP("Stores", "All files"),
    Group.READY: QT_TRANSLATE_NOOP("Stores", "Ready"),
    Group.WORKING: QT_TRANSLATE_NOOP("Stores", "In work"),
    Group.FAILED: QT_TRANSLATE_NOOP("Stores", "Failed"),
}


class StorePage(QWidget):
    """`back_requested`, `wished(Wish, VectorStore)`, `offered(paths)`,
    `service_files_requested`, `retry_requested(rows)`, `detach_requested(files)`,
    `contents_requested(StoreRow)`."""

    back_requested = Signal()
    wished = Signal(object, object)
    offered = Signal(object)
    service_files_requested = Signal()
    retry_requested = Signal(object)
    detach_requested = Signal(object)
    contents_requested = Signal(object)

    def __init__(self, files: StoreFilesViewModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("store_page")
        self._files = files
        self._badges: dict[str, str] = {}
        self.head = StoreHead(self)
        self.table: RecordTable[StoreRow] = RecordTable(
            "store_files",
            file_columns(),
            _key,
            spoken=t("Files in the store"),
            selection_text=_selection,
            curl=self._curl,
            parent=self,
        )
        self.listing = FileListing(self.table, self)
        self._group = Combo(self)
        self._add = self.table.add_button(t("Add files…"), "plus", "add_files", kind="primary")
        self._retry = self.table.add_button(t("Retry failed"), "retry", "retry_failed")
        self.detail = FileDetail(self)
        self._details = self.table.add_button(t("Details"), "panel", "file_details")
        self._both = Beside(self.table, self.detail, self._details, self)
        self._adding = Adding(self)
        self._set_up()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self._both, 1)
        self._connect()

    def begin(self, store: VectorStore) -> None:
        """Another store: nothing of the one before stays."""
        self._group.setCurrentIndex(0)
        self.table.set_filter("")
        self.listing.clear()
        self._badges.clear()
        self.table.set_badges({})
        self.head.show_note("")
        self.show_store(store)
        self._both.set_record(there=False)
        self.listing.put(self._files.rows())

    def reveal(self, file_id: str) -> None:
        """Chooses a file and brings it into view."""
        self.table.select_keys([file_id])

    def focus_first(self) -> None:
        self.table.focus_rows()

    # Inside

    def _set_up(self) -> None:
        self._group.setObjectName("file_group")
        self._group.setAccessibleName(t("Which files are shown"))
        for group, text in _GROUPS.items():
            self._group.addItem(t(str(text)), group)
        self.table.add_widget(self._group, leading=True)
        self._retry.hide()
        self._search = self.head.add_button(t("Search…"), "search_store", "search")
        self._open_menu = self.head.add_button(t("More"), "store_actions", "more")
        self.table.sort_by(ADDED, descending=True)
        self.table.accept_drops(self._drop_words)
        back = QShortcut(QKeySequence(QKeySequence.StandardKey.Back), self)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self.back_requested)

    def _connect(self) -> None:
        files, table = self._files, self.table
        files.begun.connect(self._on_begun)
        files.rows_added.connect(self._on_rows)
        files.rows_changed.connect(self._on_rows)
        files.rows_removed.connect(self.listing.remove)
        files.completed.connect(self.listing.end)
        files.load_failed.connect(self._on_load_failed)
        files.store_changed.connect(self.show_store)
        files.store_missing.connect(self._on_missing)
        files.disagreed.connect(self._on_disagreed)
        self.listing.counted.connect(self._on_counted)
        table.current_changed.connect(self._show_detail)
        table.selection_changed.connect(self._show_detail)
        table.activated.connect(self._on_activated)
        table.preview_requested.connect(self._on_preview)
        table.delete_requested.connect(self._on_detach)
        table.menu_requested.connect(self._on_menu)
        table.action_requested.connect(self._on_action)
        table.refresh_requested.connect(files.refresh)
        table.dropped.connect(self.offered)
        table.pasted.connect(self.offered)
        self._group.currentIndexChanged.connect(self._on_group)
        self._add.clicked.connect(self._on_add)
        self._retry.clicked.connect(self._on_retry_failed)
        self._adding.paths_chosen.connect(self.offered)
        self._adding.service_files_requested.connect(self.service_files_requested)
        self.head.back_requested.connect(self.back_requested)
        self._open_menu.clicked.connect(self._on_actions)
        self._search.clicked.connect(self._on_search)
        self.detail.closed.connect(self._both.close_pane)
        self.detail.contents_requested.connect(self.contents_requested)
        self.detail.retry_requested.connect(self.retry_requested)
        self.detail.detach_requested.connect(self._on_detach)

    # What comes

    def _on_begun(self, quiet: bool) -> None:
        self.table.show_loading(t("Listing the files…"))

    def _on_rows(self, rows: tuple[StoreRow, ...]) -> None:
        self.listing.put(rows)
        self._mark_gone(rows)
        chosen = {row.key for row in self._chosen()}
        if any(row.key in chosen for row in rows):
            self._show_detail()

    def _mark_gone(self, rows: tuple[StoreRow, ...]) -> None:
        """Files that are deleted at the service, and in the store all the same."""
        gone = [row.key for row in rows if row.about is not None and row.about.status == GONE]
        if gone:
            said = t("The file is deleted at the service. What was indexed of it is still found.")
            self._badges |= dict.fromkeys(gone, said)
            self.table.set_badges(self._badges)

    def _on_load_failed(self, error: AppError) -> None:
        words = explain(error.code, error.facts, self._files.connection)
        self.table.show_error(words.title, words.below_title, t("Try again"))

    def show_store(self, store: VectorStore) -> None:
        """How it stands now."""
        self.head.show_store(store)
        self._search.setEnabled(store.usable)
        self._add.setEnabled(store.usable)
        self.table.accept_drops(
            self._drop_words if store.usable else None,
            "" if store.usable else t("This store has expired: nothing can be added to it."),
        )
        self.table.set_empty(
            t("No files are in this store yet. Drop files or a folder here.")
            if store.usable
            else t("No files are in this store, and it has expired."),
            t("Add files…") if store.usable else "",
            "file",
        )

    def _on_missing(self) -> None:
        self.head.show_note(t("The service no longer has this store."))

    def _on_disagreed(self, listed: int, counts: int) -> None:
        note = t(
            "The service lists {listed} files of this store, and counts {counts}.",
            listed=count_text(listed),
            counts=count_text(counts),
        )
        self.head.show_note("" if listed == counts else note)

    def _on_counted(self) -> None:
        for at, (group, text) in enumerate(_GROUPS.items()):
            count = self.listing.count(group)
            name = t(str(text))
            told = name if group is Group.ALL else f"{name} ({count_text(count)})"
            self._group.setItemText(at, told)
        failed = len(self.listing.failed()) if self.listing.count(Group.FAILED) else 0
        self._retry.setVisible(failed > 0)
        if failed:
            said = counted(failed, "Retry the failed file", "Retry {count} failed")
            self.table.toolbar.relabel(self._retry, said)
        size = self.listing.size
        self.table.set_totals(size_text(size) if size else "")

    # What the person does

    def _chosen(self) -> list[StoreRow]:
        chosen = self.table.selected()
        current = self.table.current()
        return chosen or ([current] if current is not None else [])

    def _show_detail(self, *_facts: object) -> None:
        chosen = self._chosen()
        self._both.set_record(there=bool(chosen))
        if chosen:
            self.detail.show_rows(chosen, self._files.connection)

    def _on_activated(self, row: StoreRow) -> None:
        if row.state is RowState.READY:
            self.contents_requested.emit(row)
        else:
            self._both.open_pane()

    def _on_preview(self, row: StoreRow) -> None:
        self._both.open_pane()

    def _on_group(self) -> None:
        self.listing.show_group(Group(self._group.currentData()))

    def _on_add(self) -> None:
        self._adding.open_menu(self._add)

    def _on_retry_failed(self) -> None:
        self.retry_requested.emit(self.listing.failed())

    def _on_detach(self, rows: list[StoreRow]) -> None:
        if files := [row.file for row in rows if row.file is not None]:
            self.detach_requested.emit(files)

    def _on_action(self) -> None:
        if self.table.cover.state is State.EMPTY:
            self._adding.open_menu(self.table.cover.button)
        else:
            self._files.refresh()

    def _on_search(self) -> None:
        if self._files.store is not None:
            self.wished.emit(Wish.SEARCH, self._files.store)

    def _on_actions(self) -> None:
        store = self._files.store
        if store is None:
            return
        menu = OpenStoreMenu(store, self)
        menu.wished.connect(self.wished)
        drop_down(menu, self._open_menu)

    def _on_menu(self, rows: list[StoreRow], at: QPoint) -> None:
        menu = FileMenu(rows, self)
        menu.contents_requested.connect(self.contents_requested)
        menu.retry_requested.connect(self.retry_requested)
        menu.detach_requested.connect(self._on_detach)
        self.table.standard_actions(menu, [row for row in rows if row.file is not None])
        menu.popup(at)

    def _drop_words(self, paths: list[str]) -> str:
        return counted(
            len(paths),
            "Drop to upload it and index it in this store",
            "Drop to upload these {count} and index them in this store",
        )

    def _curl(self, row: StoreRow) -> str:
        connection: Connection | None = self._files.connection
        file: StoreFile | None = row.file
        return file_curl(connection, file) if connection is not None and file is not None else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Fields take their Backspace for themselves.
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Backspace):
            self.back_requested.emit()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._files.look(on=True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._files.look(on=False)


def _key(row: StoreRow) -> str:
    return row.key


def _selection(rows: list[StoreRow]) -> str:
    return size_text(sum(row.size or 0 for row in rows))
