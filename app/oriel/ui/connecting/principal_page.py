"""The identity of the machine, function or pod that Oriel runs on inside Oracle Cloud."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from oriel.domain.connections import ConnectionKind
from oriel.domain.regions import OCI_REGIONS
from oriel.ui.connection_fields import ChoiceField, Field


class PrincipalPage(QWidget):
    """`principal_chosen(ConnectionKind, region, compartment OCID)`."""

    principal_chosen = Signal(object, str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("principal_page")
        self.title = self.tr("Use this machine's own identity")
        self._kind = ChoiceField(self.tr("Identity"), "principal", self)
        for text, kind in (
            (self.tr("This compute instance"), ConnectionKind.OCI_INSTANCE),
            (self.tr("This function or resource"), ConnectionKind.OCI_RESOURCE),
            (self.tr("This Kubernetes workload (OKE)"), ConnectionKind.OCI_OKE),
        ):
            self._kind.combo.addItem(text, kind)
        self._region = ChoiceField(self.tr("Region"), "region", self)
        self._region.combo.setEditable(True)
        self._region.combo.addItems(list(OCI_REGIONS))
        self._region.set_text("us-chicago-1")
        self._compartment = Field(
            self.tr("Compartment"),
            "compartment",
            self,
            self.tr("Its OCID. A dynamic group with a policy must allow this identity in."),
        )
        self._next = QPushButton(self.tr("Continue"), self)
        self._next.setObjectName("use_principal")
        self._next.setProperty("kind", "primary")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for widget in (self._kind, self._region, self._compartment, self._next):
            column.addWidget(widget)
        self._next.clicked.connect(self._on_next)

    def focus(self) -> None:
        self._kind.focus()

    def _on_next(self) -> None:
        compartment = self._compartment.text().strip()
        if not compartment.startswith("ocid1."):
            self._compartment.show_problem(self.tr("It begins with ocid1.compartment."))
            self._compartment.focus()
            return
        kind = ConnectionKind(self._kind.combo.currentData())
        self.principal_chosen.emit(kind, self._region.text().strip(), compartment)
