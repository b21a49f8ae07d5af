"""Which of the transfers are listed: all, those under way, those that failed."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from oriel.ui.count_text import count_text
from oriel.ui.prompts.parts import button


class Shown(StrEnum):
    ALL = "all"
    ACTIVE = "active"
    FAILED = "failed"


class ShownChoice(QWidget):
    """Three buttons, of which one is down. Emits chosen()."""

    chosen = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Which transfers are listed"))
        self._group = QButtonGroup(self)
        self._buttons: dict[Shown, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for shown in Shown:
            made = button("", f"transfers_{shown.value}", self, "quiet")
            made.setCheckable(True)
            self._group.addButton(made)
            self._buttons[shown] = made
            row.addWidget(made)
        self._buttons[Shown.ALL].setChecked(True)
        self._group.buttonClicked.connect(self.chosen)

    @property
    def shown(self) -> Shown:
        return next(shown for shown, made in self._buttons.items() if made.isChecked())

    def show_counts(self, all_: int, active: int, failed: int) -> None:
        words = {
            Shown.ALL: self.tr("All {count}").format(count=count_text(all_)),
            Shown.ACTIVE: self.tr("Under way {count}").format(count=count_text(active)),
            Shown.FAILED: self.tr("Failed {count}").format(count=count_text(failed)),
        }
        for shown, made in self._buttons.items():
            if made.text() != words[shown]:
                made.setText(words[shown])
                made.setAccessibleName(words[shown])

    def empty_text(self) -> str:
        """What is said when none of these are there."""
        match self.shown:
            case Shown.ACTIVE:
                return self.tr("Nothing is under way.")
            case Shown.FAILED:
                return self.tr("Nothing has failed.")
        return self.tr("No transfers are here.")
