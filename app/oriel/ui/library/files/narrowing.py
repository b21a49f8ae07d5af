"""What is chosen above the table: one purpose, or only what nobody uses."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from oriel.domain.file_uses import Totals
from oriel.ui.combo import Combo
from oriel.ui.count_text import count_text
from oriel.ui.icon_engine import icon
from oriel.ui.icons import SMALL_PX
from oriel.ui.library.files import words
from oriel.ui.prompts.parts import button

_LEAST_CHARS = 10


class Narrowing(QObject):
    """`purpose_chosen(purpose or None)`, `orphans_chosen(bool)`."""

    purpose_chosen = Signal(object)
    orphans_chosen = Signal(bool)

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.purposes = Combo(over)
        self.purposes.setObjectName("files_purpose")
        self.purposes.setAccessibleName(self.tr("Purpose of the files shown"))
        self.purposes.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.purposes.setMinimumContentsLength(_LEAST_CHARS)
        self.purposes.addItem(self.tr("All purposes"), None)
        self.orphans = button(self.tr("Orphans"), "files_orphans", over, "quiet")
        self.orphans.setIcon(icon("filter", "muted", "text"))
        self.orphans.setIconSize(QSize(SMALL_PX, SMALL_PX))
        self.orphans.setCheckable(True)
        self.orphans.setToolTip(self.tr("Only files that no store and no chat uses"))
        self.purposes.activated.connect(self._on_purpose)
        self.orphans.toggled.connect(self.orphans_chosen)

    @property
    def purpose(self) -> str | None:
        """The one chosen; None for all."""
        chosen: str | None = self.purposes.currentData()
        return chosen

    def show_totals(self, totals: Totals) -> None:
        """Offers the purposes there are, each with how many files it has."""
        chosen = self.purpose
        offered: list[tuple[str, str | None]] = [(self.tr("All purposes"), None)]
        known = dict(totals.purposes)
        if chosen is not None:
            known.setdefault(chosen, 0)  # it stays chosen, though nothing has it any more
        for purpose, count in known.items():
            name = words.purpose_text(purpose) or self.tr("No purpose")
            offered.append((f"{name} ({count_text(count)})", purpose))
        if offered != [
            (self.purposes.itemText(n), self.purposes.itemData(n))
            for n in range(self.purposes.count())
        ]:
            self._offer(offered, chosen)

    def clear(self) -> None:
        """All files are shown again; nothing is said."""
        self.purposes.setCurrentIndex(0)
        self.orphans.blockSignals(True)  # noqa: FBT003
        self.orphans.setChecked(False)
        self.orphans.blockSignals(False)  # noqa: FBT003

    def _offer(self, offered: list[tuple[str, str | None]], chosen: str | None) -> None:
        self.purposes.clear()
        for number, (text, purpose) in enumerate(offered):
            self.purposes.addItem(text, purpose)
            if purpose == chosen:
                self.purposes.setCurrentIndex(number)

    def _on_purpose(self) -> None:
        self.purpose_chosen.emit(self.purpose)
