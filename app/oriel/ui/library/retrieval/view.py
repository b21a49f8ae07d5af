"""The retrieval view: asks vector stores a question and shows which passages come back.

It joins its parts to the view-model; what is a rule lies in domain/retrieval.py and
question_sets.py, how test questions are kept and run in questions_binding.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from oriel.domain.connections import Connection
from oriel.domain.library import AttributeValue, VectorStore
from oriel.domain.question_sets import Expected, Outcome, Question
from oriel.domain.retrieval import Hit, SearchRun, SearchSettings, cited_rank
from oriel.ui.library.retrieval.filter_row import Known
from oriel.ui.library.retrieval.head import PASSAGES, QUESTIONS, Head
from oriel.ui.library.retrieval.parts import Split
from oriel.ui.library.retrieval.question_field import QuestionField
from oriel.ui.library.retrieval.questions_binding import QuestionsBinding
from oriel.ui.library.retrieval.questions_panel import QuestionsPanel
from oriel.ui.library.retrieval.sides import LEAST_PX, RunsArea, SettingsArea
from oriel.ui.library.retrieval.store_chips import StoreChips
from oriel.ui.library.retrieval.words import trouble_words
from oriel.ui.prompts.parts import button
from oriel.ui.theme import current_zoom
from oriel.ui.toast import Toast
from oriel.ui.view_models.retrieval import RetrievalViewModel

EDGE_PX = 20
FEW_STORES = 8  # so many are asked for a citation whose store nobody knows
QUOTED_CHARS = 240  # of a passage that stands for the question nobody knows
_NARROW_PX = 600  # below it, the title goes
_WIDE_PX = 980  # from it on, test questions stand beside the passages


class RetrievalView(QWidget):
    """`back_requested()`, `ask_requested(store ids, question)` for a chat with these stores,
    `file_requested(store id, file id)`."""

    back_requested = Signal()
    ask_requested = Signal(object, str)
    file_requested = Signal(str, str)

    def __init__(self, view_model: RetrievalViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("retrieval")
        self.setAccessibleName(self.tr("Ask the stores"))
        self._model = view_model
        self._connection: Connection | None = None
        self._known = Known()
        self._cited: tuple[str, str] | None = None
        self._run_when_listed = False
        self._page = _page(self)
        self._head = Head(self)
        self._chips = StoreChips(self)
        self._question = QuestionField(self)
        self._search = button(self.tr("Search"), "retrieval_search", self, "primary")
        self._asking = QWidget(self)
        self._settings = SettingsArea(self._known, self)
        self._runs = RunsArea(self)
        self._panel = QuestionsPanel(self)
        self._split = Split(Qt.Orientation.Vertical, self)
        self._toast = Toast(self)
        self._tests = QuestionsBinding(view_model, self._panel, self._toast, self)
        self._lay_out()
        self._connect()
        self._tests.run_requested.connect(self._on_run_tests)
        self._on_page(PASSAGES)
        self._say_begin()

    # Facts

    def open(
        self,
        connection: Connection,
        store_ids: Sequence[str],
        question: str = "",
        run: bool = False,
        file_id: str = "",
        passage: str = "",
    ) -> None:
        """Shows the stores of a connection, with a question in its field; `run` asks it at
        once. With `file_id` a citation leads here: its `passage` is asked for where no
        question is known, and marked among the hits."""
        self._connection = connection
        self._cited = (file_id, passage) if file_id else None
        self._chips.choose(store_ids)
        asked = question or " ".join(passage.split())[:QUOTED_CHARS]
        if asked:
            self._question.setText(asked)
            self._question.setCursorPosition(0)
        self._head.show_page(PASSAGES)
        self._on_page(PASSAGES)
        self._say_begin()
        # Once the stores are listed: till then only their ids are known.
        self._run_when_listed = bool(run and asked)
        if self._run_when_listed:
            self._runs.show_searching()
        self._model.show_connection(connection.id)
        self._on_stores()
        self.focus_first()

    def focus_first(self) -> None:
        if self._question.isVisibleTo(self):
            self._question.setFocus()
            self._question.selectAll()
        else:
            self._panel.focus()

    def refresh(self) -> None:
        """Lists the stores anew, and asks again what was asked."""
        if self._connection is not None:
            self._model.list_stores()
            if self._runs.runs():
                self.search()

    def search(self) -> None:
        """Asks the question with the settings as they stand."""
        question, stores = self._question.question, self._chips.chosen()
        if not question:
            self._question.setFocus()
        elif not stores:
            self._chips.open_picker()
        elif (wrong := self._settings.wrong()) is not None:
            wrong.show_filter_problem()
        else:
            self._runs.show_searching()
            self._model.search(stores, question, self._settings.settings())
            self._question.show_asked(self._model.asked)

    def set_settings(self, side: int, settings: SearchSettings) -> None:
        self._settings.bars[side].show_settings(settings)

    # Inside

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        zoom = current_zoom()
        self._head.show_narrow(narrow=self.width() < _NARROW_PX * zoom)
        wide = self.width() >= _WIDE_PX * zoom
        wanted = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self._split.orientation() != wanted:
            self._split.setOrientation(wanted)
            self._split.setSizes([1000, 1000] if wide else [1200, 1000])
        self._tests.place_toast()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self._asking)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._question, 1)
        row.addWidget(self._search)
        self._panel.setMinimumWidth(LEAST_PX)
        self._runs.setMinimumWidth(LEAST_PX)
        self._split.addWidget(self._panel)
        self._split.addWidget(self._runs)
        self._split.setStretchFactor(0, 1)
        self._split.setStretchFactor(1, 1)
        inside = QWidget(self._page)
        column = QVBoxLayout(inside)
        column.setContentsMargins(EDGE_PX, 8, EDGE_PX, 8)
        column.setSpacing(10)
        for widget in (self._head, self._chips, self._asking, self._settings):
            column.addWidget(widget)
        column.addWidget(self._split, 1)
        self._page.setWidget(inside)
        inside.setAutoFillBackground(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._page)

    def _connect(self) -> None:
        self._head.back_requested.connect(self.back_requested)
        self._head.page_chosen.connect(self._on_page)
        self._head.compare_toggled.connect(self._on_compare)
        self._head.ask_requested.connect(self._on_ask)
        self._chips.changed.connect(self._on_stores)
        self._chips.stores_wanted.connect(self._model.list_stores)
        self._question.entered.connect(self.search)
        self._search.clicked.connect(self.search)
        self._runs.again_requested.connect(self.search)
        self._runs.action_requested.connect(self._chips.open_picker)
        self._runs.settings_wanted.connect(self._on_settings_wanted)
        self._runs.file_requested.connect(self._on_file)
        self._runs.expect_requested.connect(self._on_expect)
        self._panel.question_shown.connect(self._on_question_shown)
        model = self._model
        model.stores_listed.connect(self._on_listed)
        model.stores_failed.connect(self._on_not_listed)
        model.keys_learned.connect(self._on_keys)
        model.searched.connect(self._on_searched)
        model.search_failed.connect(self._runs.show_error)
        model.busy_changed.connect(self._on_busy)

    def _say_begin(self) -> None:
        if self._chips.chosen():
            title = self.tr("See what your stores find.")
            text = self.tr("Ask a question: the passages that come back are shown, the best first.")
            self._runs.show_words("search", title, text)
        else:
            title = self.tr("No store is chosen.")
            text = self.tr("Choose the vector stores that the question is for.")
            self._runs.show_words("store", title, text, self.tr("Choose a store"))

    # Wishes

    def _on_page(self, page: str) -> None:
        testing = page == QUESTIONS
        self._panel.setVisible(testing)
        self._asking.setVisible(not testing)
        if not testing:
            return
        self._panel.focus()
        if (shown := self._panel.shown()) is not None:
            self._on_question_shown(*shown)
        elif not self._runs.runs():
            title = self.tr("No question is chosen.")
            self._runs.show_words("target", title, self.tr("What a question finds is shown here."))

    def _on_compare(self, comparing: bool) -> None:
        self._settings.show_comparing(comparing=comparing)
        self._runs.show_comparing(comparing=comparing)
        if comparing and self._runs.runs() and self._asking.isVisibleTo(self):
            self.search()
        elif comparing:
            self._say_begin()

    def _on_ask(self) -> None:
        ids = tuple(store.id for store in self._chips.chosen())
        self.ask_requested.emit(ids, self._question.question)

    def _on_file(self, hit: Hit) -> None:
        self.file_requested.emit(hit.store.id, hit.file_id)

    def _on_expect(self, hit: Hit) -> None:
        run = self._runs.runs()
        if run:
            self._panel.expect(run[0].question, Expected(hit.filename, hit.file_id))

    def _on_settings_wanted(self, side: int, settings: SearchSettings) -> None:
        self.set_settings(side, settings)
        self.search()

    def _on_run_tests(self) -> None:
        stores, wrong = self._chips.chosen(), self._settings.wrong()
        if not stores:
            self._chips.open_picker()
        elif wrong is not None:
            wrong.show_filter_problem()
        else:
            self._tests.run(stores, self._settings.settings())

    def _on_question_shown(self, question: Question, outcomes: list[Outcome | None]) -> None:
        """A row of the tests: what it found, asked anew where nothing is kept of it."""
        self._question.setText(question.text)
        self._runs.show_outcomes(question, outcomes)
        if not any(outcomes):
            title = self.tr("This question was not asked yet.")
            self._runs.show_words("target", title, self.tr("Run the test to see what it finds."))
        elif not self._tests.has_texts(outcomes):
            self.search()

    # Facts from the view-model

    def _on_stores(self) -> None:
        stores = self._chips.chosen()
        self._head.show_can_ask(usable=bool(stores))
        self._tests.show_stores(stores)
        if self._connection is not None:
            self._model.learn_keys(stores)
        if not self._runs.runs():
            self._say_begin()

    def _on_listed(self, stores: list[VectorStore]) -> None:
        self._chips.show_stores(stores)
        usable = [store.id for store in stores if store.usable]
        unknown = self._cited is not None and not self._chips.chosen()
        if self._run_when_listed and unknown and len(usable) <= FEW_STORES:
            self._chips.choose(usable)
        self._on_stores()
        self._run_now()

    def _run_now(self) -> None:
        """What `open` was asked to search, now that it can be."""
        wanted, self._run_when_listed = self._run_when_listed, False
        if wanted:
            self._runs.end_searching()
        if wanted and self._chips.chosen():
            self.search()

    def _on_not_listed(self, error: BaseException) -> None:
        title, reason, _ = trouble_words(error)
        self._chips.show_failed(" ".join(part for part in (title, reason) if part))
        if self._chips.chosen():
            self._run_now()
        else:
            self._runs.show_error(error)

    def _on_searched(self, side: int, run: SearchRun) -> None:
        self._runs.show_run(side, run)
        values: dict[str, AttributeValue] = {k: v for hit in run.hits for k, v in hit.attributes}
        self._known.add(values)
        self._panel.show_names([hit.filename for hit in run.hits])
        if self._cited is not None and run.hits:
            self._runs.panes[side].show_cited(cited_rank(run, *self._cited))

    def _on_keys(self, values: dict[str, AttributeValue]) -> None:
        self._known.add(values)

    def _on_busy(self, busy: bool) -> None:
        if not busy:
            self._runs.end_searching()


def _page(parent: QWidget) -> QScrollArea:
    """What is higher than the window scrolls as a whole."""
    page = QScrollArea(parent)
    page.setObjectName("retrieval_page")
    page.setFrameShape(QFrame.Shape.NoFrame)
    page.setWidgetResizable(True)
    page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    page.viewport().setAutoFillBackground(False)
    return page
