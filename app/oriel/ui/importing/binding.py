"""Joins imports to the window: the action, files dropped on the sidebar, the dialog.

The dialog and its view-model are made when they are first asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from oriel.domain.chat_lists import ListFilter
from oriel.domain.errors import AppError
from oriel.ui.chat_binding import ChatBinding
from oriel.ui.library.pieces.dropping import PathDrop
from oriel.ui.main_window import MainWindow

if TYPE_CHECKING:
    from oriel.domain.folders import Folder
    from oriel.domain.imports.runs import (
        ImportDone,
        ImportPlan,
        ImportProgress,
        ImportRun,
        Undone,
    )
    from oriel.ui.importing.dialog import ImportDialog
    from oriel.ui.view_models.chat import ChatViewModel
    from oriel.ui.view_models.importing import ImportingViewModel


class ImportBinding(QObject):
    """`changed()`: other chats are here now; `list_requested(ListFilter)`: only those of an
    import are to be listed, and `chat_requested(chat id)`: one of them is to be shown;
    `failed(error)`."""

    changed = Signal()
    list_requested = Signal(object)
    chat_requested = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        make: Callable[[], ImportingViewModel],
        chat: ChatViewModel,
        chat_binding: ChatBinding,
    ) -> None:
        super().__init__()
        self._window = window
        self._chat = chat
        self._chat_binding = chat_binding
        self._make = make
        self._importing: ImportingViewModel | None = None
        self._dialog: ImportDialog | None = None
        window.action("import_chats").triggered.connect(self.open)
        drop = PathDrop(window.sidebar)
        drop.accept(_drop_text)
        drop.dropped.connect(self.take)
        # The list takes files for its chats; what lands on none of them may be an export.
        window.sidebar.chat_list.import_words = _export_text
        window.sidebar.chat_list.import_requested.connect(self.take)

    def open(self) -> None:
        """The dialog, where files are chosen."""
        dialog = self._dialog
        if dialog is None:
            dialog = self._dialog = self._made_dialog()
            dialog.open()
            self._model().refresh()
        dialog.raise_()

    def take(self, paths: list[str]) -> None:
        """Files were dropped: the dialog with a look at them."""
        if paths:
            self.open()
            self._look(paths)

    # Inside

    def _model(self) -> ImportingViewModel:
        if self._importing is None:
            made = self._importing = self._make()
            made.progressed.connect(self._on_progress)
            made.looked.connect(self._on_looked)
            made.done.connect(self._on_done)
            made.stopped.connect(self._on_stopped)
            made.refused.connect(self._on_refused)
            made.listed.connect(self._on_listed)
            made.folders_listed.connect(self._on_folders)
            made.leaving.connect(self._on_leaving)
            made.undone.connect(self._on_undone)
            made.newest.connect(self.chat_requested)
            made.changed.connect(self.changed)
            made.failed.connect(self.failed)
        return self._importing

    def _made_dialog(self) -> ImportDialog:
        from oriel.ui.importing.dialog import ImportDialog

        dialog, model = ImportDialog(self._window), self._model()
        dialog.look_requested.connect(self._look)
        dialog.run_requested.connect(model.run)
        dialog.stop_requested.connect(model.stop)
        dialog.show_requested.connect(self._on_show)
        dialog.undo_requested.connect(model.undo)
        dialog.finish_requested.connect(model.resume)
        dialog.finished.connect(self._on_finished)
        return dialog

    def _look(self, paths: list[str]) -> None:
        model = self._model()
        if self._dialog is not None and not model.busy:
            self._dialog.show_looking()
            model.look(paths)

    def _on_show(self, run_id: str) -> None:
        if self._dialog is not None:
            self._dialog.accept()
        sidebar = self._window.sidebar
        sidebar.chat_list.choosing.clear()
        if sidebar.isHidden():
            self._window.toggle_sidebar()
        self.list_requested.emit(ListFilter(import_id=run_id))
        self._model().show(run_id)

    def _on_finished(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.deleteLater()

    # Facts

    def _on_progress(self, progress: ImportProgress) -> None:
        if self._dialog is not None:
            self._dialog.show_progress(progress)

    def _on_looked(self, plan: ImportPlan) -> None:
        if self._dialog is not None:
            self._dialog.show_plan(plan)

    def _on_done(self, done: ImportDone) -> None:
        if self._dialog is not None:
            self._dialog.show_done(done)

    def _on_stopped(self) -> None:
        if self._dialog is not None:
            self._dialog.show_stopped()

    def _on_refused(self, error: AppError) -> None:
        if self._dialog is not None:
            self._dialog.show_refused(error)
        else:
            self.failed.emit(error)

    def _on_listed(self, runs: list[ImportRun]) -> None:
        if self._dialog is not None:
            self._dialog.show_runs(runs)

    def _on_folders(self, folders: list[Folder]) -> None:
        if self._dialog is not None:
            self._dialog.show_folders(folders)

    def _on_leaving(self, ids: frozenset[str]) -> None:
        """What is being typed in one of them goes along with it."""
        if self._chat.chat_id in ids:
            self._chat_binding.keep_draft()
        self._chat.forget_all(ids)

    def _on_undone(self, run_id: str, undone: Undone) -> None:
        if self._dialog is not None:
            self._dialog.show_undone(undone)


def _export_text(paths: list[str]) -> str:
    from oriel.ui.importing.words import ENDINGS

    exported = any(path.lower().endswith(ENDINGS) for path in paths)
    return _drop_text(paths) if exported else ""


def _drop_text(paths: list[str]) -> str:
    from oriel.ui.importing.words import drop_text

    return drop_text(paths)
