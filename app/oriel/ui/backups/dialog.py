"""The backups dialog: which there are, one more now, and back to one of them.

Opened with open(). It does nothing itself: every wish is a signal, every fact is shown to it.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from oriel.domain.backups import Backup, Loss
from oriel.domain.errors import AppError
from oriel.services.backups import BackupLine, Overview
from oriel.ui.backups import words
from oriel.ui.backups.columns import WHEN, backup_columns, key_of
from oriel.ui.error_text import explain
from oriel.ui.icon_engine import icon
from oriel.ui.inspector.pieces import breakable
from oriel.ui.library.pieces.confirm import ask
from oriel.ui.library.pieces.task_line import TaskLine
from oriel.ui.library.table.record_table import RecordTable
from oriel.ui.library.words import whole_time_text
from oriel.ui.prompts.parts import button, label
from oriel.ui.screen_room import fit_on_screen

WIDTH_PX, HEIGHT_PX = 720, 520


class BackupsDialog(QDialog):
    """`make_requested()`, `stop_requested()`, `folder_requested()`, `weigh_requested(Backup)`
    before a question is asked, `restore_requested(Backup)` after it, `refresh_requested()`."""

    make_requested = Signal()
    stop_requested = Signal()
    folder_requested = Signal()
    weigh_requested = Signal(object)
    restore_requested = Signal(object)
    refresh_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("backups_dialog")
        self.setWindowTitle(self.tr("Backups"))
        self._asked: Backup | None = None
        self._busy = False
        self._title = label("heading", self, self.windowTitle())
        self._note = label(
            "muted",
            self,
            self.tr(
                "Oriel copies your chats once a day and keeps the last seven copies. Keys are "
                "in none of them."
            ),
        )
        self.table: RecordTable[BackupLine] = RecordTable(
            "backups", backup_columns(), key_of, spoken=self.tr("Backups"), parent=self
        )
        self._task = TaskLine("backup_task", self)
        self._where = label("small", self)
        self._where.setObjectName("backups_folder")
        self._where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._folder = button(self.tr("Show in folder"), "backups_show", self)
        self._restore = button(self.tr("Restore…"), "backups_restore", self)
        self._make = button(self.tr("Back up now"), "backups_make", self, "primary")
        self._close = button(self.tr("Close"), "backups_close", self)
        self._lay_out()
        self._connect()
        self.table.sort_by(WHEN, descending=True)
        self.table.toolbar.hide()  # nobody filters seven lines
        self.table.set_empty(
            self.tr("There is no backup yet. The first is made a minute after Oriel has started."),
            "",
            "shield",
        )
        self.table.show_loading(self.tr("Looking for backups…"))
        self._show_chosen()
        fit_on_screen(self, WIDTH_PX, HEIGHT_PX)

    # Facts

    def show_overview(self, overview: Overview) -> None:
        self.table.show_records(overview.lines)
        self._folder.setEnabled(bool(overview.lines))
        self._where.setText(breakable(str(overview.folder)))
        self._show_chosen()
        if not self._task.isAncestorOf(self.focusWidget() or self):
            self.table.focus_rows()

    def show_not_listed(self, error: AppError) -> None:
        told = explain(error.code, error.facts)
        self.table.show_error(told.title, told.below_title, self.tr("Try again"))

    def show_progress(self, done: int, pages: int) -> None:
        share = self.tr("{percent} %").format(percent=round(100 * done / max(pages, 1)))
        said = self.tr("Copying and checking your chats… {share}").format(share=share)
        self._set_busy(busy=True)
        self._task.show_progress(said, done, pages, self.tr("Cancel"))

    def show_made(self, backup: Backup) -> None:
        self._set_busy(busy=False)
        self._task.say(
            self.tr("Backed up and checked: {when}.").format(when=whole_time_text(backup.made_at))
        )

    def show_stopped(self) -> None:
        self._set_busy(busy=False)
        self._task.say(self.tr("Stopped. Nothing of that backup is left."))

    def show_not_made(self, error: AppError) -> None:
        self._set_busy(busy=False)
        told = explain(error.code, error.facts)
        text = f"{told.title} {told.reason}"
        if error.code == "store_full":
            text = self.tr("There is not enough space for a backup. Free some, then try again.")
        self._task.say(text, trouble=True)

    def show_loss(self, backup: Backup, loss: Loss) -> None:
        """Asks whether really."""
        self._asked = backup
        dialog = ask(
            self,
            self.tr("Go back to this backup?"),
            f"{words.loss_text(backup, loss)}\n\n{words.then_text()}",
            words.lost_lines(loss),
            self.tr("Restore and reopen"),
            dangerous=bool(loss.messages or loss.chats),
        )
        dialog.accepted.connect(self._on_sure)

    def show_not_whole(self) -> None:
        self._task.say(
            self.tr("This backup is damaged and cannot be restored. Choose another one."),
            trouble=True,
        )

    # Inside

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addWidget(self._note)
        column.addSpacing(8)
        column.addWidget(self.table, 1)
        column.addWidget(self._where)
        column.addWidget(self._task)
        column.addSpacing(8)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._folder)
        foot.addStretch(1)
        foot.addWidget(self._close)
        foot.addWidget(self._restore)
        foot.addWidget(self._make)
        column.addLayout(foot)

    def _connect(self) -> None:
        self._make.clicked.connect(self._on_make)
        self._close.clicked.connect(self.reject)
        self._folder.clicked.connect(self.folder_requested)
        self._restore.clicked.connect(self._on_restore)
        self._task.pressed.connect(self.stop_requested)
        self.table.selection_changed.connect(self._show_chosen)
        self.table.current_changed.connect(self._show_chosen)
        self.table.activated.connect(self._on_restore)
        self.table.menu_requested.connect(self._on_menu)
        self.table.refresh_requested.connect(self.refresh_requested)
        self.table.action_requested.connect(self.refresh_requested)

    def _chosen(self) -> BackupLine | None:
        selected = self.table.selected()
        return selected[0] if len(selected) == 1 else None

    def _show_chosen(self) -> None:
        line = self._chosen()
        usable = line is not None and line.contents is not None and not self._busy
        self._restore.setEnabled(usable)

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self._make.setEnabled(not busy)
        self._show_chosen()

    def _on_make(self) -> None:
        self.show_progress(0, 0)
        self.make_requested.emit()

    def _on_restore(self) -> None:
        line = self._chosen()
        if line is not None and line.contents is not None and not self._busy:
            self.weigh_requested.emit(line.backup)

    def _on_sure(self) -> None:
        if self._asked is not None:
            self.show_progress(0, 0)
            self.restore_requested.emit(self._asked)

    def _on_menu(self, lines: list[BackupLine], at: QPoint) -> None:
        if not lines:
            return
        menu = QMenu(self)
        menu.setObjectName("backups_menu")
        restore = menu.addAction(icon("undo", "text"), self.tr("Restore…"), self._on_restore)
        restore.setEnabled(self._restore.isEnabled())
        menu.addAction(
            icon("folder", "text"), self.tr("Show in folder"), self.folder_requested.emit
        )
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)
