"""The network's settings: shown, changed, tried."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from oriel.domain.errors import AppError
from oriel.domain.network import NetworkSettings
from oriel.services.network import Network
from oriel.services.tasks import TaskScope


class NetworkViewModel(QObject):
    """`changed(NetworkSettings)`, `not_changed(AppError)`, `tried(HostReport)`,
    `not_tried(AppError)`, `certificates_read(list[str])`, `certificates_unread(AppError)`."""

    changed = Signal(object)
    not_changed = Signal(object)
    tried = Signal(object)
    not_tried = Signal(object)
    certificates_read = Signal(object)
    certificates_unread = Signal(object)
    failed = Signal(object)

    def __init__(self, network: Network) -> None:
        super().__init__()
        self._network = network
        self._scope = TaskScope(self.failed.emit)
        self._trying: Any = None

    @property
    def settings(self) -> NetworkSettings:
        return self._network.settings

    def change(self, settings: NetworkSettings, password: str | None) -> None:
        self._scope.start_if_open(self._change(settings, password), "change network")

    def try_host(self, url: str, settings: NetworkSettings, password: str | None) -> None:
        self.cancel_try()
        self._trying = self._scope.start_if_open(self._try(url, settings, password), "try host")

    def cancel_try(self) -> None:
        if self._trying is not None:
            self._trying.cancel()
            self._trying = None

    def read_certificates(self, path: str) -> None:
        self._scope.start_if_open(self._read(path), "certificates")

    async def aclose(self) -> None:
        await self._scope.aclose()

    async def _change(self, settings: NetworkSettings, password: str | None) -> None:
        try:
            await self._network.change(settings, password)
        except AppError as error:
            self.not_changed.emit(error)
            return
        self.changed.emit(settings)

    async def _try(self, url: str, settings: NetworkSettings, password: str | None) -> None:
        try:
            self.tried.emit(await self._network.try_host(url, settings, password))
        except AppError as error:
            self.not_tried.emit(error)

    async def _read(self, path: str) -> None:
        try:
            self.certificates_read.emit(await self._network.certificates(path))
        except AppError as error:
            self.certificates_unread.emit(error)
