"""The menus of an opened store: of the store itself, and of files that are chosen in it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from oriel.domain.library import VectorStore
from oriel.ui.icon_engine import icon
from oriel.ui.library.stores.store_menu import ICONS, Wish, is_possible, wish_text
from oriel.ui.library.stores.words import t
from oriel.ui.view_models.store_rows import RowState, StoreRow


class OpenStoreMenu(QMenu):
    """`wished(Wish, VectorStore)`. It goes when it is closed."""

    wished = Signal(object, object)

    def __init__(self, store: VectorStore, parent: QWidget) -> None:
        super().__init__(parent)
        self._store = store
        self.setObjectName("open_store_menu")
        for wish in (Wish.EDIT, Wish.DUPLICATE, Wish.SYNC, Wish.DELETE):
            action = self.addAction(icon(ICONS[wish]), wish_text(wish))
            action.setObjectName(f"open_{wish}")
            action.setData(wish)
            action.setEnabled(is_possible(wish, store))
        self.triggered.connect(self._on_triggered)
        self.aboutToHide.connect(self.deleteLater)

    def _on_triggered(self, action: QAction) -> None:
        self.wished.emit(Wish(action.data()), self._store)


class FileMenu(QMenu):
    """`contents_requested(StoreRow)`, `retry_requested(rows)`, `detach_requested(rows)`. It
    goes when it is closed."""

    contents_requested = Signal(object)
    retry_requested = Signal(object)
    detach_requested = Signal(object)

    def __init__(self, rows: Sequence[StoreRow], parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = list(rows)
        self.setObjectName("file_menu")
        if len(rows) == 1 and rows[0].state is RowState.READY:
            self.addAction(icon("eye"), t("Show contents…"), self._on_contents)
        if any(row.state is RowState.FAILED for row in rows):
            self.addAction(icon("retry"), t("Try again"), self._on_retry)
        if any(row.file is not None for row in rows):
            self.addAction(icon("minus"), t("Take out of the store"), self._on_detach)
        self.aboutToHide.connect(self.deleteLater)

    def _on_contents(self) -> None:
        self.contents_requested.emit(self._rows[0])

    def _on_retry(self) -> None:
        self.retry_requested.emit([row for row in self._rows if row.state is RowState.FAILED])

    def _on_detach(self) -> None:
        self.detach_requested.emit(self._rows)
