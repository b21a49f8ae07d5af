"""Test questions as rows: what is asked, which file is expected, how high it was found."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QWidget

from oriel.domain.question_files import expected_from, expected_text
from oriel.domain.question_sets import Expected, Outcome, Question
from oriel.ui.library.retrieval.words import SIDES, t
from oriel.ui.theme import current_theme

Index = QModelIndex | QPersistentModelIndex
QUESTION, EXPECTED, RANK = 0, 1, 2  # the ranks of A, then those of B
_LAST = 10**6  # what sorts behind every rank
_SORT = Qt.ItemDataRole.UserRole


class QuestionsModel(QAbstractTableModel):
    """`edited(row, Question)` when one was changed in its place."""

    edited = Signal(int, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.questions: tuple[Question, ...] = ()
        self._outcomes: list[list[Outcome | None]] = []
        self._sides = 1

    @property
    def sides(self) -> int:
        return self._sides

    def show_questions(self, questions: tuple[Question, ...]) -> None:
        """What was found before stays with the questions that are still the same."""
        known = dict(zip(self.questions, self._outcomes, strict=True))
        self.beginResetModel()
        self.questions = questions
        self._outcomes = [[*known.get(q, [None] * self._sides)] for q in questions]
        self.endResetModel()

    def begin_run(self, sides: int) -> None:
        """Forgets what was found, for a run with so many settings."""
        self.beginResetModel()
        self._sides = sides
        self._outcomes = [[None] * sides for _ in self.questions]
        self.endResetModel()

    def put(self, row: int, side: int, outcome: Outcome) -> None:
        if row < len(self.questions) and self.questions[row] == outcome.question:
            self._outcomes[row][side] = outcome
            at = self.index(row, RANK + side)
            self.dataChanged.emit(at, at)

    def outcome(self, row: int, side: int) -> Outcome | None:
        return self._outcomes[row][side] if side < self._sides else None

    def outcomes(self, side: int) -> list[Outcome]:
        """Those there are, in the order of the questions."""
        return [found for each in self._outcomes if (found := each[side]) is not None]

    def fails(self, row: int) -> bool:
        """Whether a side did not find what was expected, or gave no answer."""
        return any(each and (each.missed or each.run.troubles) for each in self._outcomes[row])

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.questions)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else RANK + self._sides

    def flags(self, index: Index) -> Qt.ItemFlag:
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return plain | Qt.ItemFlag.ItemIsEditable if index.column() < RANK else plain

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if section == QUESTION:
            return t("Question")
        if section == EXPECTED:
            return t("Expected file")
        return t("Rank") if self._sides == 1 else t("Rank {side}", side=SIDES[section - RANK])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return self._text(row, column)
            case Qt.ItemDataRole.UserRole:
                return self._sort_key(row, column)
            case Qt.ItemDataRole.ForegroundRole:
                tint = self._tint(row, column)
                return current_theme().colour(tint) if tint else None
            case Qt.ItemDataRole.AccessibleTextRole:
                head = self.headerData(column, Qt.Orientation.Horizontal)
                return f"{head}: {self._text(row, column)}"
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole:
            return False
        question, text = self.questions[index.row()], str(value)
        if index.column() == QUESTION:
            changed = replace(question, text=" ".join(text.split()))
        else:
            changed = replace(question, expected=_expected(text, question.expected))
        if changed.text and changed != question:
            self.edited.emit(index.row(), changed)
        return True

    # Inside

    def _text(self, row: int, column: int) -> str:
        question = self.questions[row]
        if column == QUESTION:
            return question.text
        if column == EXPECTED:
            return expected_text(question.expected)
        outcome = self.outcome(row, column - RANK)
        if outcome is None:
            return "–"
        if outcome.run.troubles:
            return t("no answer")
        if not question.expected:
            return t("no file expected")
        return str(outcome.rank) if outcome.rank else t("not found")

    def _tint(self, row: int, column: int) -> str:
        if column < RANK:
            return "muted" if column == EXPECTED else ""
        outcome = self.outcome(row, column - RANK)
        if outcome is None or (outcome.rank == 0 and not outcome.missed):
            return "warning" if outcome and outcome.run.troubles else "muted"
        if outcome.missed:
            return "danger"
        return "ok" if outcome.rank == 1 else ""

    def _sort_key(self, row: int, column: int) -> Any:
        if column < RANK:
            return self._text(row, column).casefold()
        outcome = self.outcome(row, column - RANK)
        if outcome is None:
            return _LAST + 2
        return outcome.rank or (_LAST if outcome.missed else _LAST + 1)


class QuestionRows(QSortFilterProxyModel):
    """The rows sorted, and where wished only those that fail."""

    def __init__(self, source: QuestionsModel) -> None:
        super().__init__(source)
        self._source = source
        self._failing = False
        self.setSourceModel(source)
        self.setSortRole(_SORT)
        self.setDynamicSortFilter(False)

    def show_failing(self, only: bool) -> None:
        self._failing = only
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        return not self._failing or self._source.fails(row)


def _expected(text: str, before: tuple[Expected, ...]) -> tuple[Expected, ...]:
    """Files as typed; those whose names stayed keep their ids."""
    ids = {each.name: each.file_id for each in before}
    return tuple(Expected(e.name, ids.get(e.name, "")) for e in expected_from(text))
