"""Joins the backups to the window: the dialog, the daily one, and what was found at open.

Outside the folder of the dialog, which is imported when it is first opened.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from oriel.ui.main_window import MainWindow

if TYPE_CHECKING:
    from oriel.domain.backups import Backup, Loss
    from oriel.domain.errors import AppError, StoreProblem
    from oriel.services.backups import Overview
    from oriel.ui.backups.dialog import BackupsDialog
    from oriel.ui.view_models.backups import BackupsViewModel

# When the person has begun to work, and reading a file once through is no longer felt.
FIRST_LOOK_MS = 60_000


class BackupsBinding(QObject):
    """`failed` tells of our own mistakes."""

    failed = Signal(object)

    def __init__(self, window: MainWindow, make: Callable[[], BackupsViewModel]) -> None:
        super().__init__()
        self._window = window
        self._make = make
        self._model: BackupsViewModel | None = None
        self._dialog: BackupsDialog | None = None
        self._folder = ""
        self._trouble = ""
        self._timer = QTimer(window)  # goes with it
        self._timer.setSingleShot(True)
        self._timer.setInterval(FIRST_LOOK_MS)
        self._timer.timeout.connect(self._on_first_look)
        self._timer.start()
        window.action("backups").triggered.connect(self.open)
        window.notice_action_triggered.connect(self._on_notice_action)

    def open(self) -> None:
        """The dialog with all backups."""
        from oriel.ui.backups.dialog import BackupsDialog

        if self._dialog is not None:
            self._dialog.raise_()
            return
        model = self._made()
        dialog = self._dialog = BackupsDialog(self._window)
        dialog.make_requested.connect(model.back_up)
        dialog.stop_requested.connect(model.stop)
        dialog.weigh_requested.connect(model.weigh)
        dialog.restore_requested.connect(model.restore)
        dialog.refresh_requested.connect(model.refresh)
        dialog.folder_requested.connect(self._on_folder)
        dialog.finished.connect(self._on_finished)
        dialog.open()
        model.refresh()

    # Inside

    def _made(self) -> BackupsViewModel:
        if self._model is None:
            model = self._model = self._make()
            model.listed.connect(self._on_listed)
            model.not_listed.connect(self._on_not_listed)
            model.progressed.connect(self._on_progressed)
            model.made.connect(self._on_made)
            model.stopped.connect(self._on_stopped)
            model.not_made.connect(self._on_not_made)
            model.weighed.connect(self._on_weighed)
            model.not_weighed.connect(self._on_not_weighed)
            model.restore_ready.connect(self._window.close)
            model.troubled.connect(self._on_troubled)
            model.failed.connect(self.failed)
        return self._model

    def _on_first_look(self) -> None:
        self._made().watch()

    def _on_listed(self, overview: Overview) -> None:
        self._folder = str(overview.folder)
        if self._dialog is not None:
            self._dialog.show_overview(overview)

    def _on_not_listed(self, error: AppError) -> None:
        if self._dialog is not None:
            self._dialog.show_not_listed(error)

    def _on_progressed(self, done: int, pages: int) -> None:
        if self._dialog is not None and self._made().busy:
            self._dialog.show_progress(done, pages)

    def _on_made(self, backup: Backup) -> None:
        if self._dialog is not None:
            self._dialog.show_made(backup)
        else:
            self._window.show_toast(self.tr("The backup is made."))

    def _on_stopped(self) -> None:
        if self._dialog is not None:
            self._dialog.show_stopped()

    def _on_not_made(self, error: AppError) -> None:
        if self._dialog is not None:
            self._dialog.show_not_made(error)

    def _on_weighed(self, backup: Backup, loss: Loss) -> None:
        if self._dialog is not None:
            self._dialog.show_loss(backup, loss)

    def _on_not_weighed(self, _backup: Backup, _error: AppError) -> None:
        if self._dialog is not None:
            self._dialog.show_not_whole()

    def _on_troubled(self, problem: StoreProblem | None) -> None:
        from oriel.ui.backups.words import trouble_text

        if self._trouble:
            self._window.remove_notice(self._trouble)
        self._trouble = trouble_text(problem) if problem is not None else ""
        if self._trouble:
            self._window.show_notice(self._trouble, kind="warning", action=self.tr("Backups…"))

    def _on_notice_action(self, text: str) -> None:
        if text and text == self._trouble:
            self.open()

    def _on_folder(self) -> None:
        if self._folder:
            QDesktopServices.openUrl(QUrl.fromLocalFile(self._folder))

    def _on_finished(self) -> None:
        dialog, self._dialog = self._dialog, None
        # Who has closed the dialog goes on working, and is not to be taken away from it.
        self._made().stop_restoring()
        if dialog is not None:
            dialog.deleteLater()
