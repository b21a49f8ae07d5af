"""Joins the dialog for a conversation that is known by its id alone to the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from oriel.domain.errors import AppError
from oriel.ui.main_window import MainWindow
from oriel.ui.model_choice import ModelChoice
from oriel.ui.view_models.chat_list import ChatListViewModel

if TYPE_CHECKING:
    from oriel.services.remote_attaching import Preview
    from oriel.ui.kept_at.attach_dialog import AttachDialog
    from oriel.ui.view_models.remote import RemoteViewModel


class AttachBinding(QObject):
    """`models` gives the view-model, which is made when it is first needed."""

    def __init__(
        self,
        window: MainWindow,
        chats: ChatListViewModel,
        choice: ModelChoice,
        models: Callable[[], RemoteViewModel],
    ) -> None:
        super().__init__()
        self._window, self._chats, self._choice = window, chats, choice
        self._models = models
        self._dialog: AttachDialog | None = None
        window.action("attach_conversation").triggered.connect(self.open)

    def open(self) -> None:
        """One dialog at a time."""
        if self._dialog is not None:
            return
        from oriel.ui.kept_at.attach_dialog import AttachDialog

        models = self._models()
        chosen = self._choice.connection.id if self._choice.connection else ""
        dialog = self._dialog = AttachDialog(models.places(), chosen, self._window)
        dialog.look_requested.connect(models.look_up)
        dialog.look_dropped.connect(models.stop_looking_up)
        dialog.attach_requested.connect(self._on_attach)
        dialog.finished.connect(self._on_finished)
        dialog.open()

    def listen(self, models: RemoteViewModel) -> None:
        """To what comes of it, from the moment it is made."""
        models.found.connect(self._on_found)
        models.attached.connect(self._on_attached)
        models.refused.connect(self._on_refused)

    def _on_attach(self, preview: Preview) -> None:
        chosen, place_id = self._choice.connection, preview.connection_id
        places = (c for c in self._models().places() if c.id == place_id)
        model = next((place.default_model for place in places), "")
        if chosen is not None and chosen.id == place_id:
            model = self._choice.model
        self._models().attach(preview, model)

    def _on_found(self, preview: Preview) -> None:
        if self._dialog is not None:
            self._dialog.show_preview(preview)

    def _on_attached(self, chat_id: str) -> None:
        self._chats.refresh()
        if self._dialog is not None:
            self._dialog.accept()
        self._window.sidebar.chat_chosen.emit(chat_id)

    def _on_refused(self, error: AppError) -> None:
        if self._dialog is not None:
            self._dialog.show_error(error)

    def _on_finished(self) -> None:
        dialog, self._dialog = self._dialog, None
        self._models().stop_looking_up()
        self._models().stop_attaching()
        if dialog is not None:
            dialog.deleteLater()
