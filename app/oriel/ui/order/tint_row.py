"""The colour of a folder, picked from a few of the theme's tokens, or none."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from oriel.ui.combo import Combo
from oriel.ui.order.tint_menu import dot_icon
from oriel.ui.order.words import COLOURS, colour_name
from oriel.ui.prompts.parts import label


class TintRow(QWidget):
    """`colour` is a theme token, "" for none."""

    def __init__(self, colour: str, parent: QWidget) -> None:
        super().__init__(parent)
        said = label("", self, self.tr("Colour"))
        self._choice = Combo(self)
        self._choice.setObjectName("folder_colour")
        self._choice.setAccessibleName(self.tr("Colour"))
        self._choice.addItem(self.tr("No colour"), "")
        for token in COLOURS:
            self._choice.addItem(dot_icon(token), colour_name(token), token)
        self._choice.setCurrentIndex(max(0, self._choice.findData(colour)))
        said.setBuddy(self._choice)
        column = QHBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(said)
        column.addWidget(self._choice, 1)

    @property
    def colour(self) -> str:
        return str(self._choice.currentData())
