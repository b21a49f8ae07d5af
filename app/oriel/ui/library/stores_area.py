"""The Vector stores tab as the page sees it: the stores, and the retrieval view over them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from oriel.domain.connections import Connection
from oriel.ui.library.intake.intake import Intake
from oriel.ui.library.retrieval.view import RetrievalView
from oriel.ui.library.stores.tab import StoresTab
from oriel.ui.view_models.retrieval import RetrievalViewModel
from oriel.ui.view_models.store_view_models import StoreViewModels


class StoresArea(QWidget):
    """`ask_requested(store ids, question)`: a chat with these sources."""

    ask_requested = Signal(object, str)

    def __init__(
        self,
        models: StoreViewModels,
        retrieval: RetrievalViewModel,
        intake: Intake,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("stores_area")
        self._model = retrieval
        self._connection: Connection | None = None
        self.stores = StoresTab(models, intake, self)
        self._retrieval: RetrievalView | None = None
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.stores)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self.stores.retrieval_requested.connect(self.ask)

    def show_connection(self, connection: Connection | None) -> None:
        if connection != self._connection:
            self._pages.setCurrentWidget(self.stores)
        self._connection = connection
        self.stores.show_connection(connection)

    def refresh(self) -> None:
        self.stores.refresh()

    def focus_first(self) -> None:
        if self._pages.currentWidget() is self.stores:
            self.stores.focus_first()

    def ask(self, store_ids: tuple[str, ...], question: str = "") -> None:
        """Opens the retrieval view on these stores; a question is asked at once."""
        if self._connection is not None:
            self._shown().open(self._connection, store_ids, question, run=bool(question))

    def find_passage(self, store_ids: tuple[str, ...], file_id: str, passage: str) -> None:
        """Opens the retrieval view on where a citation comes from; the stores may not be
        known."""
        if self._connection is not None:
            view = self._shown()
            view.open(self._connection, store_ids, run=True, file_id=file_id, passage=passage)

    def _shown(self) -> RetrievalView:
        if self._retrieval is None:
            view = self._retrieval = RetrievalView(self._model, self)
            view.back_requested.connect(self._on_back)
            view.ask_requested.connect(self.ask_requested)
            view.file_requested.connect(self._on_file)
            self._pages.addWidget(view)
        self._pages.setCurrentWidget(self._retrieval)
        return self._retrieval

    def _on_back(self) -> None:
        self._pages.setCurrentWidget(self.stores)
        self.stores.focus_first()

    def _on_file(self, store_id: str, file_id: str) -> None:
        self._pages.setCurrentWidget(self.stores)
        self.stores.open_store(store_id, file_id)
