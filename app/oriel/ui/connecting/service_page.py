"""Any OpenAI-compatible service: a known one picked from a list, or an address."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from oriel.domain.connections import Connection, WireApi
from oriel.domain.presets import PRESETS
from oriel.ui.connection_fields import ChoiceField, Field, Page, kept_key
from oriel.ui.connection_form import Typed


class ServicePage(Page):
    """Any OpenAI-compatible service: address, key, wire API, model."""

    def __init__(self, connection: Connection | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("service_page")
        new, edit = self.tr("Use another service"), self.tr("Service")
        self.title = edit if connection else new
        service = ChoiceField(self.tr("Service"), "service", self)
        service.combo.addItems([preset.name for preset in PRESETS] + [self.tr("Another")])
        service.combo.setCurrentIndex(len(PRESETS) if connection else 0)
        self._service = service
        self._take(service)
        self._address = self._take(Field(self.tr("Address"), "address", self))
        self._key = self._take(
            Field(
                self.tr("API key"),
                "key",
                self,
                self.tr("Not needed for a service on this computer."),
                secret=True,
            )
        )
        wire = ChoiceField(self.tr("Protocol"), "wire", self)
        wire.combo.addItem("Responses", WireApi.RESPONSES)
        wire.combo.addItem("Chat Completions", WireApi.CHAT)
        self._wire = wire
        self._take(wire)
        self._model = self._take(
            Field(self.tr("Model"), "model", self, self.tr("Leave empty to pick from the service."))
        )
        self._key.set_placeholder(kept_key(connection))
        if connection is None:
            self._on_service(0)
        else:
            self.fill(connection)
        service.combo.currentIndexChanged.connect(self._on_service)

    def typed(self, name: str, editing: Connection | None) -> Typed:
        return Typed(
            oracle=False,
            name=name,
            key=self._key.text(),
            address=self._address.text(),
            wire_api=WireApi(self._wire.combo.currentData()),
            model=self._model.text(),
            editing=editing,
        )

    def fill(self, connection: Connection) -> None:
        """Shows a connection that is known."""
        self._service.combo.setCurrentIndex(len(PRESETS))
        self._address.set_text(connection.base_url)
        self._model.set_text(connection.default_model)
        self._wire.combo.setCurrentIndex(self._wire.combo.findData(connection.wire_api))

    def _on_service(self, index: int) -> None:
        if index >= len(PRESETS):
            self._address.focus()
            return
        preset = PRESETS[index]
        self._address.set_text(preset.base_url)
        self._wire.combo.setCurrentIndex(self._wire.combo.findData(preset.wire_api))
