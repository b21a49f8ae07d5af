"""Joins the tools button, its popup and its dialogs to their view-model and the open chat.

Each of them is imported when it is first asked for.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from oriel.domain.errors import AppError
from oriel.domain.hosted_tools import HostedTools, RemoteMcp
from oriel.domain.tools import ToolServer
from oriel.ui.composer import Composer
from oriel.ui.error_text import explain
from oriel.ui.main_window import MainWindow
from oriel.ui.model_choice import ModelChoice
from oriel.ui.tooling.dialogs import ToolDialogs
from oriel.ui.tooling.situation import (
    BUILT_IN_KEY,
    Situation,
    missing_tools,
    with_remote,
)
from oriel.ui.view_models.together import ViewModels

if TYPE_CHECKING:
    from oriel.services.tool_offers import ContainerOffer, StoreOffer
    from oriel.ui.tooling.popup import ToolsPopup


class ToolingBinding(QObject):
    def __init__(self, window: MainWindow, models: ViewModels, choice: ModelChoice) -> None:
        super().__init__()
        self._window = window
        tooling, chat = models.tooling, models.chat
        self._tooling, self._chat = tooling, chat
        self._choice = choice
        composer = window.page.findChild(Composer)
        assert composer is not None
        self._composer = composer
        self._popup: ToolsPopup | None = None
        self._dialogs = ToolDialogs(window, tooling, models.chats)
        composer.tools_wanted.connect(self.open)
        window.action("tools").triggered.connect(self.open)
        for changed in (chat.settings_changed, chat.opened, choice.changed, tooling.server_changed):
            changed.connect(self._refresh)
        tooling.stores_listed.connect(self._on_stores)
        tooling.stores_failed.connect(self._on_stores_failed)
        tooling.containers_listed.connect(self._on_containers)
        tooling.containers_failed.connect(self._on_containers_failed)
        tooling.saved.connect(self._on_saved)
        tooling.deleted.connect(self._on_deleted)
        tooling.remote_kept.connect(self._use_remote)
        tooling.remote_not_kept.connect(self._on_not_kept)

    def open(self, key: str = "") -> None:
        """The popup; at the settings of a tool when `key` names one."""
        popup = self._made()
        popup.show_situation(self._situation())
        popup.open_at(self._composer.tools_anchor(), key if isinstance(key, str) else "")

    # Inside

    def _made(self) -> ToolsPopup:
        if self._popup is None:
            from oriel.ui.tooling.popup import ToolsPopup

            popup = self._popup = ToolsPopup(self._window)
            popup.hosted_changed.connect(self._use_hosted)
            popup.local_changed.connect(self._use_local)
            popup.stores_wanted.connect(self._on_stores_wanted)
            popup.containers_wanted.connect(self._on_containers_wanted)
            popup.folder_wanted.connect(self._on_folder_wanted)
            popup.folders_changed.connect(self._on_folders)
            popup.remote_saved.connect(self._on_remote_saved)
            popup.remote_removed.connect(self._on_remote_removed)
            popup.restart_requested.connect(self._tooling.restart)
            popup.edit_requested.connect(self._on_edit)
            popup.server_wanted.connect(self._on_server_wanted)
            popup.servers_requested.connect(self._on_servers)
            popup.ledger_requested.connect(self._on_ledger)
        return self._popup

    def _situation(self) -> Situation:
        connection, model = self._choice.connection, self._choice.model
        rules = self._tooling.rules(connection, model) if connection else None
        can = connection.capabilities if connection else None
        tooling = self._tooling
        return Situation(
            settings=self._chat.settings,
            missing=missing_tools(connection, rules),
            connection_id=connection.id if connection else "",
            has_stores=can is not None and can.vector_stores,
            has_containers=can is not None and can.containers,
            model=model,
            remotes=tuple(tooling.remotes),
            servers=tuple((server, tooling.status(server.id)) for server in tooling.servers),
            folders=tooling.folders,
        )

    def _refresh(self) -> None:
        now = self._situation()
        self._composer.show_tools(now.count, self._window.actions_table.tooltip("tools"))
        if self._popup is not None and self._popup.isVisible():
            self._popup.show_situation(now)

    # What the person sets

    def _use_hosted(self, hosted: HostedTools) -> None:
        self._chat.use_settings(replace(self._chat.settings, hosted=hosted))

    def _use_local(self, server_ids: tuple[str, ...]) -> None:
        new = set(server_ids).difference(self._chat.settings.local_tools)
        self._chat.use_settings(replace(self._chat.settings, local_tools=server_ids))
        for server_id in new:
            if server := self._tooling.server(server_id):
                self._tooling.start(server.id)  # so that its tools are seen before they are used

    def _on_folder_wanted(self) -> None:
        self._leave_popup()
        dialog = QFileDialog(self._window, self.tr("Choose a folder that may be read"))
        dialog.setObjectName("choose_tool_folder")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._on_folder)
        dialog.finished.connect(dialog.deleteLater)
        dialog.finished.connect(self._on_folder_done)
        dialog.open()

    def _on_folder(self, path: str) -> None:
        folders = self._tooling.folders
        if path and Path(path) not in folders:
            self._tooling.allow_folders((*folders, Path(path)))

    def _on_folder_done(self) -> None:
        self.open(BUILT_IN_KEY)

    def _on_folders(self, folders: tuple[Path, ...]) -> None:
        self._tooling.allow_folders(folders)
        self._refresh()

    # Servers that the service connects to

    def _on_remote_saved(
        self, remote: RemoteMcp, before: RemoteMcp | None, secret: str | None
    ) -> None:
        self._tooling.keep_remote(remote, before, secret)

    def _use_remote(self, remote: RemoteMcp, before: RemoteMcp | None) -> None:
        hosted = self._chat.settings.hosted
        label = before.label if before else remote.label
        # A new one is wanted in the chat it was added for.
        if before is None or any(known.label == label for known in hosted.mcp):
            self._use_hosted(with_remote(hosted, label, remote))
        self._refresh()

    def _on_remote_removed(self, remote: RemoteMcp) -> None:
        self._tooling.forget_remote(remote)
        self._use_hosted(with_remote(self._chat.settings.hosted, remote.label, None))

    def _on_not_kept(self, error: AppError) -> None:
        words = explain(error.code, error.facts)
        self._window.show_notice(f"{words.title} {words.next_step}", kind="danger")

    # Servers on this computer

    def _on_edit(self, server_id: str) -> None:
        self._leave_popup()
        self._dialogs.open_edit(server_id)

    def _on_server_wanted(self) -> None:
        self._leave_popup()
        self._dialogs.open_new()

    def _on_servers(self) -> None:
        self._leave_popup()
        self._dialogs.open_servers()

    def _on_ledger(self) -> None:
        self._leave_popup()
        self._dialogs.open_ledger()

    def _on_saved(self, server: ToolServer, new: bool) -> None:
        # A new one is wanted in the chat it was added from.
        local = self._chat.settings.local_tools
        if new and server.enabled and server.id not in local:
            self._use_local((*local, server.id))

    def _leave_popup(self) -> None:
        # A popup takes every key and press: no dialog can be used beside it.
        if self._popup is not None:
            self._popup.hide()

    def _on_deleted(self, server_id: str) -> None:
        local = self._chat.settings.local_tools
        if server_id in local:
            self._use_local(tuple(each for each in local if each != server_id))

    # Lists of the service

    def _on_stores_wanted(self) -> None:
        if self._choice.connection is not None:
            self._tooling.list_stores(self._choice.connection.id)

    def _on_containers_wanted(self) -> None:
        if self._choice.connection is not None:
            self._tooling.list_containers(self._choice.connection.id)

    def _on_stores(self, connection_id: str, stores: list[StoreOffer]) -> None:
        if self._popup is not None and self._is_current(connection_id):
            self._popup.show_stores(stores)

    def _on_stores_failed(self, connection_id: str, error: AppError) -> None:
        if self._popup is not None and self._is_current(connection_id):
            self._popup.show_stores_failed(explain(error.code, error.facts))

    def _on_containers(self, connection_id: str, containers: list[ContainerOffer]) -> None:
        if self._popup is not None and self._is_current(connection_id):
            self._popup.show_containers(containers)

    def _on_containers_failed(self, connection_id: str, error: AppError) -> None:
        if self._popup is not None and self._is_current(connection_id):
            self._popup.show_containers_failed(explain(error.code, error.facts))

    def _is_current(self, connection_id: str) -> bool:
        return self._choice.connection is not None and self._choice.connection.id == connection_id
