"""The import dialog: choose files, look at what is in them, import, and what came of it.

Opened with open(). It does nothing itself: every wish is a signal, every fact is shown to it.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from oriel.domain.archives import ImportUnreadable
from oriel.domain.errors import AppError
from oriel.domain.folders import Folder
from oriel.domain.imports.runs import ImportDone, ImportPlan, ImportProgress, ImportRun, Undone
from oriel.ui.error_text import explain
from oriel.ui.importing import words
from oriel.ui.importing.begin_page import BeginPage
from oriel.ui.importing.done_page import DonePage
from oriel.ui.importing.plan_page import PlanPage
from oriel.ui.importing.wait_page import WaitPage
from oriel.ui.library.pieces.asking_paths import ask_files, ask_folder
from oriel.ui.library.pieces.confirm import ask
from oriel.ui.library.pieces.dropping import PathDrop
from oriel.ui.prompts.parts import button, label
from oriel.ui.screen_room import fit_on_screen

WIDTH_PX, HEIGHT_PX = 760, 600


class ImportDialog(QDialog):
    """`look_requested(list of paths)`, `run_requested(ImportPlan, Choices)`,
    `stop_requested()`, `show_requested(run id)`, `undo_requested(run id)`,
    `finish_requested(ImportRun)`."""

    look_requested = Signal(object)
    run_requested = Signal(object, object)
    stop_requested = Signal()
    show_requested = Signal(str)
    undo_requested = Signal(str)
    finish_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import_dialog")
        self.setWindowTitle(self.tr("Import chats"))
        self._plan: ImportPlan | None = None
        self._run_id = ""
        self._asked: ImportRun | None = None
        self._writing = False
        self._title = label("heading", self, self.windowTitle())
        self._begin = BeginPage(self)
        self._wait = WaitPage(self)
        self._look = PlanPage(self)
        self._done = DonePage(self)
        self._pages = QStackedWidget(self)
        for page in (self._begin, self._wait, self._look, self._done):
            self._pages.addWidget(page)
        self._other = button(self.tr("Other files"), "import_other", self)
        self._undo = button(self.tr("Undo"), "import_undo", self)
        self._close = button(self.tr("Close"), "import_close", self)
        self._go = button("", "import_go", self, "primary")
        self._drop = PathDrop(self)
        self._lay_out()
        self._connect()
        self._show_begin()
        fit_on_screen(self, WIDTH_PX, HEIGHT_PX)

    # Facts

    def show_runs(self, runs: Sequence[ImportRun]) -> None:
        self._begin.show_runs(runs)

    def show_folders(self, folders: Sequence[Folder]) -> None:
        self._look.show_folders(folders)

    def show_looking(self) -> None:
        """Files are being looked through."""
        self._show_wait(words.t("Looking through the files…"), writing=False)

    def show_progress(self, progress: ImportProgress) -> None:
        if self._pages.currentWidget() is self._wait:
            self._wait.show_progress(progress, writing=self._writing)

    def show_plan(self, plan: ImportPlan) -> None:
        if not plan.found and not plan.extras.any and len(plan.not_read) == 1:
            (lost,) = plan.not_read
            self.show_refused(
                ImportUnreadable(path=lost.path, reason=lost.reason, detail=lost.where)
            )
            return
        self._plan = plan
        self._look.show_plan(plan)
        self._show(self._look, other=True, go=words.import_text(self._look.chosen))
        self._on_count(self._look.chosen)
        self._look.focus()

    def show_done(self, done: ImportDone) -> None:
        self._run_id = done.run.id
        self._done.show_said(words.done_text(done), self._way_back())
        chats = done.run.chats + done.run.updated
        self._show(self._done, other=True, undo=True, go=self.tr("Show them") if chats else "")
        (self._go if chats else self._close).setFocus()

    def show_undone(self, undone: Undone) -> None:
        self._run_id = ""
        self._done.show_said(words.undone_text(undone))
        self._show(self._done, other=True)
        self._close.setFocus()

    def show_stopped(self) -> None:
        """A look or an import was left; what an import has written is told where one begins."""
        self._show_begin()

    def show_refused(self, error: AppError) -> None:
        told = explain(error.code, error.facts)
        self._done.show_said(told.title, told.below_title, trouble=True)
        self._show(self._done, other=True)
        self._other.setFocus()

    # Inside

    def reject(self) -> None:
        """Escape first leaves what is under way."""
        if self._pages.currentWidget() is self._wait:
            self.stop_requested.emit()
        else:
            super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._go.isVisible():
            self._on_go()
            return
        super().keyPressEvent(event)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._other)
        foot.addStretch(1)
        for each in (self._undo, self._close, self._go):
            foot.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(14)
        column.addWidget(self._title)
        column.addWidget(self._pages, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self._begin.files_wanted.connect(self._on_files_wanted)
        self._begin.folder_wanted.connect(self._on_folder_wanted)
        self._begin.undo_wanted.connect(self._on_undo_wanted)
        self._begin.finish_wanted.connect(self._on_finish)
        self._look.count_changed.connect(self._on_count)
        self._other.clicked.connect(self._show_begin)
        self._undo.clicked.connect(self._on_undo)
        self._close.clicked.connect(self.reject)
        self._go.clicked.connect(self._on_go)
        self._drop.dropped.connect(self._on_paths)

    def _show(
        self, page: QWidget, *, other: bool = False, undo: bool = False, go: str = ""
    ) -> None:
        self._pages.setCurrentWidget(page)
        self._other.setVisible(other)
        self._undo.setVisible(undo)
        waiting = page is self._wait
        self._close.setText(self.tr("Cancel") if waiting else self.tr("Close"))
        self._close.setAccessibleName(self._close.text())
        self._go.setVisible(bool(go))
        self._go.setText(go)
        self._go.setAccessibleName(go)
        self._go.setEnabled(True)
        self._drop.accept(None if waiting else words.drop_text)

    def _show_begin(self) -> None:
        self._plan = None
        self._show(self._begin)
        self._begin.focus()

    def _show_wait(self, said: str, *, writing: bool) -> None:
        self._writing = writing
        self._wait.say(said)
        self._show(self._wait)
        self._close.setFocus()

    def _way_back(self) -> str:
        return self.tr("You can undo the whole import here, also later under “Earlier imports”.")

    def _on_files_wanted(self) -> None:
        dialog = ask_files(self, self.tr("Import chats"), "choose_import_files")
        patterns = " ".join(f"*{ending}" for ending in words.ENDINGS)
        dialog.setNameFilters(
            [
                self.tr("Archives and exports ({patterns})").format(patterns=patterns),
                self.tr("All files (*)"),
            ]
        )
        dialog.filesSelected.connect(self._on_paths)

    def _on_folder_wanted(self) -> None:
        dialog = ask_folder(self, self.tr("Import chats"), "choose_import_folder")
        dialog.fileSelected.connect(self._on_folder)

    def _on_folder(self, path: str) -> None:
        self._on_paths([path])

    def _on_paths(self, paths: Sequence[str]) -> None:
        if paths:
            self.look_requested.emit(list(paths))

    def _on_count(self, chosen: int) -> None:
        if self._pages.currentWidget() is self._look:
            self._go.setText(words.import_text(chosen))
            self._go.setAccessibleName(self._go.text())
            self._go.setEnabled(chosen > 0 or self._look.brings_extras)

    def _on_go(self) -> None:
        if self._pages.currentWidget() is self._done:
            self.show_requested.emit(self._run_id)
        elif self._plan is not None and self._go.isEnabled():
            plan, choices = self._plan, self._look.choices()
            self._show_wait(words.t("Importing…"), writing=True)
            self.run_requested.emit(plan, choices)

    def _on_finish(self, run: ImportRun) -> None:
        self._show_wait(words.t("Importing…"), writing=True)
        self.finish_requested.emit(run)

    def _on_undo(self) -> None:
        self._take_back(self._run_id)

    def _on_undo_wanted(self, run: ImportRun) -> None:
        """Asks before an import of another day is taken back."""
        self._asked = run
        dialog = ask(
            self,
            self.tr("Undo this import?"),
            self.tr(
                "Its chats are removed. Those you have gone on with go into the bin, where they "
                "stay for 30 days."
            ),
            [words.run_title(run), words.run_note(run)],
            self.tr("Undo import"),
            dangerous=True,
        )
        dialog.accepted.connect(self._on_sure)

    def _on_sure(self) -> None:
        if self._asked is not None:
            self._take_back(self._asked.id)

    def _take_back(self, run_id: str) -> None:
        self._show_wait(words.t("Undoing the import…"), writing=True)
        self.undo_requested.emit(run_id)
