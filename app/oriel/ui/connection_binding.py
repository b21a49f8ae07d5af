"""The connection chip's menu and the connection dialog, joined to their view-model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from oriel.domain.connections import Connection, ConnectionKind
from oriel.domain.errors import AppError
from oriel.ui.error_text import explain
from oriel.ui.main_window import MainWindow
from oriel.ui.model_choice import ModelChoice
from oriel.ui.view_models.connections import ConnectionsViewModel

if TYPE_CHECKING:
    from oriel.auth.keyring_store import KeyringStatus
    from oriel.services.connections import TestReport
    from oriel.ui.connection_dialog import ConnectionDialog
    from oriel.ui.connection_form import ConnectionForm


class ConnectionBinding(QObject):
    def __init__(
        self, window: MainWindow, connections: ConnectionsViewModel, choice: ModelChoice
    ) -> None:
        super().__init__()
        self._window = window
        self._connections = connections
        self._choice = choice
        self._dialog: ConnectionDialog | None = None
        window.sidebar.connection_menu_requested.connect(self._open_menu)
        window.action("connections").triggered.connect(self.open_new)
        connections.test_passed.connect(self._on_test_passed)
        connections.test_failed.connect(self._on_test_failed)
        connections.saved.connect(self._on_saved)
        connections.save_failed.connect(self._on_test_failed)
        connections.removed.connect(self._on_removed)
        connections.keyring_known.connect(self._on_keyring_known)

    def open_new(self) -> None:
        self._open_dialog(None)

    def _open_menu(self, where: QPoint) -> None:
        menu = QMenu(self._window)
        for connection in self._connections.all():
            action = menu.addAction(connection.name)
            action.setCheckable(True)
            action.setChecked(connection == self._choice.connection)
            action.setData(connection.id)
        menu.addSeparator()
        menu.addAction(self.tr("Add a connection…")).setData("new")
        current = self._choice.connection
        if current and current.kind is not ConnectionKind.LOCAL and not current.temporary:
            edit = menu.addAction(self.tr("Edit “{name}”…").format(name=current.name))
            edit.setData("edit")
        menu.triggered.connect(self._on_menu)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)

    def _on_menu(self, action: QAction) -> None:
        match action.data():
            case "new":
                self._open_dialog(None)
            case "edit":
                self._open_dialog(self._choice.connection)
            case connection_id:
                self._choice.choose_connection(connection_id)

    def _open_dialog(self, connection: Connection | None) -> None:
        from oriel.ui.connection_dialog import ConnectionDialog

        if self._dialog is not None:
            self._dialog.raise_()
            return
        dialog = self._dialog = ConnectionDialog(connection, self._window)
        dialog.test_requested.connect(self._on_test_requested)
        dialog.save_requested.connect(self._on_save_requested)
        dialog.delete_requested.connect(self._connections.remove)
        dialog.finished.connect(self._on_finished)
        self._connections.ask_keyring()
        dialog.open()

    def _on_finished(self) -> None:
        self._connections.cancel_test()
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _on_test_requested(self, form: ConnectionForm) -> None:
        if self._dialog is not None:
            self._dialog.show_test_running()
        self._connections.test(form.connection, form.secret)

    def _on_save_requested(self, form: ConnectionForm) -> None:
        self._connections.save(form.connection, form.secret)

    def _on_test_passed(self, report: TestReport) -> None:
        if self._dialog is None:
            return
        if report.model:
            said = self.tr("{model} answered in {took:.1f} s.").format(
                model=report.model, took=report.took_s
            )
        else:
            said = self.tr("The service answered. It lists {count} models.").format(
                count=report.models
            )
        self._dialog.show_test_ok(said)

    def _on_test_failed(self, error: AppError) -> None:
        words = explain(error.code, error.facts)
        if self._dialog is not None:
            self._dialog.show_test_failed(words)
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
            said = self.tr("The key is kept in your system keyring, nowhere else.")
        else:
            said = self.tr("No keyring here: the key is kept only until you quit.")
        self._dialog.show_keyring(said)
