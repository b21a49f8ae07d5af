"""The connection chip's menu and the connection dialog, joined to their view-models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from oriel.domain.connections import Connection, ConnectionKind
from oriel.domain.errors import AppError
from oriel.ui.error_text import explain
from oriel.ui.main_window import MainWindow
from oriel.ui.model_choice import ModelChoice
from oriel.ui.view_models.connecting import ConnectingViewModel
from oriel.ui.view_models.connections import ConnectionsViewModel

if TYPE_CHECKING:
    from oriel.auth.keyring_store import KeyringStatus
    from oriel.ui.connecting.binding import DialogBinding
    from oriel.ui.connecting.dialog import ConnectionDialog
    from oriel.ui.connection_form import ConnectionForm


class ConnectionBinding(QObject):
    """`network_requested` from the menu; `counts_wanted` asks for what `show_counts` takes."""

    network_requested = Signal()
    counts_wanted = Signal()

    def __init__(
        self,
        window: MainWindow,
        connections: ConnectionsViewModel,
        connecting: ConnectingViewModel,
        choice: ModelChoice,
    ) -> None:
        super().__init__()
        self._window = window
        self._connections = connections
        self._connecting = connecting
        self._choice = choice
        self._edited: Connection | None = None
        self._dialog: ConnectionDialog | None = None
        self._binding: DialogBinding | None = None
        window.sidebar.connection_menu_requested.connect(self._open_menu)
        window.action("connections").triggered.connect(self.open_new)
        connections.saved.connect(self._on_saved)
        connections.save_failed.connect(self._on_save_failed)
        connections.removed.connect(self._on_removed)
        connections.keyring_known.connect(self._on_keyring_known)

    def open_new(self) -> None:
        self._open_dialog(None)

    def edit(self, connection_id: str) -> None:
        """Opens the dialog on a connection that is kept; on another one nothing happens."""
        connection = self._connections.get(connection_id)
        if connection is not None and _is_kept(connection):
            self._open_dialog(connection)

    def _open_menu(self, where: QPoint) -> None:
        menu = QMenu(self._window)
        for connection in self._connections.all():
            action = menu.addAction(connection.name)
            action.setCheckable(True)
            current = self._choice.connection
            action.setChecked(current is not None and current.id == connection.id)
            action.setData(connection.id)
        menu.addSeparator()
        menu.addAction(self.tr("Add a connection…")).setData("new")
        current = self._choice.connection
        if current is not None and _is_kept(current):
            edit = menu.addAction(self.tr("Edit “{name}”…").format(name=current.name))
            edit.setData("edit")
            if self._connections.session(current.id) is not None:
                again = self.tr("Sign in again to “{name}”…").format(name=current.name)
                menu.addAction(again).setData("sign_in")
        menu.addSeparator()
        menu.addAction(self.tr("Network…")).setData("network")
        menu.triggered.connect(self._on_menu)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)

    def _on_menu(self, action: QAction) -> None:
        match action.data():
            case "new":
                self._open_dialog(None)
            case "edit":
                self._open_dialog(self._choice.connection)
            case "sign_in" if self._choice.connection is not None:
                self.sign_in_again(self._choice.connection.id)
            case "network":
                self.network_requested.emit()
            case connection_id:
                self._choice.choose_connection(connection_id)

    def show_counts(self, chats: Mapping[str, int]) -> None:
        """How many chats each connection answers, by its id: for the words before one is
        deleted."""
        if self._dialog is not None and self._edited is not None:
            count = chats.get(self._edited.id, 0)
            self._dialog.show_what_goes(self._what_goes(self._edited, count))

    def sign_in_again(self, connection_id: str) -> None:
        """Opens the browser for a connection whose session has ended or soon will."""
        connection = self._connections.get(connection_id)
        if connection is not None and self._open_dialog(connection):
            assert self._dialog is not None
            self._dialog.begin_sign_in()

    def _open_dialog(self, connection: Connection | None) -> bool:
        from oriel.ui.connecting.binding import DialogBinding
        from oriel.ui.connecting.dialog import ConnectionDialog

        if self._dialog is not None:
            self._dialog.raise_()
            return False
        dialog = self._dialog = ConnectionDialog(connection, self._window)
        self._binding = DialogBinding(dialog, self._connecting)
        dialog.save_requested.connect(self._on_save_requested)
        dialog.delete_requested.connect(self._connections.remove)
        dialog.finished.connect(self._on_finished)
        self._edited = connection
        if connection is not None:
            dialog.show_what_goes(self._what_goes(connection, 0))
            self.counts_wanted.emit()
        self._connections.ask_keyring()
        dialog.open()
        return True

    def _on_finished(self) -> None:
        if self._binding is not None:
            self._binding.end()
            self._binding = None
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _on_save_requested(self, form: ConnectionForm) -> None:
        self._connections.save(form.connection, form.secret, form.second_secret)

    def _on_save_failed(self, error: AppError) -> None:
        words = explain(error.code, error.facts)
        if self._dialog is not None:
            self._dialog.show_failed(words)
        else:
            self._window.show_notice(f"{words.title} {words.reason}", kind="danger")

    def _on_saved(self, connection: Connection) -> None:
        self._choice.choose_connection(connection.id)
        if self._dialog is not None:
            self._dialog.accept()

    def _on_removed(self, connection_id: str) -> None:
        if self._dialog is not None:
            self._dialog.accept()
        if self._choice.connection is not None and self._choice.connection.id == connection_id:
            self._choice.follow(None)

    def _on_keyring_known(self, status: KeyringStatus) -> None:
        if self._dialog is None:
            return
        if status.kind == "keyring":
            said = self.tr("Keys are kept in your system keyring, nowhere else.")
        else:
            said = self.tr("No keyring here: a key is kept only until you quit.")
        self._dialog.show_keyring(said)

    def _what_goes(self, connection: Connection, chats: int) -> str:
        parts = [self.tr("Delete “{name}”?").format(name=connection.name)]
        if connection.kind is ConnectionKind.OCI_PROFILE:
            said = self.tr("The profile {name} stays in your Oracle configuration.")
            parts.append(said.format(name=connection.profile))
        elif connection.needs_key:
            parts.append(self.tr("Its key is removed from the keyring."))
        if chats:
            stay = self.tr("{n} chats that used it stay and can be read as before.")
            one = self.tr("One chat that used it stays and can be read as before.")
            parts.append(one if chats == 1 else stay.format(n=chats))
        parts.append(self.tr("Nothing is deleted at the service."))
        return " ".join(parts)


def _is_kept(connection: Connection) -> bool:
    return connection.kind is not ConnectionKind.LOCAL and not connection.temporary
