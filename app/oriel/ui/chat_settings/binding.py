"""Joins the settings of a chat to the window: the dialog, the defaults, the mark in the header.

The dialog is imported when it is first asked for.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from oriel.domain.chat_settings import ChatSettings, Memory
from oriel.domain.json_values import Unfit, from_plain, to_plain
from oriel.domain.models import ModelInfo
from oriel.ui.chat_header import ChatHeader
from oriel.ui.chat_settings.fields import changed
from oriel.ui.chat_settings.situation import Situation
from oriel.ui.main_window import MainWindow
from oriel.ui.model_choice import ModelChoice
from oriel.ui.view_models.together import ViewModels

if TYPE_CHECKING:
    from oriel.ui.chat_settings.dialog import ChatSettingsDialog


class ChatSettingsBinding(QObject):
    """`defaults` is what the settings file keeps for new chats (`kept` gives it back)."""

    def __init__(
        self,
        window: MainWindow,
        models: ViewModels,
        choice: ModelChoice,
        defaults: dict[str, Any],
    ) -> None:
        super().__init__()
        self._window = window
        self._chat = models.chat
        self._connections = models.connections
        self._tooling = models.tooling
        self._choice = choice
        self._dialog: ChatSettingsDialog | None = None
        self._row = 0
        with suppress(Unfit):
            self._chat.default_settings = from_plain(ChatSettings, defaults)
        header = window.page.findChild(ChatHeader)
        assert header is not None
        self._header = header
        window.action("chat_settings").triggered.connect(self.open)
        for signal in (
            self._chat.settings_changed,
            self._chat.chat_changed,
            self._chat.message_added,
            choice.changed,
            self._connections.models_listed,
        ):
            signal.connect(self._refresh)
        self._chat.opened.connect(self._on_opened)

    def open(self) -> None:
        from oriel.ui.chat_settings.dialog import ChatSettingsDialog

        if self._dialog is not None:
            self._dialog.raise_()
            return
        self._ask_for_models()
        dialog = self._dialog = ChatSettingsDialog(self._window)
        self._refresh()
        dialog.show_row(self._row)
        dialog.settings_changed.connect(self._chat.use_settings)
        dialog.defaults_requested.connect(self._on_defaults)
        dialog.finished.connect(self._on_finished)
        dialog.open()

    def kept(self) -> dict[str, Any]:
        """The defaults of new chats as the settings file keeps them."""
        if self._dialog is not None:
            self._dialog.flush()
        return {"chat_defaults": to_plain(self._chat.default_settings)}

    # Inside

    def _refresh(self) -> None:
        now = self._situation()
        names = set(changed(self._chat.settings, now.api))
        if self._chat.is_temporary:
            names.discard("memory")  # which the header says in a word of its own
        self._header.show_changed(len(names))
        if self._dialog is not None:
            defaults = self._chat.default_settings
            self._dialog.show_settings(self._chat.settings, now, defaults)

    def _on_opened(self) -> None:
        if self._dialog is not None:
            self._dialog.drop()
        self._refresh()

    def _situation(self) -> Situation:
        connection, model = self._choice.connection, self._choice.model
        chat = self._chat.chat
        return Situation(
            connection=connection,
            model=model,
            info=self._info(),
            rules=self._tooling.rules(connection, model) if connection else None,
            title=chat.title if chat and chat.title else self.tr("New chat"),
            begun=chat is not None,
            temporary=self._chat.is_temporary,
        )

    def _info(self) -> ModelInfo | None:
        if self._choice.connection is None:
            return None
        known = self._connections.known_models(self._choice.connection.id) or []
        return next((model for model in known if model.id == self._choice.model), None)

    def _ask_for_models(self) -> None:
        """Their lists tell of limits; where none was read yet it comes while one looks."""
        connection = self._choice.connection
        if connection is not None and self._connections.known_models(connection.id) is None:
            self._connections.list_models(connection.id)

    def _on_defaults(self, settings: ChatSettings) -> None:
        said = self.tr("New chats begin with these settings.")
        if settings.memory is Memory.TEMPORARY:
            # A chat that leaves no trace is wished for each time, never by habit.
            settings = replace(settings, memory=Memory.USUAL)
            said = self.tr("New chats begin with these settings, but are not temporary.")
        self._chat.default_settings = settings
        if self._dialog is not None:
            self._dialog.show_defaults(settings, said)

    def _on_finished(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            self._row = dialog.row
            dialog.deleteLater()
        self._window.page.focus_composer()
