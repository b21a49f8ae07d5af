"""What few connections need: other addresses, headers, models that no list has."""

from __future__ import annotations

import re
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from oriel.domain.connections import Connection, checked_base_url
from oriel.domain.errors import AddressInvalid
from oriel.domain.regions import oci_base_url
from oriel.ui.connecting.more import More
from oriel.ui.connection_fields import Field

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


class AdvancedFields(More):
    """Folded away. `applied` gives a connection with what is typed here."""

    changed = Signal()

    def __init__(self, connection: Connection | None, parent: QWidget) -> None:
        super().__init__(parent, QCoreApplication.translate("AdvancedFields", "Advanced"))
        self._address = self._field(
            "base_url",
            self.tr("Address of the service"),
            self.tr("Only where it is not the region's usual one."),
        )
        self._stores = self._field(
            "vector_stores_url",
            self.tr("Address of vector stores"),
            self.tr("Found out by itself when left empty."),
        )
        self._headers = self._field(
            "headers",
            self.tr("Extra headers"),
            self.tr("As name: value, with semicolons between. No secrets: they are not hidden."),
        )
        self._models = self._field(
            "models",
            self.tr("Further models"),
            self.tr("Ids with commas between: imported models, OCIDs of dedicated endpoints."),
        )
        if connection is not None:
            self._fill(connection)

    def show_for(self, *, oracle: bool) -> None:
        """The addresses are Oracle's only."""
        for field in (self._address, self._stores):
            field.setVisible(oracle)

    def problems(self) -> dict[str, str]:
        """What is wrong, by field; shown, and the section opened."""
        found: dict[str, str] = {}
        for field in (self._address, self._stores):
            try:
                if field.text().strip():
                    checked_base_url(field.text())
            except AddressInvalid as error:
                found[field.name] = self.tr("This is no address: {why}.").format(
                    why=error.facts.get("reason", "")
                )
        if any(not _is_header(part) for part in _parts(self._headers.text(), ";")):
            found[self._headers.name] = self.tr("A header looks like x-team: research.")
        for field in (self._address, self._stores, self._headers, self._models):
            field.show_problem(found.get(field.name, ""))
        if found:
            self.open()
        return found

    def applied(self, connection: Connection) -> Connection:
        """Call after `problems`."""
        changes: dict[str, object] = {
            "headers": tuple(_header(part) for part in _parts(self._headers.text(), ";")),
            "models": tuple(_parts(self._models.text(), ",")),
        }
        if connection.kind.is_oci:
            if typed := self._address.text().strip():
                changes["base_url"] = checked_base_url(typed)
            stores = self._stores.text().strip()
            changes["vector_stores_url"] = checked_base_url(stores) if stores else ""
        return replace(connection, **changes)  # type: ignore[arg-type]

    def _fill(self, connection: Connection) -> None:
        if connection.kind.is_oci and connection.base_url != oci_base_url(connection.region):
            self._address.set_text(connection.base_url)
        self._stores.set_text(connection.vector_stores_url)
        self._headers.set_text("; ".join(f"{name}: {value}" for name, value in connection.headers))
        self._models.set_text(", ".join(connection.models))

    def _field(self, name: str, label: str, help_text: str) -> Field:
        field = Field(label, name, self, help_text)
        field.changed.connect(self.changed)
        self.add(field)
        return field


def _parts(text: str, separator: str) -> list[str]:
    return [part.strip() for part in text.split(separator) if part.strip()]


def _is_header(part: str) -> bool:
    name, colon, value = part.partition(":")
    good = colon and _NAME.fullmatch(name.strip()) and value.strip()
    return bool(good) and value.isascii() and value.isprintable()


def _header(part: str) -> tuple[str, str]:
    name, _, value = part.partition(":")
    return name.strip(), value.strip()
