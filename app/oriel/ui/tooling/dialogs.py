"""The dialogs of tool servers and of the ledger, joined to the view-model while they are open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from oriel.domain.approvals import Remembered
from oriel.domain.errors import AppError
from oriel.services.tool_trials import Trial
from oriel.ui.view_models.chat_list import ChatListViewModel
from oriel.ui.view_models.tooling import ToolingViewModel

if TYPE_CHECKING:
    from oriel.ui.tooling.ledger_dialog import LedgerDialog
    from oriel.ui.tooling.servers_dialog import ServersDialog


class ToolDialogs(QObject):
    def __init__(
        self, window: QWidget, tooling: ToolingViewModel, chats: ChatListViewModel
    ) -> None:
        super().__init__(window)
        self._window = window
        self._tooling = tooling
        self._chats = chats
        self._titles: dict[str, str] = {}
        self._remembered: list[Remembered] = []
        chats.named.connect(self._on_named)
        self._servers: ServersDialog | None = None
        self._ledger: LedgerDialog | None = None
        tooling.server_changed.connect(self._refresh)
        tooling.saved.connect(self._on_done)
        tooling.not_saved.connect(self._on_not_saved)
        tooling.deleted.connect(self._on_done)
        tooling.taken.connect(self._on_done)
        tooling.tried.connect(self._on_tried)
        tooling.ledger_read.connect(self._on_ledger)

    @property
    def has_servers_open(self) -> bool:
        """Whether what is saved now was asked for here."""
        return self._servers is not None

    def open_servers(self) -> None:
        """The list of tool servers."""
        self._made().raise_()

    def open_new(self) -> None:
        """The form of a new one."""
        self._made().edit(None)

    def open_edit(self, server_id: str) -> None:
        self._made().edit(self._tooling.server(server_id))

    def open_ledger(self) -> None:
        """What was allowed or refused for longer than once."""
        from oriel.ui.tooling.ledger_dialog import LedgerDialog

        if self._ledger is None:
            dialog = self._ledger = LedgerDialog(self._title_of, self._window)
            dialog.revoke_requested.connect(self._on_revoke)
            dialog.finished.connect(self._on_ledger_finished)
            dialog.open()
        self._tooling.read_ledger()

    def _made(self) -> ServersDialog:
        from oriel.ui.tooling.servers_dialog import ServersDialog

        if self._servers is None:
            dialog = self._servers = ServersDialog(self._window)
            dialog.save_requested.connect(self._tooling.save)
            dialog.enable_requested.connect(self._tooling.enable)
            dialog.delete_requested.connect(self._tooling.delete)
            dialog.try_requested.connect(self._tooling.try_out)
            dialog.trial_left.connect(self._tooling.cancel_trial)
            dialog.take_requested.connect(self._tooling.take)
            dialog.finished.connect(self._on_servers_finished)
            self._refresh()
            dialog.open()
        return self._servers

    def _refresh(self) -> None:
        if self._servers is not None:
            servers = self._tooling.servers
            self._servers.show_servers(
                tuple((server, self._tooling.status(server.id)) for server in servers)
            )

    def _on_done(self) -> None:
        self._refresh()
        if self._servers is not None:
            self._servers.show_saved()

    def _on_not_saved(self, error: AppError) -> None:
        if self._servers is not None:
            self._servers.show_not_saved(error)

    def _on_tried(self, trial: Trial) -> None:
        if self._servers is not None:
            self._servers.show_trial(trial)

    def _on_servers_finished(self) -> None:
        dialog, self._servers = self._servers, None
        if dialog is not None:
            dialog.deleteLater()

    def _title_of(self, chat_id: str) -> str:
        listed = (chat.title for chat in self._chats.chats if chat.id == chat_id)
        return self._titles.get(chat_id) or next(listed, "")

    def _on_ledger(self, lines: list[Remembered]) -> None:
        self._remembered = lines
        if self._ledger is not None:
            self._ledger.show_lines(lines)
        self._chats.name({line.chat_id for line in lines})

    def _on_named(self, titles: dict[str, str]) -> None:
        other = any(self._title_of(chat_id) != title for chat_id, title in titles.items())
        self._titles.update(titles)
        if self._ledger is not None and other:
            self._ledger.show_lines(self._remembered)

    def _on_revoke(self, lines: list[Remembered]) -> None:
        self._tooling.revoke(lines)

    def _on_ledger_finished(self) -> None:
        dialog, self._ledger = self._ledger, None
        if dialog is not None:
            dialog.deleteLater()
