"""The line under a table: how much of it there is, what is selected, what it adds up to."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from oriel.ui.inspector.pieces import link_button
from oriel.ui.prompts.parts import NameLabel


class TableFooter(QWidget):
    """Emits all_wanted() when the rest is to be loaded as well."""

    all_wanted = Signal()

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_footer")
        self._count = self._label(f"{name}_count")
        self._all: QPushButton = link_button(self.tr("Load all"), f"{name}_load_all", self)
        self._all.clicked.connect(self.all_wanted)
        self._totals = self._label(f"{name}_totals")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 10, 2)
        row.setSpacing(4)
        row.addWidget(self._count)
        row.addWidget(self._all)
        row.addStretch(1)
        row.addWidget(self._totals)
        self._all.hide()

    @property
    def text(self) -> str:
        """What it says, for tests and for who cannot see it."""
        return "  ".join(part for part in (self._count.text(), self._totals.text()) if part)

    def show_count(self, text: str, *, more: bool) -> None:
        """`more` offers to load the rest."""
        self._count.show_name(text)
        self._all.setVisible(more)

    def show_totals(self, text: str) -> None:
        self._totals.show_name(text)

    def _label(self, name: str) -> NameLabel:
        made = NameLabel("small", self)
        made.setObjectName(name)
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        return made
