"""Connections and models: which there are, which is in use, tests and changes."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from oriel.domain.connections import Connection
from oriel.domain.errors import AppError
from oriel.domain.models import ModelInfo
from oriel.services.connections import Connections
from oriel.services.credentials import Typed
from oriel.services.tasks import TaskScope


class ConnectionsViewModel(QObject):
    """`changed()`, `models_listed(connection id, list[ModelInfo])`,
    `models_failed(connection id, AppError)`, `saved(Connection)`, `save_failed(AppError)`,
    `removed(connection id)`, `keyring_known(KeyringStatus)`, `session_ended(connection id)`,
    `session_renewed(connection id)`, `failed(error)`."""

    changed = Signal()
    models_listed = Signal(str, object)
    models_failed = Signal(str, object)
    saved = Signal(object)
    save_failed = Signal(object)
    removed = Signal(str)
    keyring_known = Signal(object)
    session_ended = Signal(str)
    session_renewed = Signal(str)
    failed = Signal(object)

    def __init__(self, connections: Connections) -> None:
        super().__init__()
        self._connections = connections
        self._scope = TaskScope(self.failed.emit)
        self._models: dict[str, list[ModelInfo]] = {}
        connections.watch_sessions(self.session_ended.emit, self.session_renewed.emit)

    def all(self) -> list[Connection]:
        return self._connections.all()

    def get(self, connection_id: str) -> Connection | None:
        return self._connections.get(connection_id)

    def known_models(self, connection_id: str) -> list[ModelInfo] | None:
        return self._models.get(connection_id)

    def list_models(self, connection_id: str) -> None:
        self._scope.start_if_open(self._list_models(connection_id), "models")

    def session(self, connection_id: str) -> float | None:
        """When a connection's browser session ends, in epoch seconds; 0 when that is not
        known yet, None when it has none."""
        return self._connections.session(connection_id)

    def save(self, connection: Connection, secret: str | None, second: str | None) -> None:
        self._scope.start_if_open(self._save(connection, Typed(secret, second)), "save connection")

    def remove(self, connection_id: str) -> None:
        self._scope.start_if_open(self._remove(connection_id), "remove connection")

    def warm_up(self) -> None:
        """Makes ready what the first request would wait for."""
        self._scope.start_if_open(self._connections.warm_up(), "warm up")

    def ask_keyring(self) -> None:
        self._scope.start_if_open(self._ask_keyring(), "keyring")

    async def aclose(self) -> None:
        await self._scope.aclose()

    async def _list_models(self, connection_id: str) -> None:
        try:
            found = await self._connections.models(connection_id)
        except AppError as error:
            self.models_failed.emit(connection_id, error)
            return
        self._models[connection_id] = found
        self.models_listed.emit(connection_id, found)

    async def _save(self, connection: Connection, typed: Typed) -> None:
        try:
            await self._connections.save(connection, typed)
        except AppError as error:
            self.save_failed.emit(error)
            return
        self._models.pop(connection.id, None)
        self.saved.emit(connection)
        self.changed.emit()

    async def _remove(self, connection_id: str) -> None:
        await self._connections.delete(connection_id)
        self.removed.emit(connection_id)
        self.changed.emit()

    async def _ask_keyring(self) -> None:
        self.keyring_known.emit(await self._connections.keyring_status())
