"""What can be done with single transfers: by the icons in their rows, by keys, by a menu."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu

from oriel.domain.transfers import Stage, Transfer
from oriel.ui.icon_engine import icon
from oriel.ui.library.table.record_table import RecordTable
from oriel.ui.library.transfers.rows import ACTIVE, PAUSABLE, STEP, has_folder, ids_in
from oriel.ui.library.transfers.words import failure_text
from oriel.ui.view_models.transfers import TransfersViewModel

_AGAIN = (Stage.FAILED, Stage.CANCELLED)
_ENDED = (Stage.DONE, *_AGAIN)


class TransferDeeds(QObject):
    """Enter and the first icon do the next thing (pause, go on, try again, open the folder);
    Del and the last one cancel, or take off the list."""

    def __init__(self, transfers: TransfersViewModel, table: RecordTable[Transfer]) -> None:
        super().__init__(table)
        self._transfers, self._table = transfers, table
        self._chosen: list[Transfer] = []
        table.activated.connect(self._step)
        table.preview_requested.connect(self._step)
        table.delete_requested.connect(self.leave)
        table.action_clicked.connect(self._on_action)

    def leave(self, transfers: list[Transfer]) -> None:
        """Cancels what is under way; what has ended leaves the list."""
        if active := ids_in(transfers, ACTIVE):
            self._transfers.cancel(active)
        else:
            self._transfers.forget(ids_in(transfers, _ENDED))

    def menu(self, transfers: list[Transfer]) -> QMenu:
        """What can be done with these; open it with popup()."""
        self._chosen = transfers
        menu = QMenu(self._table)
        menu.setObjectName("transfers_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, icon_name, text, stages, do in (
            ("pause", "pause", self.tr("Pause"), PAUSABLE, self._on_pause),
            ("resume", "play", self.tr("Go on"), (Stage.PAUSED,), self._on_resume),
            ("retry", "retry", self.tr("Try again"), _AGAIN, self._on_retry),
            ("cancel", "close", self.tr("Cancel"), ACTIVE, self._on_cancel),
            ("forget", "", self.tr("Take off the list"), _ENDED, self._on_forget),
        ):
            if ids_in(transfers, stages):
                action = menu.addAction(text, do)
                action.setObjectName(f"transfers_{name}")
                if icon_name:
                    action.setIcon(icon(icon_name))
        self._add_single(menu)
        self._table.standard_actions(menu, [])  # its own id says nothing to anybody
        return menu

    def _add_single(self, menu: QMenu) -> None:
        if len(self._chosen) != 1:
            return
        if has_folder(self._chosen[0]):
            menu.addAction(icon("folder"), self.tr("Open the folder"), self._on_folder)
        if failure_text(self._chosen[0]):
            menu.addAction(icon("copy"), self.tr("Copy what happened"), self._on_copy_reason)

    def _step(self, transfer: Transfer) -> None:
        if transfer.stage in PAUSABLE:
            self._transfers.pause([transfer.id])
        elif transfer.stage is Stage.PAUSED:
            self._transfers.resume([transfer.id])
        elif transfer.stage in _AGAIN:
            self._transfers.retry([transfer.id])
        elif has_folder(transfer):
            _open_folder(transfer)

    def _on_action(self, transfer: Transfer, column_id: str) -> None:
        if column_id == STEP:
            self._step(transfer)
        else:
            self.leave([transfer])

    def _on_pause(self) -> None:
        self._transfers.pause(ids_in(self._chosen, PAUSABLE))

    def _on_resume(self) -> None:
        self._transfers.resume(ids_in(self._chosen, (Stage.PAUSED,)))

    def _on_retry(self) -> None:
        self._transfers.retry(ids_in(self._chosen, _AGAIN))

    def _on_cancel(self) -> None:
        self._transfers.cancel(ids_in(self._chosen, ACTIVE))

    def _on_forget(self) -> None:
        self._transfers.forget(ids_in(self._chosen, _ENDED))

    def _on_folder(self) -> None:
        _open_folder(self._chosen[0])

    def _on_copy_reason(self) -> None:
        QGuiApplication.clipboard().setText(failure_text(self._chosen[0]))


def _open_folder(transfer: Transfer) -> None:
    folder = str(PurePath(transfer.path).parent)
    QDesktopServices.openUrl(QUrl.fromLocalFile(folder))
