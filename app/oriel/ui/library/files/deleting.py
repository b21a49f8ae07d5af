"""Deleting files, from the question to what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from oriel.domain.errors import AppError
from oriel.domain.file_uses import Uses
from oriel.domain.library import LibraryFile
from oriel.domain.transfers import Direction, Stage, Transfer, Wanted
from oriel.services.deleting import Deletion
from oriel.ui.library.files import words
from oriel.ui.library.files.delete_dialog import DeleteDialog
from oriel.ui.library.files.downloading import Downloads
from oriel.ui.library.pieces.task_line import TaskLine
from oriel.ui.view_models.library_files import Deletions, LibraryFilesViewModel
from oriel.ui.view_models.transfers import TransfersViewModel

REMOVE_MS = 80  # rows that go are taken out together
FEW = 3  # up to so many need no line that counts them


class Deleting(QObject):
    """`begun()`, then `gone(list of ids)` as the service confirms them, `refused(dict of id
    to why)` and `said(text)` at the end. How far it is shows in `line`."""

    begun = Signal()
    gone = Signal(object)
    refused = Signal(object)
    said = Signal(str)

    def __init__(
        self,
        files: LibraryFilesViewModel,
        transfers: TransfersViewModel,
        downloads: Downloads,
        line: TaskLine,
        over: QWidget,
    ) -> None:
        super().__init__(over)
        self._files = files
        self._downloads = downloads
        self._line = line
        self._over = over
        self._dialog: DeleteDialog | None = None
        self._total = self._done = 0
        self._waiting: list[str] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REMOVE_MS)
        self._timer.timeout.connect(self._flush)
        line.pressed.connect(files.stop_deleting)
        files.uses_found.connect(self._on_uses)
        files.uses_ended.connect(self._on_uses_ended)
        files.uses_failed.connect(self._on_uses_failed)
        files.deleted.connect(self._on_deleted)
        files.deletions_ended.connect(self._on_ended)
        downloads.wanted.connect(self._on_download_wanted)
        transfers.finished.connect(self._on_transfer)

    def ask(self, chosen: Sequence[LibraryFile]) -> None:
        """Opens the question, and looks for what uses the files."""
        connection = self._files.connection
        if not chosen or connection is None or self._files.deleting or self._dialog is not None:
            return
        dialog = self._dialog = DeleteDialog(chosen, connection.name, self._over.window())
        dialog.delete_requested.connect(self._on_yes)
        dialog.copy_requested.connect(self._on_copy)
        dialog.stop_requested.connect(self._files.stop_uses)
        dialog.finished.connect(self._on_finished)
        dialog.open()
        self._files.find_uses()

    def leave(self) -> None:
        """The connection is another: what was asked is of no meaning any more."""
        if self._dialog is not None:
            self._dialog.reject()
        self._timer.stop()
        self._waiting.clear()
        self._line.hide()

    # Inside

    def _on_uses(self, uses: Uses) -> None:
        if self._dialog is not None:
            self._dialog.show_uses(uses, ended=False)

    def _on_uses_ended(self, uses: Uses) -> None:
        if self._dialog is not None:
            self._dialog.show_uses(uses, ended=True)

    def _on_uses_failed(self, error: AppError) -> None:
        if self._dialog is not None:
            self._dialog.show_failed(words.failure_text(error.code, error.facts))

    def _on_finished(self) -> None:
        self._dialog = None

    def _on_copy(self, chosen: Sequence[LibraryFile]) -> None:
        self._downloads.ask(chosen, self._dialog)

    def _on_download_wanted(self, wanted: Sequence[Wanted]) -> None:
        if self._dialog is not None:
            self._dialog.copying([source.file_id for source, *_ in wanted])

    def _on_transfer(self, transfer: Transfer) -> None:
        if self._dialog is None or transfer.direction is not Direction.DOWN:
            return
        if transfer.source is not None:
            failed = transfer.stage is not Stage.DONE
            self._dialog.show_copied(transfer.source.file_id, failed=failed)

    def _on_yes(self, file_ids: Sequence[str]) -> None:
        self._total, self._done = len(file_ids), 0
        self.begun.emit()
        self._files.delete(file_ids)
        self._show_progress()

    def _on_deleted(self, deletion: Deletion) -> None:
        self._done += 1
        if deletion.error is None:
            self._waiting.append(deletion.id)
        if not self._timer.isActive():
            self._timer.start()

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        if waiting:
            self.gone.emit(waiting)
        if self._files.deleting:
            self._show_progress()

    def _show_progress(self) -> None:
        if self._total > FEW:
            said = self.tr("Deleting: {done} of {total}").format(done=self._done, total=self._total)
            self._line.show_progress(said, self._done, self._total, self.tr("Stop"))

    def _on_ended(self, ended: Deletions) -> None:
        self._timer.stop()
        self._flush()
        self._line.hide()
        connection = self._files.connection
        why = {
            each.id: words.failure_text(each.error.code, each.error.facts, connection)
            for each in ended.failed
            if each.error is not None
        }
        if ended.gone or ended.left:
            self.said.emit(self._sum(ended))
        if why:
            self.refused.emit(why)
            count = words.counted(
                len(why), "1 file was not deleted.", "{count} files were not deleted."
            )
            self._line.say(f"{count} {next(iter(why.values()))}", trouble=True)

    def _sum(self, ended: Deletions) -> str:
        said = words.counted(len(ended.gone), "1 file was deleted.", "{count} files were deleted.")
        if ended.left:
            left = words.counted(ended.left, "1 was left.", "{count} were left.")
            return f"{said} {left}"
        return said
