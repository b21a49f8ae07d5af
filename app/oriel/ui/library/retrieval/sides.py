"""The two sides of a comparison: settings A and B, and what each found.

B is there only while it is compared. Where there is little width they stand one above the
other.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from oriel.domain.question_sets import Outcome, Question
from oriel.domain.retrieval import Hit, SearchRun, SearchSettings, changes
from oriel.ui.library.retrieval.filter_row import Known
from oriel.ui.library.retrieval.parts import Split
from oriel.ui.library.retrieval.run_pane import RunPane
from oriel.ui.library.retrieval.settings_bar import SettingsBar
from oriel.ui.library.retrieval.words import SIDES
from oriel.ui.theme import current_zoom

LEAST_PX = 120
NARROW_PX = 640  # below it, A and B are stacked


class SettingsArea(QWidget):
    """`changed()`."""

    changed = Signal()

    def __init__(self, known: Known, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("settings_area")
        self.bars = [SettingsBar(side.lower(), known, self) for side in SIDES]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for bar in self.bars:
            column.addWidget(bar)
            bar.changed.connect(self.changed)
        self.show_comparing(comparing=False)

    def show_comparing(self, *, comparing: bool) -> None:
        self.bars[1].setVisible(comparing)
        for bar, side in zip(self.bars, SIDES, strict=True):
            bar.show_side(side if comparing else "")

    def settings(self) -> list[SearchSettings]:
        """Of the sides there are, A first."""
        return [bar.settings() for bar in self.bars if not bar.isHidden()]

    def wrong(self) -> SettingsBar | None:
        """The first whose filter cannot be sent."""
        return next((b for b in self.bars if not b.isHidden() and b.problem), None)


class RunsArea(QWidget):
    """`settings_wanted(side, SearchSettings)`, and the wishes of the passages."""

    again_requested = Signal()
    action_requested = Signal()
    settings_wanted = Signal(int, object)
    file_requested = Signal(object)
    expect_requested = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("runs_area")
        self.panes = [RunPane(side.lower(), self) for side in SIDES]
        self._split = Split(Qt.Orientation.Horizontal, self)
        self._runs: list[SearchRun | None] = [None, None]
        for side, pane in enumerate(self.panes):
            # Less than they would like: else a wide view could not be made narrow again.
            pane.setMinimumWidth(LEAST_PX)
            self._split.addWidget(pane)
            self._connect(side, pane)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._split)
        self.show_comparing(comparing=False)

    @property
    def comparing(self) -> bool:
        return not self.panes[1].isHidden()

    def runs(self) -> list[SearchRun]:
        return [run for run in self._runs if run is not None]

    def show_comparing(self, *, comparing: bool) -> None:
        self.panes[1].setVisible(comparing)
        for pane, side in zip(self.panes, SIDES, strict=True):
            pane.show_side(side if comparing else "")
        if not comparing:
            self._runs[1] = None
            self.panes[1].clear()
            self.panes[0].show_changes(None, 0)

    def show_searching(self) -> None:
        for pane in self.panes:
            if not pane.isHidden():
                pane.show_searching()

    def end_searching(self) -> None:
        for pane in self.panes:
            pane.end_searching()

    def show_run(
        self, side: int, run: SearchRun, *, expects: bool = True, question: Question | None = None
    ) -> None:
        """What a side found; beside the other, once that is here for the same question."""
        self._runs[side] = run
        other = self._runs[1 - side] if self.comparing else None
        both = other is not None and other.question == run.question
        moved = changes(run, other) if both and other is not None else None
        self.panes[side].show_run(run, moved, side, expects=expects, question=question)
        if both and other is not None:
            self.panes[1 - side].show_changes(changes(other, run), 1 - side)

    def show_outcomes(self, question: Question, outcomes: list[Outcome | None]) -> None:
        """What a test question found, with the passages of its files marked."""
        self._runs = [None, None]
        for side, outcome in enumerate(outcomes[: 2 if self.comparing else 1]):
            if outcome is not None:
                self.show_run(side, outcome.run, expects=False, question=question)

    def show_words(self, icon_name: str, title: str, text: str, action: str = "") -> None:
        self._runs = [None, None]
        for number, pane in enumerate(self.panes):
            pane.show_words(icon_name, title, text, "" if number else action)

    def show_error(self, error: BaseException) -> None:
        self._runs = [None, None]
        for pane in self.panes:
            pane.show_error(error)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < NARROW_PX * current_zoom()
        wanted = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        if self._split.orientation() != wanted:
            self._split.setOrientation(wanted)
            self._split.setSizes([1000, 1000])

    def _connect(self, side: int, pane: RunPane) -> None:
        pane.again_requested.connect(self.again_requested)
        pane.action_requested.connect(self.action_requested)
        pane.list.file_requested.connect(self.file_requested)
        pane.list.expect_requested.connect(self.expect_requested)
        pane.settings_wanted.connect(self._on_wanted_b if side else self._on_wanted_a)
        pane.list.chosen.connect(self._on_chosen_b if side else self._on_chosen_a)

    def _on_wanted_a(self, settings: SearchSettings) -> None:
        self.settings_wanted.emit(0, settings)

    def _on_wanted_b(self, settings: SearchSettings) -> None:
        self.settings_wanted.emit(1, settings)

    def _on_chosen_a(self, hit: Hit) -> None:
        self.panes[1].list.show_counterpart(hit)

    def _on_chosen_b(self, hit: Hit) -> None:
        self.panes[0].list.show_counterpart(hit)
