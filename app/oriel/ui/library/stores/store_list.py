"""The list of stores with the details of the one that is chosen."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from oriel.domain.connections import Connection
from oriel.domain.curl import curl_of, path_of
from oriel.domain.errors import AppError
from oriel.domain.library import VectorStore
from oriel.ui.count_text import count_text
from oriel.ui.error_text import explain
from oriel.ui.icon_engine import icon
from oriel.ui.library.pieces.beside import Beside
from oriel.ui.library.stores.columns import CREATED, store_columns
from oriel.ui.library.stores.row_drop import RowDrop
from oriel.ui.library.stores.store_detail import StoreDetail
from oriel.ui.library.stores.store_menu import ICONS, Wish, is_possible, wish_text
from oriel.ui.library.stores.words import badge_text, counted, t
from oriel.ui.library.table.cover import State
from oriel.ui.library.table.record_table import RecordTable
from oriel.ui.library.words import size_text
from oriel.ui.view_models.library_stores import LibraryStoresViewModel

TOUCH_MS = 30_000  # how often "5 min ago" becomes older


class StoreList(QWidget):
    """`wished(Wish, VectorStore)`, `search_requested(list of VectorStore)`,
    `delete_requested(the same)`, `new_requested`, `dropped(VectorStore, paths)`."""

    wished = Signal(object, object)
    search_requested = Signal(object)
    delete_requested = Signal(object)
    new_requested = Signal()
    dropped = Signal(object, object)

    def __init__(self, stores: LibraryStoresViewModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("store_list_page")
        self._stores = stores
        self._menu_stores: list[VectorStore] = []
        self._checked = ""
        self.table: RecordTable[VectorStore] = RecordTable(
            "stores",
            store_columns(),
            _id,
            spoken=t("Vector stores"),
            selection_text=_selection,
            curl=self._curl,
            parent=self,
        )
        self._new = self.table.add_button(t("New store…"), "plus", "new_store", kind="primary")
        self._refresh = self.table.add_button(t("Refresh"), "retry", "refresh_stores")
        self._detail = StoreDetail(self)
        self._details = self.table.add_button(t("Details"), "panel", "store_details")
        self._both = Beside(self.table, self._detail, self._details, self)
        self._drop = RowDrop(self.table)
        self._is_behind = False  # whether the details know less than the table
        self._clock = QTimer(self)
        self._clock.setInterval(TOUCH_MS)
        self.table.sort_by(CREATED, descending=True)
        self.table.set_empty(
            t("There are no vector stores yet. A store makes files searchable for answers."),
            t("New store…"),
            "store",
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._both)
        self._connect()

    def begin(self, connection: Connection | None) -> None:
        """Another connection: nothing of the one before stays."""
        self.table.show_records([])
        self.table.set_badges({})
        self.table.set_totals("")
        usable = connection is not None and connection.capabilities.vector_stores
        self._new.setEnabled(usable)
        self._refresh.setEnabled(usable)
        if connection is None:
            self.table.show_unavailable(t("Add a connection to see its vector stores."))
        elif not usable:
            self.table.show_unavailable(
                t("{name} has no vector stores.", name=connection.name),
                t("Connect to Oracle Cloud or OpenAI, or use the service inside Oriel."),
            )

    def selected(self) -> list[VectorStore]:
        return self.table.selected()

    def reveal(self, store_id: str) -> None:
        """Chooses a store and brings it into view."""
        self.table.select_keys([store_id])

    def focus_first(self) -> None:
        self.table.focus_rows()

    # Inside

    def _connect(self) -> None:
        stores, table = self._stores, self.table
        stores.begun.connect(self._on_begun)
        stores.page_arrived.connect(self._on_page)
        stores.completed.connect(self._on_completed)
        stores.load_failed.connect(self._on_load_failed)
        stores.changed.connect(self._on_changed)
        stores.gone.connect(self._on_gone)
        stores.badges_changed.connect(self._on_badges)
        table.current_changed.connect(self._on_current)
        table.activated.connect(partial(self.wished.emit, Wish.OPEN))
        table.preview_requested.connect(self._on_preview)
        table.delete_requested.connect(self.delete_requested)
        table.menu_requested.connect(self._on_menu)
        table.action_requested.connect(self._on_action)
        table.refresh_requested.connect(stores.refresh)
        self._new.clicked.connect(self.new_requested)
        self._refresh.clicked.connect(stores.refresh)
        self._detail.wished.connect(self.wished)
        self._detail.closed.connect(self._both.close_pane)
        self._drop.dropped.connect(self.dropped)
        self._clock.timeout.connect(table.touch)

    def _on_begun(self, quiet: bool) -> None:
        self.table.show_loading(t("Listing the vector stores…"))

    def _on_page(self, page: tuple[VectorStore, ...]) -> None:
        self.table.add_records(page, complete=False)

    def _on_completed(self) -> None:
        known = {store.id for store in self._stores.stores}
        gone = [store.id for store in self.table.all_records() if store.id not in known]
        self.table.remove_keys(gone)
        self.table.add_records([], complete=True)
        self._tell_totals()

    def _on_load_failed(self, error: AppError) -> None:
        words = explain(error.code, error.facts, self._stores.connection)
        self.table.show_error(words.title, words.below_title, t("Try again"))

    def _on_changed(self, store: VectorStore) -> None:
        self.table.update_record(store)
        if (current := self.table.current()) is not None and current.id == store.id:
            self._show_details(store)
        self._tell_totals()

    def _on_gone(self, store_id: str) -> None:
        self.table.remove_keys([store_id])
        self._on_badges()
        self._tell_totals()

    def _on_badges(self) -> None:
        badges = self._stores.badges
        self.table.set_badges({each: badge_text(code) for each, code in badges.items()})

    def _tell_totals(self) -> None:
        records = self.table.all_records()
        size = sum(store.usage_bytes for store in records)
        failed = sum(store.files.failed for store in records)
        parts = [size_text(size)] if size else []
        if failed:
            parts.append(counted(failed, "one file failed", "{count} files failed"))
        self.table.set_totals("  ·  ".join(parts))

    def _on_current(self, store: VectorStore | None) -> None:
        self._both.set_record(there=store is not None)
        if store is not None:
            self._show_details(store)
        # Not for every change of the same: its answer would be the next change.
        if store is not None and store.id != self._checked:
            self._stores.check(store.id)
        self._checked = store.id if store is not None else ""

    def _show_details(self, store: VectorStore) -> None:
        """Made anew, which takes most of a frame: not for nobody, while a store is open."""
        self._is_behind = not self.isVisible()
        if not self._is_behind:
            self._detail.show_store(store, self._curl(store))

    def _on_preview(self, store: VectorStore) -> None:
        self._both.open_pane()

    def _on_action(self) -> None:
        if self.table.cover.state is State.EMPTY:
            self.new_requested.emit()
        else:
            self._stores.refresh()

    def _on_menu(self, stores: list[VectorStore], at: QPoint) -> None:
        menu = QMenu(self)
        menu.setObjectName("store_menu")
        self._menu_stores = stores
        if len(stores) == 1:
            for wish in Wish:
                action = menu.addAction(icon(ICONS[wish]), wish_text(wish))
                action.setObjectName(f"menu_{wish}")
                action.setEnabled(is_possible(wish, stores[0]))
                action.triggered.connect(partial(self._wish, wish))
        elif stores:
            said = t("Search these {count} stores…", count=count_text(len(stores)))
            menu.addAction(icon("search"), said, self._on_search_many)
            menu.addAction(icon("trash"), t("Delete them…"), self._on_delete_many)
        self.table.standard_actions(menu, stores)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _wish(self, wish: Wish, *_checked: bool) -> None:
        if self._menu_stores:
            self.wished.emit(wish, self._menu_stores[0])

    def _on_search_many(self) -> None:
        self.search_requested.emit([store for store in self._menu_stores if store.usable])

    def _on_delete_many(self) -> None:
        self.delete_requested.emit(self._menu_stores)

    def _curl(self, store: VectorStore) -> str:
        connection = self._stores.connection
        if connection is None:
            return ""
        path, base = path_of("vector_stores", store.id), self._stores.base_url
        return curl_of(connection, "GET", path, base_url=base)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_behind and (store := self.table.current()) is not None:
            self._show_details(store)
        self._clock.start()
        self._stores.look(on=True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()
        self._stores.look(on=False)


def _id(store: VectorStore) -> str:
    return store.id


def _selection(stores: list[VectorStore]) -> str:
    files = sum(store.files.total for store in stores)
    size = size_text(sum(store.usage_bytes for store in stores))
    return counted(files, "one file", "{count} files") + ", " + size
