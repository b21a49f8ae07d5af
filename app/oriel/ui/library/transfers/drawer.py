"""The transfers under the library: one line, which opens to a list of all of them.

Only what changed is painted anew; ten thousand are one table.
"""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QEvent, QPoint, QSize, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from oriel.domain.transfers import Stage, Transfer, TransferSummary
from oriel.ui.library.table.record_table import RecordTable
from oriel.ui.library.transfers.choices import Shown, ShownChoice
from oriel.ui.library.transfers.deeds import TransferDeeds
from oriel.ui.library.transfers.head import DrawerHead
from oriel.ui.library.transfers.rows import ACTIVE, columns
from oriel.ui.theme import current_zoom
from oriel.ui.view_models.transfers import TransfersViewModel

HEIGHT_PX, LEAST_PX = 300, 140


class TransfersDrawer(QFrame):
    """Hidden while there are no transfers. opened(bool) when the list is shown or not."""

    opened = Signal(bool)

    def __init__(self, transfers: TransfersViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transfers_drawer")
        self.setProperty("kind", "drawer")
        self.setAccessibleName(self.tr("Transfers"))
        self._transfers = transfers
        self._is_behind = False  # whether the list knows less than the line
        self._stages: dict[str, Stage] = {}
        self._counts: Counter[Stage] = Counter()
        self.head = DrawerHead(self)
        self.table: RecordTable[Transfer] = RecordTable(
            "transfers", columns(), _id_of, spoken=self.tr("Transfers"), parent=self
        )
        self.choice = ShownChoice(self.table)
        self.deeds = TransferDeeds(transfers, self.table)
        self._lay_out()
        self._connect()
        self._read_all()
        self.show_summary(transfers.summary)

    @property
    def is_open(self) -> bool:
        return not self.table.isHidden()

    def set_open(self, is_open: bool) -> None:
        """Shows the list, or only the line."""
        if is_open == self.is_open:
            return
        if is_open and self._is_behind:
            self._read_all()
        focus = self.table.focusWidget()
        had_focus = focus is not None and focus.hasFocus()
        self.table.setVisible(is_open)
        self.head.show_open(is_open=is_open)
        self.updateGeometry()
        if had_focus and not is_open:
            self.head.toggle.setFocus()
        self.opened.emit(is_open)

    def focus_list(self) -> None:
        """Opens the list and moves the keyboard into it."""
        if not self.is_open:
            self.set_open(True)
        self.table.focus_rows()

    def show_summary(self, summary: TransferSummary) -> None:
        """How all stand; a fact of the view-model."""
        finished = self._counts[Stage.DONE] + self._counts[Stage.CANCELLED]
        self.head.show_summary(summary, clearable=finished > 0)

    def show_changed(self, transfers: tuple[Transfer, ...]) -> None:
        """New or different ones; a fact of the view-model."""
        for transfer in transfers:
            self._note(transfer.id, transfer.stage)
        # Ten times a second, and for nobody as long as only the line is seen.
        self._is_behind = not self.is_open
        if not self._is_behind:
            self.table.update_records(t for t in transfers if self._is_shown(t))
            self.table.remove_keys(t.id for t in transfers if not self._is_shown(t))
        self._tell_counts()

    def show_removed(self, ids: tuple[str, ...]) -> None:
        """Some left the list; a fact of the view-model."""
        for transfer_id in ids:
            self._note(transfer_id, None)
        self._is_behind = not self.is_open
        if not self._is_behind:
            self.table.remove_keys(ids)
        self._tell_counts()

    def sizeHint(self) -> QSize:
        head = self.head.sizeHint().height()
        list_px = round(HEIGHT_PX * current_zoom()) if self.is_open else 0
        return QSize(640, head + list_px + 1)

    def minimumSizeHint(self) -> QSize:
        least = LEAST_PX if self.is_open else 0
        return QSize(200, self.head.minimumSizeHint().height() + least + 1)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.updateGeometry()

    def _lay_out(self) -> None:
        self.table.set_ground("sidebar")
        self.table.setContentsMargins(20, 2, 20, 4)
        self.table.add_widget(self.choice, leading=True)
        self.table.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 1, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.table, 1)

    def _connect(self) -> None:
        head, wishes = self.head, self._transfers
        wishes.changed.connect(self.show_changed)
        wishes.removed.connect(self.show_removed)
        wishes.summary_changed.connect(self.show_summary)
        head.toggled.connect(self._on_toggled)
        head.retry_failed.connect(wishes.retry_failed)
        head.pause_all.connect(wishes.pause_all)
        head.resume_all.connect(wishes.resume_all)
        head.clear_done.connect(wishes.clear_done)
        self.choice.chosen.connect(self._on_chosen)
        self.table.menu_requested.connect(self._on_menu)

    def _read_all(self) -> None:
        self._is_behind = False
        found = self._transfers.all()
        for transfer in found:
            self._note(transfer.id, transfer.stage)
        self.table.show_records([each for each in found if self._is_shown(each)])
        self._tell_counts()

    def _note(self, transfer_id: str, stage: Stage | None) -> None:
        """Keeps count; None for one that has left."""
        if (before := self._stages.pop(transfer_id, None)) is not None:
            self._counts[before] -= 1
        if stage is not None:
            self._stages[transfer_id] = stage
            self._counts[stage] += 1

    def _is_shown(self, transfer: Transfer) -> bool:
        match self.choice.shown:
            case Shown.ACTIVE:
                return transfer.stage in ACTIVE
            case Shown.FAILED:
                return transfer.stage is Stage.FAILED
        return True

    def _tell_counts(self) -> None:
        active = sum(self._counts[stage] for stage in ACTIVE)
        self.choice.show_counts(len(self._stages), active, self._counts[Stage.FAILED])
        self.setVisible(bool(self._stages))

    def _on_toggled(self) -> None:
        self.set_open(not self.is_open)

    def _on_chosen(self) -> None:
        self.table.set_empty(self.choice.empty_text())
        self._read_all()

    def _on_menu(self, transfers: list[Transfer], at: QPoint) -> None:
        self.deeds.menu(transfers).popup(at)


def _id_of(transfer: Transfer) -> str:
    return transfer.id
