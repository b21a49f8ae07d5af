"""Which connection and model answer the open chat: the chat's own, else the last used.

Apart from the widgets, since the header, the picker, the sidebar's chip and the
connection menu all show or change the same choice.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from oriel.domain.chats import Chat
from oriel.domain.connections import LOCAL_ID, Connection
from oriel.domain.models import ModelInfo
from oriel.ui.view_models.chat import ChatViewModel
from oriel.ui.view_models.connections import ConnectionsViewModel


class ModelChoice(QObject):
    """`changed(Connection | None, model id)`; the model is "" until the service has named one."""

    changed = Signal(object, str)

    def __init__(self, chat: ChatViewModel, connections: ConnectionsViewModel) -> None:
        super().__init__()
        self._chat = chat
        self._connections = connections
        self._last_connection = ""
        self._last_model = ""
        self.connection: Connection | None = None
        self.model = ""
        connections.models_listed.connect(self._on_models_listed)

    def remember(self, connection_id: str, model: str) -> None:
        """What a new chat begins with, from an earlier run."""
        self._last_connection, self._last_model = connection_id, model

    @property
    def context_tokens(self) -> int:
        """How much the model takes in at most; 0 where its service does not say."""
        if self.connection is None:
            return 0
        models = self._connections.known_models(self.connection.id) or []
        return next((model.context_tokens for model in models if model.id == self.model), 0)

    @property
    def last_used(self) -> tuple[str, str]:
        return self._last_connection, self._last_model

    def follow(self, chat: Chat | None) -> None:
        """A chat was opened: its own connection and model, when they still exist."""
        own = self._connections.get(chat.connection_id) if chat else None
        if own is not None and chat is not None:
            self._set(own, chat.model or own.default_model)
            return
        connection = self._usual()
        known = connection is not None and connection.id == self._last_connection
        fallback = connection.default_model if connection else ""
        self._set(connection, (self._last_model if known else "") or fallback)

    def choose_model(self, model: str) -> None:
        if self.connection is not None:
            self._last_connection, self._last_model = self.connection.id, model
            self._set(self.connection, model)

    def choose_connection(self, connection_id: str) -> None:
        """Another place to ask; its own default model until one is picked."""
        connection = self._connections.get(connection_id)
        if connection is None:
            return
        self._last_connection, self._last_model = connection.id, connection.default_model
        self._set(connection, connection.default_model)

    def begin_with(self, connection_id: str, model: str) -> None:
        """The new chat in view begins elsewhere than chats usually do, which stays as it was."""
        if (connection := self._connections.get(connection_id)) is not None:
            self._set(connection, model or connection.default_model)

    def _usual(self) -> Connection | None:
        found = self._connections.get(self._last_connection)
        found = found or self._connections.get(LOCAL_ID)
        return found or next(iter(self._connections.all()), None)

    def _set(self, connection: Connection | None, model: str) -> None:
        self.connection, self.model = connection, model
        if connection is not None:
            self._chat.use(connection.id, model)
            if not model and self._connections.known_models(connection.id) is None:
                self._connections.list_models(connection.id)
        if connection is not None and not model:
            self._first_of(self._connections.known_models(connection.id))
            return
        self.changed.emit(connection, self.model)

    def _on_models_listed(self, connection_id: str, models: list[ModelInfo]) -> None:
        if self.connection is not None and self.connection.id == connection_id and not self.model:
            self._first_of(models)

    def _first_of(self, models: list[ModelInfo] | None) -> None:
        if models and self.connection is not None:
            self.model = models[0].id
            self._chat.use(self.connection.id, self.model)
        self.changed.emit(self.connection, self.model)
