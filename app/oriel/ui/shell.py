"""The shell: joins the window's parts to the view-models and keeps the settings.

The only place that knows all of them. It decides nothing about chats or
connections; it passes wishes on and shows what came of them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from oriel.config.settings import Settings, SettingsFile
from oriel.domain.connections import Connection
from oriel.domain.errors import AppError
from oriel.domain.hosted_tools import FileSearch, HostedTools
from oriel.ui.attaching.binding import AttachingBinding
from oriel.ui.backups_binding import BackupsBinding
from oriel.ui.beside import Beside
from oriel.ui.bin_binding import BinBinding
from oriel.ui.chat_binding import ChatBinding
from oriel.ui.chat_settings.binding import ChatSettingsBinding
from oriel.ui.connection_binding import ConnectionBinding
from oriel.ui.error_text import explain
from oriel.ui.exporting_binding import ExportingBinding
from oriel.ui.importing.binding import ImportBinding
from oriel.ui.inspector_binding import InspectorBinding
from oriel.ui.kept_at.binding import KeptAtBinding
from oriel.ui.kept_at.deletion_binding import DeletionBinding
from oriel.ui.library_binding import LibraryBinding
from oriel.ui.main_window import MainWindow
from oriel.ui.model_binding import ModelBinding
from oriel.ui.model_choice import ModelChoice
from oriel.ui.network_binding import NetworkBinding
from oriel.ui.order.binding import OrderBinding
from oriel.ui.prompts.binding import PromptBinding
from oriel.ui.search.binding import SearchBinding
from oriel.ui.session_binding import SessionBinding, today
from oriel.ui.sidebar_binding import SidebarBinding
from oriel.ui.temporary_binding import TemporaryBinding
from oriel.ui.tooling.binding import ToolingBinding
from oriel.ui.undo import Undo
from oriel.ui.usage_binding import UsageBinding
from oriel.ui.view_models.history import HistoryMakers
from oriel.ui.view_models.together import ViewModels

if TYPE_CHECKING:
    from oriel.ui.library.assembly import Library

_log = logging.getLogger(__name__)


class Shell(QObject):
    def __init__(
        self,
        window: MainWindow,
        models: ViewModels,
        make_library: Callable[[], Library],
        makers: HistoryMakers,
        file: SettingsFile,
        settings: Settings,
    ) -> None:
        """`make_library` gives the library when it is first opened."""
        super().__init__()
        self._window = window
        self._chat = models.chat
        self._chats = models.chats
        self._connections = models.connections
        self.transfers = models.transfers
        self._file = file
        self._settings = settings
        self.crashes = 0
        self._choice = ModelChoice(models.chat, models.connections)
        self._undo = Undo(window)
        self._beside = Beside(window)
        self._chat_binding = self._bind_chat(models)
        self._sidebar = SidebarBinding(
            window, models.chat, models.chats, self._chat_binding, self._undo
        )
        self._models = ModelBinding(window, models.connections, self._choice)
        self._connection_binding = self._bind_connections(models)
        self._network = NetworkBinding(window, models.network, self._current_host)
        self._tooling = models.tooling
        self._tools = ToolingBinding(window, models, self._choice)
        self._inspector = self._bind_inspector(models)
        self._library = self._bind_library(models, make_library)
        self._prompts = PromptBinding(window, models.prompts)
        self._chat_settings = ChatSettingsBinding(
            window, models, self._choice, settings.chat_defaults
        )
        self._sessions = self._bind_sessions(models)
        self._bind_history(models, makers)
        self._connect(models)

    def _connect(self, models: ViewModels) -> None:
        """What one part tells another."""
        for view_model in models:
            view_model.failed.connect(self._on_failed)
        models.chat.saved.connect(self._on_saved)
        models.chat.not_saved.connect(self._on_not_saved)
        self._chat_binding.turns.model_wanted.connect(self._models.pick)
        self._window.page.connect_requested.connect(self._connection_binding.open_new)
        self._connection_binding.network_requested.connect(self._network.open)
        models.network.changed.connect(models.tooling.network_changed)
        models.network.changed.connect(self._on_network_changed)
        models.connections.session_ended.connect(models.transfers.hold)
        models.connections.session_renewed.connect(models.transfers.wake)
        models.connections.saved.connect(self._on_connection_saved)
        self._connect_actions()

    def _bind_sessions(self, models: ViewModels) -> SessionBinding:
        return SessionBinding(
            self._window,
            models.connections,
            self._choice,
            self._connection_binding,
            self._settings.warned_of,
        )

    def _bind_chat(self, models: ViewModels) -> ChatBinding:
        page = self._window.page
        # The first of the two: a chat that is opened brings its attachments, then its model.
        self._attaching = AttachingBinding(
            page.composer.files, models.attachments, models.chat, self._choice
        )
        binding = ChatBinding(page, models.chat, self._choice)
        binding.sent.connect(self._attaching.sent)
        binding.turns.taken_back.connect(self._attaching.take_back)
        return binding

    def _bind_inspector(self, models: ViewModels) -> InspectorBinding:
        width = self._settings.inspector_width
        return InspectorBinding(self._window, models.inspector, self._choice, width)

    def _bind_connections(self, models: ViewModels) -> ConnectionBinding:
        binding = ConnectionBinding(
            self._window, models.connections, models.connecting, self._choice
        )
        binding.counts_wanted.connect(models.chats.count_answered)
        models.chats.answered.connect(binding.show_counts)
        return binding

    def _bind_library(self, models: ViewModels, make: Callable[[], Library]) -> LibraryBinding:
        library = LibraryBinding(
            self._window,
            self._beside,
            make,
            models.transfers,
            models.connections,
            self._choice,
            self._undo,
            self._settings.library_tab,
        )
        sidebar = self._window.sidebar
        for leaving in (models.chat.opened, sidebar.chat_chosen, sidebar.new_chat_requested):
            leaving.connect(self._beside.close)
        library.chat_requested.connect(sidebar.chat_chosen)
        library.ask_requested.connect(self._ask_with_sources)
        library.failed.connect(self._on_failed)
        self._inspector.passage_requested.connect(self._on_passage)
        return library

    def _bind_order(self, models: ViewModels) -> OrderBinding:
        opened = self._settings.open_folders
        return OrderBinding(
            self._window, models, self._choice, self._chat_binding, self._undo, opened
        )

    def _bind_history(self, models: ViewModels, makers: HistoryMakers) -> None:
        """Search, order, bin, usage, in and out, backups, what is kept at services."""
        self._order = self._bind_order(models)
        self._bind_remote(models, makers)
        self._bin = BinBinding(self._window, self._beside, makers.bin, models, self._undo)
        self._bin.before_for_good = self._deletion.before_for_good
        self._bin.failed.connect(self._on_failed)
        self._temporary = TemporaryBinding(self._window, models, self._chat_binding, self._undo)
        self._usage = UsageBinding(self._window, self._beside, makers.usage, models.connections)
        self._usage.failed.connect(self._on_failed)
        self._backups = BackupsBinding(self._window, makers.backups)
        self._backups.failed.connect(self._on_failed)
        choice = self._settings.export_choice
        self._exporting = ExportingBinding(
            self._window, makers.exporting, models.chat, self._undo, choice
        )
        self._exporting.failed.connect(self._on_failed)
        self._importing = ImportBinding(
            self._window, makers.importing, models.chat, self._chat_binding
        )
        self._importing.failed.connect(self._on_failed)
        self._importing.changed.connect(models.chats.refresh)
        self._importing.changed.connect(models.connections.changed)
        self._importing.list_requested.connect(models.chats.show_only)
        self._importing.chat_requested.connect(self._window.sidebar.chat_chosen)
        self._search = SearchBinding(
            self._window,
            self._beside,
            makers.search,
            models.chat,
            self._chat_binding,
            self._prompts,
            self._library,
            self._undo,
            self._settings.recent_searches,
        )

    def _bind_remote(self, models: ViewModels, makers: HistoryMakers) -> None:
        """What services keep of chats."""
        kept = self._kept_at = KeptAtBinding(
            self._window, models.chat, models.chats, self._choice, makers.remote
        )
        gone = self._deletion = DeletionBinding(
            self._window, models.connections, makers.remote_deletion
        )
        self._order.before_delete = gone.before_delete
        kept.delete_requested.connect(gone.delete_there)
        gone.deleted.connect(kept.refresh)
        for binding in (kept, gone):
            binding.failed.connect(self._on_failed)

    def begin(self, temporary_id: str, folded: int) -> None:
        """Shows where the person left off, or a new chat."""
        settings = self._settings
        self._choice.remember(
            temporary_id or settings.last_connection, "" if temporary_id else settings.last_model
        )
        if temporary_id:
            self._choice.choose_connection(temporary_id)
        if last := self._chats.left_off():
            self._chat.open(last)
        else:
            self._chat.new_chat()
        if settings.inspector_visible:
            self._inspector.open()
        self._chat.turns.take_up(self._chat.desk)
        self._connections.warm_up()
        self._search.warm_up()
        self.transfers.begin()
        self._sessions.warn_of_keys(today())
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
        self._library.end()
        for binding in (self._kept_at, self._deletion, self._sessions):
            binding.close()
        connection_id, model = self._choice.last_used
        try:
            self._file.save(
                replace(
                    self._settings,
                    last_chat="" if self._chat.is_temporary else self._chat.chat_id,
                    last_connection="" if connection_id == "temporary" else connection_id,
                    last_model="" if connection_id == "temporary" else model,
                    warned_of=self._sessions.warned,
                    **self._network.kept(),
                    **self._inspector.kept(),
                    **self._library.kept(),
                    **self._tooling.kept(),
                    **self._chat_settings.kept(),
                    **self._order.kept(),
                    **self._search.kept(),
                    **self._exporting.kept(),
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
            "attach": page.composer.files.choose,
        }
        for name, wish in wishes.items():
            self._window.action(name).triggered.connect(wish)

    def _ask_with_sources(
        self, connection_id: str, store_ids: tuple[str, ...], question: str
    ) -> None:
        """A new chat in which the service searches these stores; the question waits to be
        sent."""
        self._chat_binding.keep_draft()
        self._choice.choose_connection(connection_id)
        hosted = HostedTools(file_search=FileSearch(store_ids=store_ids))
        self._chat_binding.propose(question)
        self._chat.new_chat(hosted=hosted)

    def _on_passage(self, file_id: str, filename: str, passage: str) -> None:
        """Where a source of the open chat comes from, in the stores that the chat searches."""
        search = self._chat.settings.hosted.file_search
        store_ids = search.store_ids if search is not None else ()
        connection = self._choice.connection
        if connection is not None:
            self._library.find_passage(connection.id, store_ids, file_id, passage)

    def _current_host(self) -> str:
        connection = self._choice.connection
        known = connection is not None and connection.base_url.startswith("https://")
        return connection.host if connection is not None and known else ""

    def _on_connection_saved(self, connection: Connection) -> None:
        self.transfers.wake(connection.id)

    def _on_network_changed(self) -> None:
        for connection in self._connections.all():
            self.transfers.wake(connection.id)

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
