"""An OCI Generative AI API key: region, key, project, and what few need."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from oriel.domain.connections import Connection
from oriel.domain.regions import OCI_REGIONS
from oriel.ui.connecting.pair_fields import PairFields
from oriel.ui.connection_fields import ChoiceField, Field, Page, kept_key
from oriel.ui.connection_form import Typed


class KeyPage(Page):
    """An OCI Generative AI API key: region, key, project."""

    def __init__(self, connection: Connection | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("key_page")
        new, edit = self.tr("Use an OCI Generative AI API key"), self.tr("Oracle Cloud API key")
        self.title = edit if connection else new
        region = ChoiceField(self.tr("Region"), "region", self, self.tr("Where the key was made."))
        region.combo.setEditable(True)
        region.combo.addItems(list(OCI_REGIONS))
        self._region = self._take(region)
        self._key = self._take(
            Field(
                self.tr("API key"),
                "key",
                self,
                self.tr("Console: Analytics & AI, Generative AI, API keys. It begins with sk-."),
                secret=True,
            )
        )
        self._project = self._take(
            Field(
                self.tr("Project"),
                "project",
                self,
                self.tr("Console: Generative AI, Projects. Copy its OCID."),
            )
        )
        self._key.set_placeholder(kept_key(connection))
        self._project.set_placeholder("ocid1.generativeaiproject.oc1…")
        self._region.set_text(connection.region if connection else "us-chicago-1")
        self._project.set_text(connection.project_id if connection else "")
        self._model = connection.default_model if connection else ""
        self._pair = PairFields(connection, self)
        self._pair.changed.connect(self.changed)
        self._pair.toggled.connect(self.grown)
        self.column.addWidget(self._pair)

    def show_problems(self, found: dict[str, str]) -> None:
        super().show_problems(found)
        self._pair.show_problems(found)

    def typed(self, name: str, editing: Connection | None) -> Typed:
        besides = self._pair.typed()
        return Typed(
            oracle=True,
            name=name,
            key=self._key.text(),
            region=self._region.text(),
            project=self._project.text(),
            model=self._model,
            second_key=besides["second_key"],
            key_expires=besides["key_expires"],
            second_key_expires=besides["second_key_expires"],
            compartment=besides["compartment"],
            conversation_store=besides["conversation_store"],
            editing=editing,
        )
