"""The bin: a list of what was deleted within thirty days, with a look at it beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from oriel.domain.bin import BIN_DAYS, BinEntry
from oriel.domain.errors import AppError
from oriel.domain.messages import Message
from oriel.ui.beside_page import EDGE_PX, BesidePage
from oriel.ui.bin import words
from oriel.ui.bin.columns import DELETED, BinColumns
from oriel.ui.bin.pane import BinPane
from oriel.ui.error_text import explain
from oriel.ui.icon_engine import icon
from oriel.ui.kept_at.deletion_words import Asked
from oriel.ui.library.pieces.beside import Beside
from oriel.ui.library.pieces.confirm import ask
from oriel.ui.library.table.record_table import RecordTable
from oriel.ui.library.words import size_text
from oriel.ui.prompts.parts import button, label

BESIDE_PX = 760  # from this width on the look lies beside the list
REST_MS = 120  # on a row before its words are read
MINUTE_MS = 60_000


class BinPage(BesidePage):
    """`restore_requested(list[BinEntry])`, `delete_wished(list[BinEntry], Asked)`, which is to
    be asked first: `ask_here` does, and emits `delete_requested(list[BinEntry])`;
    `look_requested(BinEntry)`, `refresh_requested()`."""

    restore_requested = Signal(object)
    delete_wished = Signal(object, object)
    delete_requested = Signal(object)
    look_requested = Signal(object)
    refresh_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bin", parent)
        self.set_title(self.tr("Bin"))
        self._columns = BinColumns(self)
        self.table: RecordTable[BinEntry] = RecordTable(
            "bin",
            self._columns.all(),
            _key,
            spoken=self.tr("What was deleted"),
            selection_text=_size_of,
            parent=self,
        )
        self.pane = BinPane(self)
        self._asked: list[BinEntry] = []
        self._looked_at = ""
        self._add_head()
        self._add_buttons()
        self._lay_out()
        self._rest = _timer(self, REST_MS, self._on_rested)
        self._rest.setSingleShot(True)
        self._minute = _timer(self, MINUTE_MS, self.table.touch)
        self._connect()
        self.table.sort_by(DELETED, descending=True)
        self.table.set_empty(self.tr("The bin is empty."), "", "trash")

    # Facts

    def show_loading(self) -> None:
        self.table.show_loading(self.tr("Looking into the bin…"))

    def show_entries(self, entries: Sequence[BinEntry]) -> None:
        """All that lies there. What was counted before is known until it is counted anew."""
        known = {entry.key: entry for entry in self.table.all_records()}
        self.table.show_records([_with_counts(entry, known) for entry in entries])
        self._empty.setEnabled(bool(entries))
        self._show_chosen()

    def show_measured(self, entries: Sequence[BinEntry]) -> None:
        there = {entry.key for entry in self.table.all_records()}
        self.table.update_records([entry for entry in entries if entry.key in there])
        if any(entry.key == self._looked_at for entry in entries):
            self._show_chosen()

    def show_messages(self, entry: BinEntry, messages: tuple[Message, ...]) -> None:
        self.pane.show_messages(entry, messages)

    def show_failed(self, error: AppError) -> None:
        told = explain(error.code, error.facts)
        self.table.show_error(told.title, told.below_title, self.tr("Try again"))

    def forget(self, entries: Sequence[BinEntry]) -> None:
        """They are gone."""
        self.table.remove_keys([entry.key for entry in entries])
        self._show_chosen()

    def focus_first(self) -> None:
        self.table.focus_rows()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._minute.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._minute.stop()
        super().hideEvent(event)

    # What it is made of

    def _add_head(self) -> None:
        said = self.tr("What is deleted stays here for {days} days.").format(days=BIN_DAYS)
        note = label("muted", self, said)
        note.setObjectName("bin_note")
        self.head.insertWidget(1, note, 100)
        self._empty = button(self.tr("Empty the bin…"), "bin_empty", self, "quiet")
        self._empty.setIcon(icon("trash", "muted", "text"))
        self._empty.setEnabled(False)
        self._empty.clicked.connect(self._on_empty)
        self.add_to_head(self._empty)

    def _add_buttons(self) -> None:
        self._restore = self.table.add_button(self.tr("Restore"), "undo", "bin_restore")
        self._delete = self.table.add_button(self.tr("Delete for good…"), "trash", "bin_delete")
        self._restore.clicked.connect(self._on_restore)
        self._delete.clicked.connect(self._on_delete)

    def _lay_out(self) -> None:
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(EDGE_PX, 8, 12, 4)
        column.addWidget(self.table)
        self._beside = Beside(left, self.pane, None, self, room_px=BESIDE_PX)
        self.column.addWidget(self._beside, 1)

    def _connect(self) -> None:
        table, pane = self.table, self.pane
        table.selection_changed.connect(self._show_chosen)
        table.current_changed.connect(self._show_chosen)
        table.activated.connect(self._on_opened)
        table.preview_requested.connect(self._on_opened)
        table.delete_requested.connect(self.ask_delete)
        table.menu_requested.connect(self._on_menu)
        table.refresh_requested.connect(self.refresh_requested)
        table.action_requested.connect(self.refresh_requested)
        self._beside.pane_shown.connect(self._rest.start)
        pane.closed.connect(self._on_closed)
        pane.restore_requested.connect(self._on_restore)
        pane.delete_requested.connect(self._on_delete)

    # What the person does

    @property
    def chosen(self) -> list[BinEntry]:
        """What the buttons are about."""
        if selected := self.table.selected():
            return selected
        return [entry] if (entry := self.table.current()) is not None else []

    def ask_delete(self, entries: Sequence[BinEntry]) -> None:
        """Wishes for what cannot be undone."""
        if entries:
            self.delete_wished.emit(list(entries), words.question(entries))

    def ask_here(self, entries: Sequence[BinEntry], asked: Asked) -> None:
        """Asks whether really, and names what goes."""
        self._asked = list(entries)
        lines = [words.line_of(entry) for entry in self._asked]
        dialog = ask(self, asked.heading, asked.about, lines, asked.yes, dangerous=True)
        dialog.accepted.connect(self._on_sure)

    def _on_sure(self) -> None:
        self.table.focus_rows()
        asked, self._asked = self._asked, []
        self.delete_requested.emit(asked)

    def _on_empty(self) -> None:
        entries = self.table.all_records()
        self.delete_wished.emit(entries, words.question(entries, emptying=True))

    def _on_restore(self) -> None:
        if chosen := self.chosen:
            self.table.focus_rows()  # the buttons go, and the keyboard with them
            self.restore_requested.emit(chosen)

    def _on_delete(self) -> None:
        self.ask_delete(self.chosen)

    def _on_opened(self) -> None:
        self._show_chosen()
        self._beside.open_pane()

    def _on_closed(self) -> None:
        self._beside.close_pane()
        self.table.focus_rows()

    def _on_menu(self, entries: list[BinEntry], at: QPoint) -> None:
        if not entries:
            return
        menu = QMenu(self)
        menu.setObjectName("bin_menu")
        menu.addAction(icon("undo", "text"), self.tr("Restore"), self._on_restore)
        menu.addAction(icon("trash", "text"), self.tr("Delete for good…"), self._on_delete)
        menu.addSeparator()
        self.table.standard_actions(menu, entries)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _show_chosen(self) -> None:
        chosen = self.chosen
        for each in (self._restore, self._delete):
            each.setEnabled(bool(chosen))
        if len(chosen) == 1:
            self._show_one(chosen[0])
        else:
            self._looked_at = ""
            if chosen:
                self.pane.show_several(chosen)
        self._beside.set_record(there=bool(chosen))

    def _show_one(self, entry: BinEntry) -> None:
        self.pane.show_entry(entry)
        if entry.key != self._looked_at:
            self._looked_at = entry.key
            self._rest.start()

    def _on_rested(self) -> None:
        entry = self.table.records.get(self._looked_at)
        if entry is not None and not self.pane.isHidden():
            self.look_requested.emit(entry)


def _key(entry: BinEntry) -> str:
    return entry.key


def _size_of(entries: list[BinEntry]) -> str:
    sizes = [entry.size for entry in entries if entry.size is not None]
    return size_text(sum(sizes)) if sizes else ""


def _with_counts(entry: BinEntry, known: dict[str, BinEntry]) -> BinEntry:
    before = known.get(entry.key)
    if before is None:
        return entry
    return replace(entry, messages=before.messages, size=before.size)


def _timer(parent: BinPage, interval_ms: int, then: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setInterval(interval_ms)
    timer.timeout.connect(then)
    return timer
