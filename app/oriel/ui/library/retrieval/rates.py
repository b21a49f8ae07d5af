"""The hit rates of a test run, a line for each settings: how often the file was found how high."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from oriel.domain.question_sets import Score
from oriel.ui.count_text import count_text
from oriel.ui.inspector.pieces import ScoreBar
from oriel.ui.library.retrieval.parts import Said
from oriel.ui.library.retrieval.words import SIDES, percent, score_words, t


class Rates(QWidget):
    """Hidden until there is something to tell."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("rates")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(3)
        self.hide()

    def show_scores(self, scores: list[Score]) -> None:
        """One of each settings, A first."""
        self._empty()
        told = [score for score in scores if score.counted or score.failed or score.unjudged]
        self.setVisible(bool(told))
        if not told:
            return
        for column, head in enumerate(self._heads(scores[0])):
            self._grid.addWidget(self._label(head, "small"), 0, column)
        for number, score in enumerate(scores):
            self._fill(score, SIDES[number] if len(scores) > 1 else "", 1 + 2 * number)
            said = Said("small", "rates_note", self)
            said.say(_note(score))
            self._grid.addWidget(said, 1 + 2 * number, len(score.at) + 2, 2, 1)
        self._grid.setColumnStretch(len(scores[0].at) + 2, 1)

    def _heads(self, score: Score) -> list[str]:
        depths = [t("First") if depth == 1 else t("Top {n}", n=depth) for depth, _ in score.at]
        return ["", *depths, t("MRR")]

    def _fill(self, score: Score, side: str, row: int) -> None:
        self._grid.addWidget(self._label(side, "title"), row, 0)
        for column, (depth, hits) in enumerate(score.at, 1):
            label = self._label(percent(score.rate(depth)), "title")
            label.setObjectName(f"rate_{side}{depth}")
            label.setToolTip(t("{hits} of {all}", hits=hits, all=score.counted))
            self._grid.addWidget(label, row, column)
            self._grid.addWidget(ScoreBar(score.rate(depth), self), row + 1, column)
        last = len(score.at) + 1
        mrr = self._label(score_words(score.mrr), "title")
        mrr.setObjectName(f"rate_{side}mrr")
        mrr.setToolTip(t("The mean of one divided by the rank"))
        self._grid.addWidget(mrr, row, last)

    def _label(self, text: str, role: str) -> QLabel:
        label = QLabel(text, self)
        label.setProperty("textRole", role)
        return label

    def _empty(self) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()


def _note(score: Score) -> str:
    """How many count, what does not, and why."""
    parts = [t("of {n} questions", n=count_text(score.counted))]
    if score.failed:
        parts.append(t("without an answer: {n}", n=count_text(score.failed)))
    if score.unjudged:
        parts.append(t("without an expected file: {n}", n=count_text(score.unjudged)))
    return " · ".join(parts)
