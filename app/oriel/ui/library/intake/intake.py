"""The one way in for files: whoever wants to upload something offers it here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from oriel.domain.connections import Connection, ConnectionKind
from oriel.domain.folder_rules import FolderRules
from oriel.domain.transfers import Stage, Transfer, UploadTo
from oriel.domain.upload_plan import PlannedFile, UploadPlan
from oriel.ui.attaching.taken_in import brought, has_files
from oriel.ui.library.intake.dialog import IntakeDialog
from oriel.ui.library.intake.pasted import PastedFiles
from oriel.ui.library.intake.warning import PersonalDataDialog
from oriel.ui.view_models.intake import IntakeViewModel, OfferViewModel
from oriel.ui.view_models.transfers import TransfersViewModel

PATIENCE_MS = 150  # without a dialog


class Intake(QObject):
    """`warned()` once the person knows about personal data (kept in the settings);
    `begun(how many files)` when some are on their way; `refused(OSError)` when what was
    pasted could not be made a file."""

    warned = Signal()
    begun = Signal(int)
    refused = Signal(object)

    def __init__(
        self,
        view_model: IntakeViewModel,
        transfers: TransfersViewModel,
        *,
        is_warned: bool,
        parent: QObject | None = None,
    ) -> None:
        """`is_warned` as it was kept: the person need not be told again."""
        super().__init__(parent)
        self._view_model = view_model
        self._transfers = transfers
        self._is_warned = is_warned
        self._pasted = PastedFiles()
        self._offers: list[_Offer] = []
        transfers.finished.connect(self._on_finished)

    def offer(
        self, connection: Connection, paths: Sequence[str], to: UploadTo, parent: QWidget
    ) -> None:
        """Files and folders of this computer are to go to a connection. What there is to
        ask is asked in a dialog over `parent`; a handful of plain files goes straight on."""
        if paths:
            self._begin(self._view_model.open(connection, paths, to), parent)

    def offer_clipboard(
        self, connection: Connection, data: QMimeData, to: UploadTo, parent: QWidget
    ) -> bool:
        """The same for what is in the clipboard: files, a picture, a text. Whether there is
        anything in it to send."""
        if has_files(data):
            found = brought(data)
            self.offer(connection, [*found.folders, *found.files], to, parent)
            return True
        make = self._pasted.maker(data)
        if make is not None:
            self._begin(self._view_model.open(connection, (), to, make), parent)
        return make is not None

    def close(self) -> None:
        """Before the program ends: what was pasted is not left lying about."""
        for offer in list(self._offers):
            offer.leave()
        going_on = (each for each in self._transfers.all() if not each.stage.has_ended)
        self._pasted.close({transfer.path for transfer in going_on})

    # Inside

    def _begin(self, view_model: OfferViewModel, parent: QWidget) -> None:
        offer = _Offer(view_model, parent, self)
        offer.taken.connect(self._on_taken)
        offer.left.connect(self._on_left)
        view_model.unmade.connect(self.refused)
        self._offers.append(offer)
        if self._is_warned:
            offer.begin()
            return
        stays = view_model.connection.kind is ConnectionKind.LOCAL
        dialog = PersonalDataDialog(stays=stays, parent=parent)
        dialog.agreed.connect(self._on_agreed)
        dialog.agreed.connect(offer.begin)
        dialog.rejected.connect(offer.leave)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_agreed(self) -> None:
        self._is_warned = True
        self.warned.emit()

    def _on_taken(self, offer: _Offer, files: list[PlannedFile], replacing: bool) -> None:
        connection_id, to = offer.view_model.connection.id, offer.view_model.to
        plain = [file.path for file in files if not (replacing and file.replaces)]
        if plain:
            self._transfers.upload(connection_id, plain, to)
        for file in files:
            if replacing and file.replaces:
                instead = replace(to, replaces=file.replaces)
                self._transfers.upload(connection_id, [file.path], instead)
        self._forget(offer)
        self.begun.emit(len(files))

    def _on_left(self, offer: _Offer) -> None:
        for path in offer.view_model.paths:
            self._pasted.drop(path)
        self._forget(offer)

    def _forget(self, offer: _Offer) -> None:
        if offer in self._offers:
            self._offers.remove(offer)
            offer.view_model.stop()
            offer.view_model.deleteLater()
            offer.deleteLater()

    def _on_finished(self, transfer: Transfer) -> None:
        if transfer.stage is not Stage.FAILED:  # which may be tried again
            self._pasted.drop(transfer.path)


class _Offer(QObject):
    """One offer from look to answer: `taken(offer, list[PlannedFile], replacing)`, or
    `left(offer)`. The dialog comes only when there is something to ask, or to wait for."""

    taken = Signal(object, object, bool)
    left = Signal(object)

    def __init__(self, view_model: OfferViewModel, parent: QWidget, owner: QObject) -> None:
        super().__init__(owner)
        self.view_model = view_model
        self._parent = parent
        self._dialog: IntakeDialog | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._on_patience)
        view_model.planned.connect(self._on_planned)
        view_model.unmade.connect(self.leave)

    def begin(self) -> None:
        self._patience.start()
        self.view_model.look()

    def leave(self) -> None:
        """Nothing is sent."""
        self._patience.stop()
        self.left.emit(self)
        self._close()

    def _on_patience(self) -> None:
        self._open()

    def _on_planned(self, plan: UploadPlan) -> None:
        self._patience.stop()
        # Choices that were made in a dialog are answered in it, not by sending.
        if plan.asks_nothing and (self._dialog is None or not self._dialog.was_shown_a_plan):
            self._on_upload(list(plan.new), replacing=False)
            return
        self._open().show_plan(plan)

    def _open(self) -> IntakeDialog:
        if self._dialog is not None:
            return self._dialog
        offered = self.view_model
        place = offered.connection.name
        dialog = self._dialog = IntakeDialog(offered.to, place, offered.rules, self._parent)
        offered.progressed.connect(dialog.show_progress)
        offered.comparing.connect(dialog.show_comparing)
        dialog.purpose_changed.connect(offered.set_purpose)
        dialog.expiry_changed.connect(offered.set_expiry)
        dialog.rules_changed.connect(self._on_rules)
        dialog.upload_requested.connect(self._on_upload)
        dialog.rejected.connect(self.leave)
        dialog.open()
        return dialog

    def _on_rules(self, rules: FolderRules) -> None:
        self.view_model.look(rules)

    def _on_upload(self, files: list[PlannedFile], replacing: bool) -> None:
        self.taken.emit(self, files, replacing)
        self._close()

    def _close(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.hide()
            dialog.deleteLater()
