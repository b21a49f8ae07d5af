"""What an API key connection may have besides: the pair's second secret, dates, the old store."""

from __future__ import annotations

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QWidget

from oriel.domain.connections import Connection
from oriel.ui.connecting.more import More
from oriel.ui.connection_fields import Field


class PairFields(More):
    """Folded away; `show_problems` opens it."""

    changed = Signal()

    def __init__(self, connection: Connection | None, parent: QWidget) -> None:
        super().__init__(parent)
        dates = connection.key_expires if connection else ()
        self._second = Field(
            self.tr("Second key of the pair"),
            "second_key",
            self,
            self.tr("Used when the first is refused, so that one can be renewed in peace."),
            secret=True,
        )
        if connection is not None and connection.has_second_key:
            self._second.set_placeholder("••••••••")
        self._first_date = self._date("key_expires", self.tr("First key expires on"))
        self._second_date = self._date("second_key_expires", self.tr("Second key expires on"))
        for field, date in zip((self._first_date, self._second_date), dates, strict=False):
            field.set_text(date)
        self._compartment = Field(
            self.tr("Compartment"), "compartment", self, self.tr("Its OCID; rarely needed.")
        )
        self._store = Field(
            self.tr("Conversation store"),
            "conversation_store",
            self,
            self.tr("Its OCID, where there is a store in the place of a project."),
        )
        if connection is not None:
            self._compartment.set_text(connection.compartment_id)
            self._store.set_text(connection.conversation_store_id)
        self.fields = [
            self._second,
            self._first_date,
            self._second_date,
            self._compartment,
            self._store,
        ]
        for field in self.fields:
            self.add(field)
            field.changed.connect(self.changed)

    def typed(self) -> dict[str, str]:
        """The fields by name, trimmed."""
        return {field.name: field.text().strip() for field in self.fields}

    def show_problems(self, found: dict[str, str]) -> None:
        for field in self.fields:
            field.show_problem(found.get(field.name, ""))
        if any(field.name in found for field in self.fields):
            self.open()

    def _date(self, name: str, label: str) -> Field:
        field = Field(label, name, self, self.tr("You are warned before. As the Console shows it."))
        field.set_placeholder(QDate.currentDate().addMonths(3).toString(Qt.DateFormat.ISODate))
        return field
