"""The model picker over the header's button: opened on a wish, filled from the service."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect

from oriel.domain.errors import AppError
from oriel.domain.models import ModelInfo
from oriel.ui.error_text import explain
from oriel.ui.main_window import MainWindow
from oriel.ui.model_choice import ModelChoice
from oriel.ui.view_models.connections import ConnectionsViewModel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from oriel.domain.connections import Connection
    from oriel.ui.model_picker import ModelPicker


class ModelBinding(QObject):
    def __init__(
        self, window: MainWindow, connections: ConnectionsViewModel, choice: ModelChoice
    ) -> None:
        super().__init__()
        self._window = window
        self._connections = connections
        self._choice = choice
        self._picker: ModelPicker | None = None
        self._other: ModelPicker | None = None
        self._then: Callable[[str], None] | None = None
        window.page.model_menu_requested.connect(self.open)
        window.action("choose_model").triggered.connect(self.open)
        connections.models_listed.connect(self._on_listed)
        connections.models_failed.connect(self._on_failed)

    def open(self) -> None:
        connection = self._choice.connection
        if connection is None:
            return
        self._show(self._made(), connection, self._choice.model)
        self._made().open_at(self._window.page.model_anchor())

    def pick(self, button: QWidget, then: Callable[[str], None]) -> None:
        """Asks for a model of this connection, and passes it to `then`."""
        connection = self._choice.connection
        if connection is None:
            return
        if self._other is None:
            self._other = self._new()
            self._other.chosen.connect(self._on_picked)
        self._then = then
        self._show(self._other, connection, "")
        self._other.open_at(QRect(button.mapToGlobal(QPoint(0, 0)), button.size()))

    def _show(self, picker: ModelPicker, connection: Connection, current: str) -> None:
        known = self._connections.known_models(connection.id)
        if known is None:
            picker.show_loading()
        else:
            picker.show_models(known, current)
        # Asked anew each time: a model may have been added since.
        self._connections.list_models(connection.id)

    def _on_picked(self, model: str) -> None:
        if self._then is not None:
            self._then(model)

    def _new(self) -> ModelPicker:
        from oriel.ui.model_picker import ModelPicker

        return ModelPicker(self._window)

    def _made(self) -> ModelPicker:
        if self._picker is None:
            self._picker = self._new()
            self._picker.chosen.connect(self._choice.choose_model)
        return self._picker

    def _on_listed(self, connection_id: str, models: list[ModelInfo]) -> None:
        if self._is_current(connection_id):
            if self._picker is not None:
                self._picker.show_models(models, self._choice.model)
            if self._other is not None:
                self._other.show_models(models, "")

    def _on_failed(self, connection_id: str, error: AppError) -> None:
        for picker in (self._picker, self._other):
            if picker is not None and self._is_current(connection_id):
                picker.show_error(explain(error.code, error.facts))

    def _is_current(self, connection_id: str) -> bool:
        return self._choice.connection is not None and self._choice.connection.id == connection_id
