"""The dialogs about stores, joined to the view-models while they are open.

Apart from the tab, which only says which of them is wished for.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from oriel.domain.connections import Connection
from oriel.domain.errors import AppError
from oriel.domain.library import LibraryFile, VectorStore
from oriel.services.library_store_values import Chunking, Outcome, StoreDraft
from oriel.ui.library.stores.chunks_view import ChunksView
from oriel.ui.library.stores.delete_dialog import DeleteStoreDialog
from oriel.ui.library.stores.file_picker import FilePicker
from oriel.ui.library.stores.name_dialog import NameDialog
from oriel.ui.library.stores.store_dialog import StoreDialog
from oriel.ui.view_models.store_changes import Place
from oriel.ui.view_models.store_view_models import StoreViewModels


class StoreDialogs(QObject):
    """`delete_confirmed(list of store ids, with their files)`, `attach_requested(list of file ids,
    Chunking)`."""

    delete_confirmed = Signal(object, bool)
    attach_requested = Signal(object, object)

    def __init__(self, models: StoreViewModels, over: QWidget) -> None:
        super().__init__(over)
        self._models, self._over = models, over
        self._store: StoreDialog | None = None
        self._delete: DeleteStoreDialog | None = None
        self._picker: FilePicker | None = None
        self._chunks: ChunksView | None = None
        self._chunks_of = ""
        self._edited = ""
        stores, offers, chunks = models.stores, models.offers, models.chunks
        stores.saved.connect(self._on_saved)
        stores.not_saved.connect(self._on_not_saved)
        stores.progressed.connect(self._on_progress)
        stores.uses_found.connect(self._on_uses)
        offers.offered.connect(self._on_offered)
        offers.all_offered.connect(self._on_all_offered)
        offers.not_offered.connect(self._on_not_offered)
        chunks.chunks_read.connect(self._on_chunks)
        chunks.chunks_failed.connect(self._on_chunks_failed)

    def open_new(self, connection: Connection) -> None:
        self._open_store(StoreDialog(connection, None, self._over.window()))

    def open_edit(self, connection: Connection, store: VectorStore) -> None:
        self._edited = store.id
        self._open_store(StoreDialog(connection, store, self._over.window()))

    def open_delete(self, stores: Sequence[VectorStore]) -> None:
        dialog = self._delete = DeleteStoreDialog(stores, self._over.window())
        dialog.delete_requested.connect(self.delete_confirmed)
        self._models.stores.find_uses([store.id for store in stores])
        self._open(dialog)

    def open_duplicate(self, store: VectorStore, taken: set[str]) -> None:
        """Asks what the copy is to be called; none of the names `taken`."""
        dialog = NameDialog(store, taken, self._over.window())
        dialog.chosen.connect(self._models.stores.duplicate)
        self._open(dialog)

    def open_picker(self, connection: Connection, inside: set[str]) -> None:
        """Files of the service for the opened store, without those `inside`."""
        picker = self._make_picker(connection, inside, chunked=True)
        picker.picked.connect(self._on_picked)

    def open_chunks(self, place: Place, file_id: str, name: str) -> None:
        """What was indexed of a file."""
        self._chunks_of = file_id
        view = self._chunks = ChunksView(name, self._over.window())
        self._open(view)
        self._models.chunks.read(place, file_id)

    # Inside

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(self._on_finished)
        dialog.open()

    def _on_finished(self) -> None:
        dialog = self.sender()
        if dialog is self._store:
            self._store = None
        if dialog is self._delete:
            self._delete = None
        if dialog is self._picker:
            self._picker = None
            self._models.offers.stop()
        if dialog is self._chunks:
            self._chunks = None
            self._models.chunks.stop()
        if dialog is not None:
            dialog.deleteLater()

    def _open_store(self, dialog: StoreDialog) -> None:
        self._store = dialog
        dialog.save_requested.connect(self._on_save)
        dialog.files_requested.connect(self._on_files_for_new)
        self._open(dialog)

    def _on_save(self, draft: StoreDraft) -> None:
        if self._store is not None and self._store.is_new:
            self._models.stores.create(draft)
        else:
            self._models.stores.edit(
                self._edited,
                name=draft.name,
                description=draft.description,
                metadata=draft.metadata,
                expires_days=draft.expires_days,
            )

    def _on_saved(self, store: VectorStore, files: Outcome, new: bool) -> None:
        if self._store is not None:
            self._store.accept()

    def _on_not_saved(self, error: AppError) -> None:
        if self._store is not None:
            self._store.show_not_saved(error)

    def _on_progress(self, kind: str, done: int, of: int) -> None:
        if kind == "save" and self._store is not None:
            self._store.show_progress(done, of)

    def _on_uses(self, titles: list[str]) -> None:
        if self._delete is not None:
            self._delete.show_uses(titles)

    def _make_picker(
        self, connection: Connection, inside: set[str], *, chunked: bool
    ) -> FilePicker:
        over = self._store or self._over.window()
        picker = self._picker = FilePicker(connection, inside, over, chunked=chunked)
        picker.files_wanted.connect(self._list_files)
        self._open(picker)
        self._list_files()
        return picker

    def _on_files_for_new(self) -> None:
        connection = self._models.stores.connection
        if self._store is not None and connection is not None:
            inside = set(self._store.file_ids)
            picker = self._make_picker(connection, inside, chunked=False)
            picker.chosen.connect(self._store.add_files)

    def _list_files(self) -> None:
        connection = self._models.stores.connection
        if self._picker is not None and connection is not None:
            self._picker.show_loading()
            self._models.offers.list(connection.id)

    def _on_picked(self, names: dict[str, str], chunking: Chunking) -> None:
        self.attach_requested.emit(list(names), chunking)

    def _on_offered(self, files: tuple[LibraryFile, ...]) -> None:
        if self._picker is not None:
            self._picker.add_files(files)

    def _on_all_offered(self) -> None:
        if self._picker is not None:
            self._picker.show_all_offered()

    def _on_not_offered(self, error: AppError) -> None:
        if self._picker is not None:
            self._picker.show_failed(error)

    def _on_chunks(self, file_id: str, chunks: list[str]) -> None:
        if self._chunks is not None and file_id == self._chunks_of:
            self._chunks.show_chunks(chunks)

    def _on_chunks_failed(self, file_id: str, error: AppError) -> None:
        if self._chunks is not None and file_id == self._chunks_of:
            self._chunks.show_failed(error)
