"""The tools of one chat, or of chats to come: their popup, its dialogs, and what is set there.

Whose tools they are is the subject's to say. Popup and dialogs are imported when they are
first asked for.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from oriel.domain.chat_settings import ChatSettings
from oriel.domain.connections import Connection
from oriel.domain.errors import AppError
from oriel.domain.hosted_tools import HostedTools, RemoteMcp
from oriel.domain.tools import ToolServer
from oriel.ui.error_text import explain
from oriel.ui.tooling.dialogs import ToolDialogs
from oriel.ui.tooling.situation import (
    BUILT_IN_KEY,
    Situation,
    missing_tools,
    with_remote,
)
from oriel.ui.view_models.chat_list import ChatListViewModel
from oriel.ui.view_models.tooling import ToolingViewModel

if TYPE_CHECKING:
    from oriel.services.tool_offers import ContainerOffer, StoreOffer
    from oriel.ui.tooling.popup import ToolsPopup


class Subject(Protocol):
    """Whose tools are set, and who would answer with them."""

    @property
    def settings(self) -> ChatSettings: ...
    @property
    def connection(self) -> Connection | None: ...
    @property
    def model(self) -> str: ...
    def use_settings(self, settings: ChatSettings) -> None: ...
    def tools_anchor(self) -> QRect:
        """Beside what, on the screen, the popup opens."""


class ToolsOf(QObject):
    """`failed(text)` is said where the subject is."""

    failed = Signal(str)

    def __init__(
        self,
        subject: Subject,
        window: QWidget,
        tooling: ToolingViewModel,
        chats: ChatListViewModel,
    ) -> None:
        super().__init__(window)
        self._subject = subject
        self._window = window
        self._tooling = tooling
        self._popup: ToolsPopup | None = None
        self._keeping = False  # a server that was set up here is being kept
        self._dialogs = ToolDialogs(window, tooling, chats)
        tooling.server_changed.connect(self.refresh)
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
        popup.show_situation(self.situation())
        popup.open_at(self._subject.tools_anchor(), key if isinstance(key, str) else "")

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

    def situation(self) -> Situation:
        connection, model = self._subject.connection, self._subject.model
        rules = self._tooling.rules(connection, model) if connection else None
        can = connection.capabilities if connection else None
        tooling = self._tooling
        return Situation(
            settings=self._subject.settings,
            missing=missing_tools(connection, rules),
            connection_id=connection.id if connection else "",
            has_stores=can is not None and can.vector_stores,
            has_containers=can is not None and can.containers,
            model=model,
            remotes=tuple(tooling.remotes),
            servers=tuple((server, tooling.status(server.id)) for server in tooling.servers),
            folders=tooling.folders,
        )

    def refresh(self) -> None:
        """How things stand may be otherwise now."""
        if self._popup is not None and self._popup.isVisible():
            self._popup.show_situation(self.situation())

    # What the person sets

    def _use_hosted(self, hosted: HostedTools) -> None:
        self._subject.use_settings(replace(self._subject.settings, hosted=hosted))

    def _use_local(self, server_ids: tuple[str, ...]) -> None:
        new = set(server_ids).difference(self._subject.settings.local_tools)
        self._subject.use_settings(replace(self._subject.settings, local_tools=server_ids))
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
        self.refresh()

    # Servers that the service connects to

    def _on_remote_saved(
        self, remote: RemoteMcp, before: RemoteMcp | None, secret: str | None
    ) -> None:
        self._keeping = True
        self._tooling.keep_remote(remote, before, secret)

    def _use_remote(self, remote: RemoteMcp, before: RemoteMcp | None) -> None:
        hosted = self._subject.settings.hosted
        label = before.label if before else remote.label
        # A new one is wanted where it was added.
        new, self._keeping = before is None and self._keeping, False
        if new or any(known.label == label for known in hosted.mcp):
            self._use_hosted(with_remote(hosted, label, remote))
        self.refresh()

    def _on_remote_removed(self, remote: RemoteMcp) -> None:
        self._tooling.forget_remote(remote)
        self._use_hosted(with_remote(self._subject.settings.hosted, remote.label, None))

    def _on_not_kept(self, error: AppError) -> None:
        here, self._keeping = self._keeping, False
        if here:
            words = explain(error.code, error.facts)
            self.failed.emit(f"{words.title} {words.next_step}")

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
        # A new one is wanted where it was added.
        local = self._subject.settings.local_tools
        if self._dialogs.has_servers_open and new and server.enabled and server.id not in local:
            self._use_local((*local, server.id))

    def _leave_popup(self) -> None:
        # A popup takes every key and press: no dialog can be used beside it.
        if self._popup is not None:
            self._popup.hide()

    def _on_deleted(self, server_id: str) -> None:
        local = self._subject.settings.local_tools
        if server_id in local:
            self._use_local(tuple(each for each in local if each != server_id))

    # Lists of the service

    def _on_stores_wanted(self) -> None:
        if self._subject.connection is not None:
            self._tooling.list_stores(self._subject.connection.id)

    def _on_containers_wanted(self) -> None:
        if self._subject.connection is not None:
            self._tooling.list_containers(self._subject.connection.id)

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
        return self._subject.connection is not None and self._subject.connection.id == connection_id
