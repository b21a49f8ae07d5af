"""Tells what came of what was done to stores and their files: in a line that stays, by a word
that goes by, or where it was wished for."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from oriel.domain.errors import AppError
from oriel.domain.library import VectorStore
from oriel.services.library_store_copying import Duplicate
from oriel.services.library_store_values import Outcome
from oriel.ui.library.pieces.task_line import TaskLine
from oriel.ui.library.stores.columns import shown_name
from oriel.ui.library.stores.file_columns import shown_name as file_name
from oriel.ui.library.stores.outcomes import (
    busy_text,
    deleted_text,
    detached_text,
    done_text,
    duplicated_text,
    failure_text,
    refused_text,
)
from oriel.ui.library.stores.store_page import StorePage
from oriel.ui.view_models.store_changes import Place
from oriel.ui.view_models.store_view_models import StoreViewModels


class StoreTellings(QObject):
    """`undo_offered(text, undo id)`, `said(text)`. What happens to a store that is not open
    any more is not told."""

    undo_offered = Signal(str, str)
    said = Signal(str)

    def __init__(
        self, models: StoreViewModels, page: StorePage, line: TaskLine, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._models, self._page, self._line = models, page, line
        stores, changes = models.stores, models.changes
        stores.progressed.connect(self._on_progress)
        stores.saved.connect(self._on_saved)
        stores.deleted.connect(self._on_deleted)
        stores.not_deleted.connect(self._on_not_deleted)
        stores.duplicated.connect(self._on_duplicated)
        stores.not_duplicated.connect(self._on_not_duplicated)
        changes.attached.connect(self._on_attached)
        changes.retried.connect(self._on_retried)
        changes.detached.connect(self._on_detached)
        changes.attributes_saved.connect(self._on_attributes_saved)
        changes.not_done.connect(self._on_not_done)
        changes.progressed.connect(self._on_changing)

    def _on_saved(self, store: VectorStore, files: Outcome, new: bool) -> None:
        if files.refused:
            self._line.say(refused_text("attach", files, self._names), trouble=True)

    def _on_deleted(self, store_id: str, files: Outcome) -> None:
        if files.refused:
            self._line.say(refused_text("delete", files, self._names), trouble=True)
        else:
            self._line.hide()
            self.said.emit(deleted_text(len(files.done)))

    def _on_not_deleted(self, store_id: str, error: AppError) -> None:
        store = self._models.stores.store(store_id)
        name = shown_name(store) if store is not None else store_id
        self._line.say(
            failure_text("delete_store", error, self._models.stores.connection, name), trouble=True
        )

    def _on_duplicated(self, copy: Duplicate) -> None:
        self._line.say(duplicated_text(copy, self._names), trouble=bool(copy.made.files.refused))

    def _on_not_duplicated(self, error: AppError) -> None:
        self._line.say(
            failure_text("duplicate", error, self._models.stores.connection), trouble=True
        )

    def _on_progress(self, kind: str, done: int, of: int) -> None:
        if kind != "save":
            self._line.show_progress(busy_text(kind, done, of), done, of)

    def _on_changing(self, place: Place, kind: str, done: int, of: int) -> None:
        if place == self._models.files.place:
            self._line.show_progress(busy_text(kind, done, of), done, of)

    def _on_attached(self, place: Place, outcome: Outcome) -> None:
        self._tell("attach", place, outcome)

    def _on_retried(self, place: Place, outcome: Outcome) -> None:
        self._tell("retry", place, outcome)

    def _on_detached(self, place: Place, outcome: Outcome, undo_id: str) -> None:
        self._tell("detach", place, outcome)
        if undo_id:
            self.undo_offered.emit(detached_text(len(outcome.done)), undo_id)

    def _on_attributes_saved(self, place: Place, outcome: Outcome) -> None:
        if place != self._models.files.place:
            return
        panel = self._page.detail.attributes
        if outcome.refused:
            panel.show_refused(refused_text("attributes", outcome, self._names))
        else:
            panel.show_saved()

    def _on_not_done(self, place: Place, kind: str, error: AppError) -> None:
        if place != self._models.files.place:
            return
        if kind == "attributes":
            self._page.detail.attributes.show_not_saved(error)
        else:
            self._fail(kind, error)

    def _fail(self, kind: str, error: AppError, name: str = "") -> None:
        text = failure_text(kind, error, self._models.stores.connection, name)
        self._line.say(text, trouble=True)

    def _tell(self, kind: str, place: Place, outcome: Outcome) -> None:
        if place != self._models.files.place:
            return
        if outcome.refused:
            self._line.say(refused_text(kind, outcome, self._names), trouble=True)
            return
        self._line.hide()
        if text := done_text(kind, len(outcome.done)):
            self.said.emit(text)

    def _names(self, file_id: str) -> str:
        row = self._page.listing.get(file_id)
        return file_name(row) if row is not None else file_id
