"""The shell: joins the window's parts to the view-models and keeps the settings.

The only place that knows all of them. It decides nothing about chats or
connections; it passes wishes on and shows what came of them.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from PySide6.QtCore import QObject

from oriel.config.settings import Settings, SettingsFile
from oriel.domain.connections import Connection, ConnectionKind
from oriel.domain.errors import AppError
from oriel.ui.chat_binding import ChatBinding
from oriel.ui.connection_binding import ConnectionBinding
from oriel.ui.error_text import explain
from oriel.ui.main_window import MainWindow
from oriel.ui.model_binding import ModelBinding
from oriel.ui.model_choice import ModelChoice
from oriel.ui.sidebar_binding import SidebarBinding
from oriel.ui.view_models.chat import ChatViewModel
from oriel.ui.view_models.chat_list import ChatListViewModel
from oriel.ui.view_models.connections import ConnectionsViewModel

_log = logging.getLogger(__name__)


class Shell(QObject):
    def __init__(
        self,
        window: MainWindow,
        chat: ChatViewModel,
        chats: ChatListViewModel,
        connections: ConnectionsViewModel,
        file: SettingsFile,
        settings: Settings,
    ) -> None:
        super().__init__()
        self._window = window
        self._chat = chat
        self._chats = chats
        self._connections = connections
        self._file = file
        self._settings = settings
        self.crashes = 0
        self._choice = ModelChoice(chat, connections)
        self._chat_binding = ChatBinding(window.page, chat, self._choice)
        self._sidebar = SidebarBinding(window, chat, chats, self._chat_binding)
        self._models = ModelBinding(window, connections, self._choice)
        self._connection_binding = ConnectionBinding(window, connections, self._choice)
        for view_model in (chat, chats, connections):
            view_model.failed.connect(self._on_failed)
        chat.saved.connect(self._on_saved)
        chat.not_saved.connect(self._on_not_saved)
        self._choice.changed.connect(self._on_choice)
        window.page.connect_requested.connect(self._connection_binding.open_new)
        self._connect_actions()

    def begin(self, temporary_id: str, folded: int) -> None:
        """Shows where the person left off, or a new chat."""
        settings = self._settings
        self._choice.remember(
            temporary_id or settings.last_connection, "" if temporary_id else settings.last_model
        )
        if temporary_id:
            self._choice.choose_connection(temporary_id)
        chats = sorted(self._chats.chats, key=lambda chat: chat.updated_at)
        # After a crash the settings are older than the history.
        last = chats[-1].id if folded and chats else settings.last_chat
        if last in {chat.id for chat in chats}:
            self._chat.open(last)
        else:
            self._chat.new_chat()
        self._connections.warm_up()
        if folded:
            self._window.show_notice(
                self.tr("An answer was cut off when Oriel ended. What had arrived is kept.")
            )

    async def ready(self) -> None:
        """Returns when the first chat is shown."""
        await self._chat.settled()

    def ask(self, text: str) -> None:
        """Sends as if it had been typed."""
        self._window.page.send_requested.emit(text)

    def settle_view(self) -> None:
        """Shows at once what would be shown with the next frame."""
        self._window.page.flush()

    def show_crash(self, error: BaseException | None) -> None:
        """Our own mistake: one line, the rest is in the log."""
        self.crashes += 1
        name = type(error).__name__ if error else self.tr("unknown")
        self._window.show_notice(
            self.tr("Something went wrong inside Oriel ({name}). Your chats are safe.").format(
                name=name
            ),
            kind="danger",
        )

    def close(self) -> None:
        """Keeps what the next start needs."""
        self._chat_binding.keep_draft()
        connection_id, model = self._choice.last_used
        try:
            self._file.save(
                replace(
                    self._settings,
                    last_chat=self._chat.chat_id,
                    last_connection="" if connection_id == "temporary" else connection_id,
                    last_model="" if connection_id == "temporary" else model,
                    **self._window.state(),
                )
            )
        except (AppError, OSError) as error:
            _log.warning("the settings were not saved: %s", error)

    def _connect_actions(self) -> None:
        page = self._window.page
        wishes = {
            "stop": page.stop_requested.emit,
            "focus_composer": page.focus_composer,
            "regenerate": self._chat.regenerate,
            "copy_answer": page.copy_last_answer,
            "find": page.open_find,
        }
        for name, wish in wishes.items():
            self._window.action(name).triggered.connect(wish)

    def _on_choice(self, connection: Connection | None, model: str) -> None:
        if connection is not None:
            local = connection.kind is ConnectionKind.LOCAL
            detail = connection.region or ("" if local else connection.host)
            self._window.sidebar.show_connection(connection.name, detail, connection.colour)

    def _on_saved(self, path: str) -> None:
        self._window.show_toast(self.tr("Saved as {path}").format(path=path))

    def _on_not_saved(self, path: str, why: str) -> None:
        said = self.tr("{path} was not saved: {why}").format(path=path, why=why)
        self._window.show_notice(said, kind="danger")

    def _on_failed(self, error: BaseException) -> None:
        if isinstance(error, AppError):
            words = explain(error.code, error.facts)
            self._window.show_notice(f"{words.title} {words.reason}", kind="danger")
            return
        _log.error("unexpected", exc_info=error)
        self.show_crash(error)
