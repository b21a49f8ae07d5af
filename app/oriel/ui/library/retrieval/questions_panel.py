"""The test questions of the stores: the set, its hit rates, the table, a line to add one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from oriel.domain.question_files import expected_from
from oriel.domain.question_sets import (
    LONGEST_QUESTION,
    MOST_QUESTIONS,
    Expected,
    Outcome,
    Question,
    QuestionSet,
    checked,
    score_of,
)
from oriel.services.retrieval import Answered
from oriel.ui.library.retrieval.parts import Said
from oriel.ui.library.retrieval.questions_table import QuestionsTable
from oriel.ui.library.retrieval.rates import Rates
from oriel.ui.library.retrieval.set_bar import SetBar
from oriel.ui.prompts.parts import button

_REFRESH_MS = 80


class QuestionsPanel(QWidget):
    """`kept(QuestionSet, what was done, the set before)`: it is to be kept so; `question_shown(
    Question, outcomes by side)`. What concerns sets and runs are signals of `bar`."""

    kept = Signal(object, str, object)
    question_shown = Signal(object, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("questions_panel")
        self.bar = SetBar(self)
        self.table = QuestionsTable(self)
        self._set: QuestionSet | None = None
        self._most = [10]
        self._done = self._all = 0
        self._names = QStringListModel(self)
        # Answers may come faster than anybody reads the rates.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_REFRESH_MS)
        self._soon.timeout.connect(self._on_soon)
        self._rates = Rates(self)
        self._nothing = Said("muted", "questions_nothing", self)
        self._question = QLineEdit(self)
        self._expected = QLineEdit(self)
        self._add = button(self.tr("Add"), "add_question", self)
        self._set_up()
        self._lay_out()
        self._connect()
        self.show_set(None)

    @property
    def questions(self) -> QuestionSet | None:
        """The set in use."""
        return self._set

    def show_set(self, questions: QuestionSet | None) -> None:
        if questions is None or self._set is None or questions.id != self._set.id:
            self.table.questions.begin_run(1)
            self.bar.failing.setChecked(False)
        self._set = questions
        self.table.questions.show_questions(questions.questions if questions else ())
        self._refresh()

    def show_names(self, names: Sequence[str]) -> None:
        """Names of files that were found: suggested where one is expected."""
        known = set(self._names.stringList())
        if not known.issuperset(names):
            self._names.setStringList(sorted(known.union(names), key=str.casefold))

    def begin_run(self, sides: int, most: Sequence[int]) -> None:
        """`most` passages of each side."""
        self._most = [*most]
        self._done, self._all = 0, sides * len(self.table.questions.questions)
        self.bar.failing.setChecked(False)
        self.table.questions.begin_run(sides)
        self.bar.show_running((0, self._all))
        self._refresh()

    def put(self, found: Answered) -> None:
        self._done += 1
        self.table.questions.put(found.index, found.side, found.outcome)
        if not self._soon.isActive():
            self._soon.start()

    def end_run(self) -> None:
        self._soon.stop()
        self.bar.show_running(None)
        self.table.shown_rows.invalidate()
        self._refresh()

    def outcomes(self) -> list[list[Outcome]]:
        """By side, in the order of the questions."""
        model = self.table.questions
        return [model.outcomes(side) for side in range(model.sides)]

    def shown(self) -> tuple[Question, list[Outcome | None]] | None:
        """The chosen question and what it found on each side."""
        row, model = self.table.chosen_row(), self.table.questions
        if row < 0:
            return None
        return model.questions[row], [model.outcome(row, side) for side in range(model.sides)]

    def expect(self, question: str, expected: Expected) -> None:
        """Adds a question with a file expected, or the file to a question that is there."""
        text = " ".join(question.split())
        if not text:
            return
        before = self._set.questions if self._set else ()
        at = next((n for n, each in enumerate(before) if each.text == text), None)
        if at is None:
            changed = [*before, Question(text, (expected,))]
        else:
            files = tuple(dict.fromkeys((*before[at].expected, expected)))
            changed = [*before[:at], Question(text, files), *before[at + 1 :]]
        self._keep(changed, self.tr("The file is expected for this question now."))

    def focus(self) -> None:
        (self.table if self.table.questions.questions else self._question).setFocus()

    # Inside

    def _set_up(self) -> None:
        self._question.setObjectName("new_question")
        self._question.setAccessibleName(self.tr("New test question"))
        self._question.setPlaceholderText(self.tr("A question to test with"))
        self._question.setMaxLength(LONGEST_QUESTION)
        self._expected.setObjectName("new_expected")
        self._expected.setAccessibleName(self.tr("File expected for it"))
        self._expected.setPlaceholderText(self.tr("File that should be found"))
        completer = QCompleter(self._names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._expected.setCompleter(completer)

    def _lay_out(self) -> None:
        adding = QHBoxLayout()
        adding.setSpacing(6)
        adding.addWidget(self._question, 5)
        adding.addWidget(self._expected, 3)
        adding.addWidget(self._add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self.bar, self._rates, self._nothing):
            column.addWidget(widget)
        column.addWidget(self.table, 1)
        column.addLayout(adding)
        column.addStretch(0)  # takes what is left while there is no table

    def _connect(self) -> None:
        self.table.row_chosen.connect(self._on_chosen)
        self.table.remove_requested.connect(self._on_remove)
        self.table.questions.edited.connect(self._on_edited)
        self.bar.failing.toggled.connect(self._on_failing)
        self._add.clicked.connect(self._on_add)
        self._question.returnPressed.connect(self._expected.setFocus)
        self._expected.returnPressed.connect(self._on_add)

    def _refresh(self) -> None:
        model = self.table.questions
        sides = self.outcomes()
        ran = any(sides)
        # A set may have grown since: what it was run with is what counts.
        self._rates.show_scores([score_of(each, *self._most) for each in sides] if ran else [])
        fails = any(model.fails(row) for row in range(len(model.questions)))
        self.bar.failing.setVisible(fails or self.bar.failing.isChecked())
        some = bool(model.questions)
        self.table.setVisible(some)
        all_found = self.bar.failing.isChecked() and not self.table.shown_rows.rowCount()
        found = self.tr("Every question found its file.") if all_found else ""
        self._nothing.say(found if some else self._words())
        full = len(model.questions) >= MOST_QUESTIONS
        self._add.setEnabled(not full)

    def _words(self) -> str:
        return self.tr(
            "Test questions show how often your stores find what they should. Add a question with"
            " the file that answers it, or press the target beside a passage."
        )

    def _keep(self, questions: Sequence[Question], done: str = "") -> None:
        before = self._set
        base = before or QuestionSet(id="", name="")
        self.kept.emit(replace(base, questions=checked(questions)), done, before)

    def _on_add(self) -> None:
        text = " ".join(self._question.text().split())
        if not text:
            self._question.setFocus()
            return
        expected = expected_from(self._expected.text())
        before = self._set.questions if self._set else ()
        self._question.clear()
        self._expected.clear()
        self._question.setFocus()
        self._keep([*before, Question(text, expected)])

    def _on_edited(self, row: int, changed: Question) -> None:
        if self._set is not None:
            before = self._set.questions
            self._keep([*before[:row], changed, *before[row + 1 :]])

    def _on_remove(self, rows: Sequence[int]) -> None:
        if self._set is not None:
            gone = set(rows)
            left = [q for n, q in enumerate(self._set.questions) if n not in gone]
            one = self.tr("The question was removed.")
            many = self.tr("{n} questions were removed.").format(n=len(gone))
            self._keep(left, one if len(gone) == 1 else many)

    def _on_soon(self) -> None:
        self.bar.show_running((self._done, self._all))
        self._refresh()

    def _on_failing(self, only: bool) -> None:
        self.table.show_failing(only=only)
        self._refresh()

    def _on_chosen(self, row: int) -> None:
        model = self.table.questions
        outcomes = [model.outcome(row, side) for side in range(model.sides)]
        self.question_shown.emit(model.questions[row], outcomes)
