"""How a search is asked: how many passages, from which score on, rewritten or not, filtered."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from oriel.domain.retrieval import MOST_RESULTS, MOST_USUAL, RANKERS, SearchSettings
from oriel.ui.chat_settings.numbers import NumberSlider, NumberSpin
from oriel.ui.library.retrieval.filter_builder import FilterBuilder
from oriel.ui.library.retrieval.filter_row import Known
from oriel.ui.library.retrieval.flow import Flow
from oriel.ui.library.retrieval.parts import Choice, Labelled, with_icon
from oriel.ui.library.retrieval.words import filter_words, t
from oriel.ui.prompts.parts import button
from oriel.ui.style_sheet import restyle
from oriel.ui.theme import current_zoom

_RANKER_CHARS = 7
_SPIN_PX, _SCORE_PX, _SLIDER_PX = 52, 60, 110


class SettingsBar(QWidget):
    """`changed()`. `side` is "" where there is only one, else "A" or "B"."""

    changed = Signal()

    def __init__(self, name: str, known: Known, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"settings_{name}")
        self._side = QLabel(self)
        self._side.setProperty("textRole", "title")
        self._side.hide()
        self._most = NumberSpin(1, 0, self)
        self._slider = NumberSlider(self)
        self._score = NumberSpin(0.05, 2, self)
        self._rewrite = Choice("search_rewrite", self.tr("Let the service rewrite it"), self)
        self._ranker = Choice("search_ranker", self.tr("Ranker"), self)
        self._filter = button("", "search_filter", self, "quiet")
        self._filter.setCheckable(True)
        with_icon(self._filter, "filter")
        self._builder = FilterBuilder(known, self)
        self._builder.hide()
        self._set_up()
        self._lay_out()
        self._connect()
        self.show_settings(SearchSettings())

    @property
    def problem(self) -> str:
        """What is wrong with the filter, "" for nothing."""
        return self._builder.problem

    def settings(self) -> SearchSettings:
        """As they stand."""
        return SearchSettings(
            most=int(self._most.number() or MOST_USUAL),
            threshold=self._score.number() or None,
            rewrite=self._rewrite.currentData(),
            filter=self._builder.filter,
            ranker=self._ranker.currentData(),
        )

    def show_settings(self, settings: SearchSettings) -> None:
        with QSignalBlocker(self):
            self._most.show_number(settings.most)
            self._score.show_number(settings.threshold)
            self._rewrite.setCurrentIndex(self._rewrite.findData(settings.rewrite))
            self._ranker.setCurrentIndex(max(self._ranker.findData(settings.ranker), 0))
            self._builder.show_filter(settings.filter)
        self._follow()

    def show_side(self, side: str) -> None:
        self._side.setText(side)
        self._side.setAccessibleName(t("Settings {side}", side=side))
        self._side.setVisible(bool(side))

    def show_filter_problem(self) -> None:
        """Opens the filter where something is wrong with it."""
        self._filter.setChecked(True)
        self._builder.focus()

    # Inside

    def _set_up(self) -> None:
        zoom = current_zoom()
        self._most.setObjectName("search_most")
        self._most.setAccessibleName(self.tr("Passages at most"))
        self._most.set_limits(1, MOST_RESULTS)
        self._most.setFixedWidth(round(_SPIN_PX * zoom))
        self._score.setObjectName("search_score")
        self._score.setAccessibleName(self.tr("Least score"))
        self._score.set_limits(0, 1)
        self._score.set_placeholder(self.tr("any"))
        self._score.setFixedWidth(round(_SCORE_PX * zoom))
        self._slider.setObjectName("search_score_slider")
        self._slider.setAccessibleName(self.tr("Least score"))
        self._slider.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._slider.setRange(0, 100)
        self._slider.setSingleStep(5)
        self._slider.setFixedWidth(round(_SLIDER_PX * zoom))
        for text, rewrite in (
            (self.tr("default"), None),
            (self.tr("yes"), True),
            (self.tr("no"), False),
        ):
            self._rewrite.addItem(text, rewrite)
        self._rewrite.setToolTip(self.tr("Whether the service may put the question otherwise"))
        for ranker in RANKERS:
            self._ranker.addItem(ranker or self.tr("default"), ranker)
        # The longest name would make the row break in a window of the usual size.
        self._ranker.setSizeAdjustPolicy(
            Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._ranker.setMinimumContentsLength(_RANKER_CHARS)
        longest = max(map(self.fontMetrics().horizontalAdvance, RANKERS))
        self._ranker.view().setMinimumWidth(longest + 40)
        self._most.setFixedHeight(self._rewrite.sizeHint().height())
        self._score.setFixedHeight(self._rewrite.sizeHint().height())

    def _lay_out(self) -> None:
        row = QWidget(self)
        flow = Flow(row, gap=14, row_gap=6)
        flow.addWidget(self._side)
        flow.addWidget(Labelled(self.tr("Passages"), self._most, row))
        score = Labelled(self.tr("Least score"), self._score, row, self._slider)
        flow.addWidget(score)
        flow.addWidget(Labelled(self.tr("Rewrite"), self._rewrite, row))
        flow.addWidget(Labelled(self.tr("Ranker"), self._ranker, row))
        flow.addWidget(self._filter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(row)
        column.addWidget(self._builder)

    def _connect(self) -> None:
        self._most.valueChanged.connect(self._on_changed)
        self._score.valueChanged.connect(self._on_changed)
        self._slider.chosen.connect(self._on_slid)
        self._rewrite.currentIndexChanged.connect(self._on_changed)
        self._ranker.currentIndexChanged.connect(self._on_changed)
        self._builder.changed.connect(self._on_changed)
        self._filter.toggled.connect(self._on_filter)

    def _on_changed(self) -> None:
        self._follow()
        self.changed.emit()

    def _on_slid(self, value: int) -> None:
        self._score.show_number(value / 100 if value else None)
        self._on_changed()

    def _on_filter(self, shown: bool) -> None:
        self._builder.setVisible(shown)
        if shown:
            self._builder.focus()

    def _follow(self) -> None:
        score = self._score.number() or 0.0
        self._slider.show_at(round(score * 100), is_set=score > 0)
        wrong = bool(self._builder.problem)
        words = self.tr("Filter: not complete") if wrong else filter_words(self.settings())
        self._filter.setText(words)
        self._filter.setAccessibleName(words)
        self._filter.setProperty("wrong", wrong)
        restyle(self._filter)
