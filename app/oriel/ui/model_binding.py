"""The model picker over the header's button: opened on a wish, filled from the service."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, Qt

from oriel.domain.errors import AppError
from oriel.domain.models import ModelInfo
from oriel.ui.error_text import explain
from oriel.ui.main_window import MainWindow
from oriel.ui.model_choice import ModelChoice
from oriel.ui.view_models.connections import ConnectionsViewModel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

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
        window.page.model_menu_requested.connect(self.open)
        window.action("choose_model").triggered.connect(self.open)
        connections.models_listed.connect(self._on_listed)
        connections.models_failed.connect(self._on_failed)

    def open(self) -> None:
        connection = self._choice.connection
        if connection is None:
            return
        picker = self._made()
        known = self._connections.known_models(connection.id)
        if known is None:
            picker.show_loading()
        else:
            picker.show_models(known, self._choice.model)
        # Asked anew each time: a model may have been added since.
        self._connections.list_models(connection.id)
        picker.open_at(self._window.page.model_anchor())

    def pick(self, button: QWidget, then: Callable[[str], None]) -> None:
        """Asks for a model of this connection, for one answer only."""
        connection = self._choice.connection
        if connection is None:
            return
        from oriel.ui.model_picker import ModelPicker

        picker = ModelPicker(self._window)
        picker.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picker.chosen.connect(then)
        picker.show_models(self._connections.known_models(connection.id) or [], "")
        picker.open_at(QRect(button.mapToGlobal(QPoint(0, 0)), button.size()))

    def _made(self) -> ModelPicker:
        if self._picker is None:
            from oriel.ui.model_picker import ModelPicker

            self._picker = ModelPicker(self._window)
            self._picker.chosen.connect(self._choice.choose_model)
        return self._picker

    def _on_listed(self, connection_id: str, models: list[ModelInfo]) -> None:
        if self._picker is not None and self._is_current(connection_id):
            self._picker.show_models(models, self._choice.model)

    def _on_failed(self, connection_id: str, error: AppError) -> None:
        if self._picker is not None and self._is_current(connection_id):
            self._picker.show_error(explain(error.code, error.facts))

    def _is_current(self, connection_id: str) -> bool:
        return self._choice.connection is not None and self._choice.connection.id == connection_id
