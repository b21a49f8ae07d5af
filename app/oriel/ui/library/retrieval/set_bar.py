"""Which set of test questions is used, what can be done with it, and its run."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QInputDialog, QLabel, QMenu, QVBoxLayout, QWidget

from oriel.domain.question_sets import LONGEST_SET_NAME, QuestionSet
from oriel.ui.check_box import CheckBox
from oriel.ui.count_text import count_text
from oriel.ui.library.pieces.dropping_down import drop_down
from oriel.ui.library.pieces.progress import ProgressLine
from oriel.ui.library.retrieval.flow import Flow
from oriel.ui.library.retrieval.parts import Choice, with_icon
from oriel.ui.prompts.parts import button


class SetBar(QWidget):
    """`set_chosen(id)`, `new_requested()`, `rename_requested(name)`, `delete_requested()`,
    `import_requested()`, `export_requested(what)`: csv, json or results; `run_requested()`,
    `stop_requested()`."""

    set_chosen = Signal(str)
    new_requested = Signal()
    rename_requested = Signal(str)
    delete_requested = Signal()
    import_requested = Signal()
    export_requested = Signal(str)
    run_requested = Signal()
    stop_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("set_bar")
        self._name = ""
        self._has_results = False
        self.failing = CheckBox(self.tr("Only those not found"), self)
        self.failing.setObjectName("only_failing")
        self.failing.hide()
        self._sets = Choice("question_set", self.tr("Set of test questions"), self)
        self._sets.setSizeAdjustPolicy(
            Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._sets.setMinimumContentsLength(18)
        self._more = button(self.tr("More"), "set_more", self, "quiet")
        with_icon(self._more, "more")
        self._run = button(self.tr("Run the test"), "run_test", self, "primary")
        self._stop = button(self.tr("Stop"), "stop_test", self)
        self._done = QLabel(self)
        self._done.setObjectName("run_done")
        self._done.setProperty("textRole", "muted")
        self._progress = ProgressLine(self)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(self.tr("Questions asked"))
        self._lay_out()
        self._sets.activated.connect(self._on_activated)
        self._more.clicked.connect(self._on_more)
        self._run.clicked.connect(self.run_requested)
        self._stop.clicked.connect(self.stop_requested)
        self.show_running(None)

    def show_sets(
        self, own: Sequence[QuestionSet], others: Sequence[QuestionSet], current: str
    ) -> None:
        """Those of the stores that are asked first, then those made for others."""
        with QSignalBlocker(self._sets):
            self._sets.clear()
            for each in own:
                self._sets.addItem(each.name, each.id)
            if own and others:
                self._sets.insertSeparator(self._sets.count())
            for each in others:
                made_for = self.tr("{name} (made for other stores)").format(name=each.name)
                self._sets.addItem(made_for, each.id)
            at = self._sets.findData(current) if current else -1
            self._sets.setCurrentIndex(at)
        found = next((s for s in (*own, *others) if s.id == current), None)
        self._name = found.name if found else ""
        self._sets.setVisible(bool(own or others))

    def show_ready(self, *, can_run: bool, why_not: str, has_results: bool) -> None:
        self._run.setEnabled(can_run)
        self._run.setToolTip(why_not)
        self._run.setAccessibleDescription(why_not)
        self._has_results = has_results

    def show_running(self, done: tuple[int, int] | None) -> None:
        """How many of how many questions were asked; None while nothing runs."""
        running = done is not None
        self._run.setVisible(not running)
        self._stop.setVisible(running)
        self._progress.setVisible(running)
        self._done.setVisible(running)
        if done is not None:
            self._progress.show_progress(*done)
            facts = {"n": count_text(done[0]), "all": count_text(done[1])}
            self._done.setText(self.tr("{n} of {all}").format(**facts))

    # Inside

    def _lay_out(self) -> None:
        row = QWidget(self)
        flow = Flow(row, gap=8, row_gap=6)
        parts = (self._sets, self._more, self._run, self._stop, self._done, self.failing)
        for widget in parts:
            flow.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(row)
        column.addWidget(self._progress)

    def _on_activated(self, at: int) -> None:
        if set_id := self._sets.itemData(at):
            self.set_chosen.emit(set_id)

    def _on_more(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("set_menu")
        there = bool(self._name)
        for text, name, wish, usable in (
            (self.tr("New set"), "set_new", self.new_requested.emit, True),
            (self.tr("Rename…"), "set_rename", self._on_rename, there),
            (self.tr("Delete this set"), "set_delete", self.delete_requested.emit, there),
            ("", "", None, False),
            (self.tr("Import questions…"), "set_import", self.import_requested.emit, True),
            (self.tr("Export the questions as CSV…"), "set_csv", self._on_csv, there),
            (self.tr("Export the questions as JSON…"), "set_json", self._on_json, there),
            (
                self.tr("Export the results as CSV…"),
                "set_results",
                self._on_results,
                self._has_results,
            ),
        ):
            if wish is None:
                menu.addSeparator()
                continue
            action = QAction(text, menu)
            action.setObjectName(name)
            action.setEnabled(usable)
            action.triggered.connect(wish)
            menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        drop_down(menu, self._more)

    def _on_csv(self) -> None:
        self.export_requested.emit("csv")

    def _on_json(self) -> None:
        self.export_requested.emit("json")

    def _on_results(self) -> None:
        self.export_requested.emit("results")

    def _on_rename(self) -> None:
        dialog = QInputDialog(self)
        dialog.setObjectName("rename_set")
        dialog.setWindowTitle(self.tr("Rename the set"))
        dialog.setLabelText(self.tr("Name of the set"))
        dialog.setTextValue(self._name)
        dialog.textValueSelected.connect(self._on_renamed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_renamed(self, name: str) -> None:
        if name := " ".join(name.split())[:LONGEST_SET_NAME]:
            self.rename_requested.emit(name)
