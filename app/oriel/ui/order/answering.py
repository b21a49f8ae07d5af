"""Which connection and model answer the new chats of a folder, or that none is fixed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from oriel.domain.folders import Folder
from oriel.domain.models import ModelInfo
from oriel.ui.combo import Combo
from oriel.ui.prompts.parts import label
from oriel.ui.view_models.connections import ConnectionsViewModel


class AnsweringFields(QWidget):
    """`connection_id` is "" for as chats usually begin, `model` "" for its default;
    `changed()`."""

    changed = Signal()

    def __init__(self, connections: ConnectionsViewModel, folder: Folder, parent: QWidget) -> None:
        super().__init__(parent)
        self._connections = connections
        self._connection = self._combo("folder_connection", self.tr("Connection"))
        self._model = self._combo("folder_model", self.tr("Model"))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for row, choice in enumerate((self._connection, self._model)):
            said = label("", self, choice.accessibleName())
            said.setWordWrap(False)
            said.setBuddy(choice)
            grid.addWidget(said, row, 0)
            grid.addWidget(choice, row, 1)
        self._connection.addItem(self.tr("As used last"), "")
        for connection in connections.all():
            self._connection.addItem(connection.name, connection.id)
        self._connection.currentIndexChanged.connect(self._on_connection)
        connections.models_listed.connect(self._on_models)
        self._model.currentIndexChanged.connect(self.changed)
        self.take(folder.connection_id, folder.model)

    @property
    def connection_id(self) -> str:
        return str(self._connection.currentData() or "")

    @property
    def model(self) -> str:
        return str(self._model.currentData() or "") if self.connection_id else ""

    def take(self, connection_id: str, model: str) -> None:
        """Shows another choice; a connection that is gone is as none."""
        at = max(0, self._connection.findData(connection_id))
        self._connection.setCurrentIndex(at)
        self._fill(model if at else "")

    def _combo(self, name: str, said: str) -> Combo:
        made = Combo(self)
        made.setObjectName(name)
        made.setAccessibleName(said)
        made.setMinimumContentsLength(12)
        made.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        return made

    def _fill(self, chosen: str) -> None:
        known = self._connections.known_models(self.connection_id) if self.connection_id else []
        if known is None:
            self._connections.list_models(self.connection_id)
        ids = [model.id for model in known or ()]
        self._model.clear()
        self._model.addItem(self.tr("The default of the connection"), "")
        for model in dict.fromkeys([*([chosen] if chosen else []), *ids]):
            self._model.addItem(model, model)
        self._model.setCurrentIndex(max(0, self._model.findData(chosen)))
        self._model.setEnabled(bool(self.connection_id))

    def _on_connection(self) -> None:
        self._fill("")

    def _on_models(self, connection_id: str, models: list[ModelInfo]) -> None:
        if connection_id == self.connection_id:
            self._fill(self.model)
