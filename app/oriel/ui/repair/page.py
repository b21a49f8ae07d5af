"""The page in the place of the chat when the history is damaged: what is wrong, what can be
saved, and three ways out. It does nothing itself: wishes are signals, facts are shown to it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from oriel.domain.backups import Saved
from oriel.domain.errors import AppError
from oriel.services.backups import BackupLine
from oriel.ui.announcing import announce
from oriel.ui.combo import Combo
from oriel.ui.error_text import explain
from oriel.ui.icon_mark import IconMark
from oriel.ui.inspector.pieces import breakable
from oriel.ui.library.pieces.confirm import ask
from oriel.ui.library.pieces.progress import ProgressLine
from oriel.ui.prompts.parts import button, label
from oriel.ui.repair.words import (
    anew_text,
    backup_text,
    from_text,
    no_backup_text,
    reading_text,
    repair_text,
    saved_lines,
    title_text,
    why_text,
)
from oriel.ui.theme import current_zoom

_WIDEST_PX = 620


class RepairPage(QWidget):
    """`chosen(Backup or None)`: which backup to try; `repair_requested()`,
    `anew_requested()` after it was asked whether really, `quit_requested()`."""

    chosen = Signal(object)
    repair_requested = Signal()
    anew_requested = Signal()
    quit_requested = Signal()

    def __init__(
        self, path: str, detail: str, parent: QWidget | None = None, *, missing: bool = False
    ) -> None:
        """`missing`: the file is not damaged but gone."""
        super().__init__(parent)
        self._missing = missing
        self.setObjectName("repair_page")
        self.setAccessibleName(self.tr("Your chats need to be repaired"))
        self._lines: tuple[BackupLine, ...] = ()
        self._mark = IconMark("warning", "danger", 28, self)
        self._title = label("heading", self, title_text(missing=missing))
        self._why = label("", self, why_text(missing=missing))
        self._where = label("small", self, breakable(f"{path}\n{detail}" if detail else path))
        self._where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._from = QLabel(from_text(missing=missing), self)
        self._backups = Combo(self)
        self._backups.setObjectName("repair_backup")
        self._backups.setAccessibleName(self._from.text())
        self._from.setBuddy(self._backups)
        self._bar = ProgressLine(self)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._result = label("", self)
        self._result.setObjectName("repair_result")
        self._repair = button(repair_text(missing=missing), "repair_now", self, "primary")
        self._anew = button(self.tr("Start anew…"), "repair_anew", self)
        self._quit = button(self.tr("Quit"), "repair_quit", self)
        self._lay_out()
        self._backups.activated.connect(self._on_chosen)
        self._repair.clicked.connect(self._on_repair)
        self._anew.clicked.connect(self._on_anew)
        self._quit.clicked.connect(self.quit_requested)
        self._work(self.tr("Looking for backups…"))

    # Facts

    def show_backups(self, lines: Sequence[BackupLine]) -> None:
        """Those that are whole, newest first; the newest is tried at once."""
        self._lines = tuple(lines)
        self._backups.clear()
        for line in self._lines:
            self._backups.addItem(backup_text(line))
        if not (self._missing and self._lines):  # there is nothing else to read from
            self._backups.addItem(no_backup_text())
        self._backups.setCurrentIndex(0)
        self._backups.setEnabled(bool(self._lines))
        self._on_chosen()

    def show_progress(self, table: str, rows: int) -> None:
        self._result.setText(reading_text(table, rows))

    def show_prepared(self, saved: Saved) -> None:
        self._bar.hide()
        lines = saved_lines(saved, self._line(), missing=self._missing)
        self._result.setText("\n".join(lines))
        self._repair.setEnabled(saved.readable or self._line() is not None)
        self._repair.setFocus()
        announce(self, self._result.text())

    def show_failed(self, error: AppError) -> None:
        told = explain(error.code, error.facts)
        self._bar.hide()
        text = told.in_full
        if error.code == "store_full":
            text = self.tr(
                "There is not enough space to repair your chats: about twice the size of their "
                "file is needed. Free some, then choose the backup again."
            )
        self._result.setText(text)
        self._anew.setEnabled(True)
        announce(self, text)

    # Inside

    def _line(self) -> BackupLine | None:
        at = self._backups.currentIndex()
        return self._lines[at] if 0 <= at < len(self._lines) else None

    def _work(self, said: str) -> None:
        self._result.setText(said)
        self._bar.show_progress(0, 0)
        self._bar.show()
        self._repair.setEnabled(False)

    def _on_chosen(self) -> None:
        self._work(reading_text("message", 0))
        line = self._line()
        self.chosen.emit(line.backup if line else None)

    def _on_repair(self) -> None:
        self._work(self.tr("Putting your chats in place…"))
        self._anew.setEnabled(False)
        self.repair_requested.emit()

    def _on_anew(self) -> None:
        dialog = ask(
            self,
            self.tr("Start anew without your chats?"),
            anew_text(missing=self._missing),
            (),
            self.tr("Start anew"),
            dangerous=True,
        )
        dialog.accepted.connect(self._on_sure)

    def _on_sure(self) -> None:
        self._work(self.tr("Setting the damaged file aside…"))
        self._anew.setEnabled(False)
        self.anew_requested.emit()

    def _lay_out(self) -> None:
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(32, 24, 32, 24)
        column.setSpacing(10)
        column.addStretch(2)
        column.addWidget(self._mark)
        column.addWidget(self._title)
        column.addWidget(self._why)
        column.addWidget(self._where)
        column.addSpacing(10)
        column.addWidget(self._from)
        column.addWidget(self._backups)
        column.addWidget(self._card())
        column.addSpacing(8)
        column.addLayout(self._buttons())
        column.addStretch(3)
        inside.setMaximumWidth(round(_WIDEST_PX * current_zoom()))
        middle = QWidget(self)
        across = QHBoxLayout(middle)
        across.setContentsMargins(0, 0, 0, 0)
        across.addStretch(1)
        across.addWidget(inside, 100)
        across.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.viewport().setAutoFillBackground(False)
        area.setWidget(middle)
        middle.setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def _card(self) -> QFrame:
        card = QFrame(self)
        card.setProperty("kind", "code")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.setSpacing(8)
        inside.addWidget(self._result)
        inside.addWidget(self._bar)
        return card

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._repair)
        row.addWidget(self._anew)
        row.addStretch(1)
        row.addWidget(self._quit)
        return row
