"""What new chats of a folder begin with, while it is being set: with the same dialog and the
same popup as a chat.

Both are imported when they are first asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QPoint, QRect, Signal
from PySide6.QtWidgets import QWidget

from oriel.domain.chat_settings import ChatSettings, Memory
from oriel.domain.connections import Connection
from oriel.domain.folders import Folder
from oriel.ui.chat_settings.dialog import ChatSettingsDialog
from oriel.ui.chat_settings.situation import Situation
from oriel.ui.model_choice import ModelChoice
from oriel.ui.tooling.tools_of import ToolsOf
from oriel.ui.view_models.together import ViewModels

Answering = Callable[[], tuple[str, str]]


class FolderDraft(QObject):
    """`changed()`. The subject of its tools: `connection` and `model` are those that were
    chosen for the folder, else those in use, so that there is something to choose from."""

    changed = Signal()

    def __init__(
        self,
        folder: Folder,
        models: ViewModels,
        choice: ModelChoice,
        answering: Answering,
        dialog: QWidget,
    ) -> None:
        """`answering` gives the connection's id and the model that are chosen now, "" for
        none."""
        super().__init__(dialog)
        self._models = models
        self._choice = choice
        self._answering = answering
        self._dialog = dialog
        self._usual = models.chat.default_settings
        self._settings = folder.settings
        self._open: ChatSettingsDialog | None = None
        self._anchor: QWidget = dialog
        self.tools = ToolsOf(self, dialog, models.tooling, models.chats)
        models.connections.models_listed.connect(self.refresh)

    @property
    def kept(self) -> ChatSettings | None:
        """None while nothing is other than usual, so that the usual goes on counting."""
        return self._settings

    @property
    def settings(self) -> ChatSettings:
        return self._settings or self._usual

    @property
    def connection(self) -> Connection | None:
        chosen = self._models.connections.get(self._answering()[0])
        return chosen or self._choice.connection

    @property
    def model(self) -> str:
        connection_id, model = self._answering()
        chosen = self._models.connections.get(connection_id)
        return model or (chosen.default_model if chosen is not None else self._choice.model)

    def use_settings(self, settings: ChatSettings) -> None:
        """Other ones; what is temporary is never so by habit."""
        if settings.memory is Memory.TEMPORARY:
            settings = replace(settings, memory=Memory.USUAL)
        self._settings = None if settings == self._usual else settings
        self.refresh()
        self.changed.emit()

    def forget(self) -> None:
        """As chats usually begin."""
        self._settings = None
        self.refresh()
        self.changed.emit()

    def instruct(self, text: str) -> None:
        if text != self.settings.instructions:
            self.use_settings(replace(self.settings, instructions=text))

    def open_tools(self, anchor: QWidget) -> None:
        """The popup of tools and stores, at a widget."""
        self._anchor = anchor
        self.tools.open()

    def tools_anchor(self) -> QRect:
        return QRect(self._anchor.mapToGlobal(QPoint(0, 0)), self._anchor.size())

    def open_settings(self, title: str) -> None:
        """The dialog with all settings."""
        connection = self.connection
        connections = self._models.connections
        if connection is not None and connections.known_models(connection.id) is None:
            connections.list_models(connection.id)
        self._open = ChatSettingsDialog(self._dialog, title)
        self.refresh()
        self._open.settings_changed.connect(self.use_settings)
        self._open.finished.connect(self._on_finished)
        self._open.open()

    def refresh(self) -> None:
        """Who answers, or what is set, may be otherwise now."""
        self.tools.refresh()
        if self._open is not None:
            self._open.show_settings(self.settings, self._situation(), self._usual)

    def _situation(self) -> Situation:
        connection, model = self.connection, self.model
        known = self._models.connections.known_models(connection.id) if connection else None
        return Situation(
            connection=connection,
            model=model,
            info=next((each for each in known or () if each.id == model), None),
            rules=self._models.tooling.rules(connection, model) if connection else None,
            habit=True,
        )

    def _on_finished(self) -> None:
        dialog, self._open = self._open, None
        if dialog is not None:
            dialog.deleteLater()
