"""The network dialog joined to its view-model, for as long as it is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from oriel.domain.errors import AppError
from oriel.domain.network import NetworkSettings
from oriel.services.network import kept_settings
from oriel.ui.error_text import explain
from oriel.ui.main_window import MainWindow
from oriel.ui.view_models.network import NetworkViewModel

if TYPE_CHECKING:
    from oriel.services.network import HostReport
    from oriel.ui.network_dialog import NetworkDialog


class NetworkBinding(QObject):
    """`host` says which host to offer for the try."""

    def __init__(
        self, window: MainWindow, network: NetworkViewModel, host: Callable[[], str]
    ) -> None:
        super().__init__()
        self._window = window
        self._network = network
        self._host = host
        self._dialog: NetworkDialog | None = None
        network.changed.connect(self._on_changed)
        network.not_changed.connect(self._on_failed)
        network.tried.connect(self._on_tried)
        network.not_tried.connect(self._on_failed)
        network.certificates_read.connect(self._on_certificates)
        network.certificates_unread.connect(self._on_unread)

    def open(self) -> None:
        from oriel.ui.network_dialog import NetworkDialog

        if self._dialog is not None:
            self._dialog.raise_()
            return
        dialog = self._dialog = NetworkDialog(self._network.settings, self._host(), self._window)
        dialog.save_requested.connect(self._network.change)
        dialog.try_requested.connect(self._network.try_host)
        dialog.certificates_requested.connect(self._network.read_certificates)
        dialog.finished.connect(self._on_finished)
        dialog.open()

    def kept(self) -> dict[str, Any]:
        """The settings as the settings file keeps them."""
        return kept_settings(self._network.settings)

    def _on_finished(self) -> None:
        self._network.cancel_try()
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _on_changed(self, settings: NetworkSettings) -> None:
        if self._dialog is not None:
            self._dialog.accept()

    def _on_failed(self, error: AppError) -> None:
        if self._dialog is not None:
            words = explain(error.code, error.facts)
            self._dialog.show_failed(replace(words, detail=""))

    def _on_tried(self, report: HostReport) -> None:
        if self._dialog is None:
            return
        through = self.tr("through {proxy}").format(proxy=report.proxy)
        parts = [
            self.tr("{host} answers").format(host=report.host),
            through if report.proxy else self.tr("directly"),
            report.knock.protocol,
        ]
        said = " · ".join(part for part in parts if part)
        if issuer := report.knock.certificate.issuer:
            said += "\n" + self.tr("Its certificate is from {issuer}.").format(issuer=issuer)
        self._dialog.show_tried(said)

    def _on_certificates(self, names: list[str]) -> None:
        if self._dialog is not None:
            self._dialog.show_certificates(names)

    def _on_unread(self, error: AppError) -> None:
        if self._dialog is not None:
            words = explain(error.code, error.facts)
            self._dialog.show_certificates_unread(words.reason or words.title)
