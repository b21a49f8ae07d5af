"""When a store ends: never, or so many days after it was last used."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from oriel.ui.combo import Combo
from oriel.ui.library.pieces.fields import Number, Section, line_of
from oriel.ui.library.stores.words import t

MOST_DAYS = 3650
USUAL_DAYS = 30


class ExpiryField(Section):
    """`changed` when another choice was made."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(t("Expires"), None, parent)
        self._kind = Combo(self)
        self._kind.setObjectName("store_expiry")
        self._kind.setAccessibleName(t("Expires"))
        self._kind.addItem(t("Never"), False)  # noqa: FBT003
        self._kind.addItem(t("When nobody has used it for"), True)  # noqa: FBT003
        days = t("Days without use")
        self._days = Number("store_expiry_days", days, self, least=1, most=MOST_DAYS)
        self._unit = QLabel(t("days"), self)
        self.column.insertLayout(1, line_of(self._kind, self._days, self._unit))
        self._kind.currentIndexChanged.connect(self._on_kind)
        self._days.valueChanged.connect(self.changed)
        self._on_kind()

    def begin(self, days: int) -> None:
        """0 for never."""
        self._kind.setCurrentIndex(int(days > 0))
        self._days.set_value(days or USUAL_DAYS)

    def days(self) -> int:
        return self._days.value() if self._kind.currentData() else 0

    def _on_kind(self) -> None:
        expires = bool(self._kind.currentData())
        self._days.setVisible(expires)
        self._unit.setVisible(expires)
        self.say(t("An expired store cannot be searched any more. The files stay.") * expires)
        self.changed.emit()
        self.grown.emit()
