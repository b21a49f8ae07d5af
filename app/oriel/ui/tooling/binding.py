"""Joins the tools button to the tools of the open chat."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect

from oriel.domain.chat_settings import ChatSettings
from oriel.domain.connections import Connection
from oriel.ui.composer import Composer
from oriel.ui.main_window import MainWindow
from oriel.ui.model_choice import ModelChoice
from oriel.ui.tooling.tools_of import ToolsOf
from oriel.ui.view_models.together import ViewModels


class ToolingBinding(QObject):
    """It is also the subject: the open chat with who answers it."""

    def __init__(self, window: MainWindow, models: ViewModels, choice: ModelChoice) -> None:
        super().__init__()
        self._window = window
        self._chat, self._choice = models.chat, choice
        composer = window.page.findChild(Composer)
        assert composer is not None
        self._composer = composer
        self._tools = ToolsOf(self, window, models.tooling, models.chats)
        self._tools.failed.connect(self._on_failed)
        composer.tools_wanted.connect(self.open)
        window.action("tools").triggered.connect(self.open)
        for changed in (
            models.chat.settings_changed,
            models.chat.opened,
            choice.changed,
            models.tooling.server_changed,
        ):
            changed.connect(self._refresh)

    def open(self, key: str = "") -> None:
        """The popup; at the settings of a tool when `key` names one."""
        self._tools.open(key)

    # The subject

    @property
    def settings(self) -> ChatSettings:
        return self._chat.settings

    @property
    def connection(self) -> Connection | None:
        return self._choice.connection

    @property
    def model(self) -> str:
        return self._choice.model

    def use_settings(self, settings: ChatSettings) -> None:
        self._chat.use_settings(settings)

    def tools_anchor(self) -> QRect:
        return self._composer.tools_anchor()

    # Inside

    def _refresh(self) -> None:
        count = self._tools.situation().count
        self._composer.show_tools(count, self._window.actions_table.tooltip("tools"))
        self._tools.refresh()

    def _on_failed(self, text: str) -> None:
        self._window.show_notice(text, kind="danger")
