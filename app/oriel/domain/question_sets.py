"""Test questions: each with the files that ought to be found, and how often they were.

A set belongs to a choice of stores. Kept as JSON; exchanged as JSON or CSV (question_files.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from oriel.domain.json_values import from_plain, to_plain
from oriel.domain.retrieval import Hit, SearchRun

MOST_QUESTIONS = 2_000
MOST_EXPECTED = 20
LONGEST_QUESTION = 4_000
LONGEST_SET_NAME = 80


@dataclass(frozen=True, slots=True)
class Expected:
    """A file that ought to be found: by its name, and by its id where that is known. Either
    will do, since a file that was sent anew has another id."""

    name: str
    file_id: str = ""

    def is_of(self, hit: Hit) -> bool:
        if self.file_id and self.file_id == hit.file_id:
            return True
        return bool(self.name) and self.name.casefold() in (
            hit.filename.casefold(),
            hit.file_id.casefold(),
        )


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    expected: tuple[Expected, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSet:
    """`store_ids` are the stores it was made for; it may be put to others as well."""

    id: str
    name: str
    connection_id: str = ""
    store_ids: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()

    def is_for(self, store_ids: Sequence[str]) -> bool:
        return set(self.store_ids) == set(store_ids)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a search made of a question; `rank` of the first file expected, 0 for none."""

    question: Question
    run: SearchRun
    rank: int = 0

    @property
    def counts(self) -> bool:
        """Whether it says anything: a file was expected, and every store answered."""
        return bool(self.question.expected) and not self.run.troubles

    @property
    def missed(self) -> bool:
        return self.counts and not self.rank


@dataclass(frozen=True, slots=True)
class Score:
    """Over the outcomes that count: `hits` at each depth of `at`, and the mean of 1/rank."""

    counted: int
    at: tuple[tuple[int, int], ...]  # (depth, how many were found that high)
    mrr: float
    failed: int = 0  # searches that gave no answer
    unjudged: int = 0  # questions without a file expected

    def rate(self, depth: int) -> float:
        """The share found among the first `depth`, 0 to 1."""
        return dict(self.at)[depth] / self.counted if self.counted else 0.0


def outcome_of(question: Question, run: SearchRun) -> Outcome:
    """How a run answers a question."""
    ranks = (hit.rank for hit in run.hits if any(e.is_of(hit) for e in question.expected))
    return Outcome(question, run, min(ranks, default=0))


def score_of(outcomes: Sequence[Outcome], *most: int) -> Score:
    """The hit rates of a whole run, at 1, 3, 5 and each of `most`."""
    counted = [each for each in outcomes if each.counts]
    depths = sorted({1, 3, 5, *most})
    found = [each.rank for each in counted if each.rank]
    return Score(
        counted=len(counted),
        at=tuple((depth, sum(rank <= depth for rank in found)) for depth in depths),
        mrr=sum(1 / rank for rank in found) / len(counted) if counted else 0.0,
        failed=sum(bool(each.run.troubles) for each in outcomes),
        unjudged=sum(not each.question.expected for each in outcomes),
    )


def checked(questions: Sequence[Question]) -> tuple[Question, ...]:
    """Questions as they are kept: trimmed, none empty, within the bounds."""
    return tuple(
        Question(text, _known(each.expected))
        for each in questions[:MOST_QUESTIONS]
        if (text := " ".join(each.text.split())[:LONGEST_QUESTION])
    )


def set_to_json(questions: QuestionSet) -> Any:
    return to_plain(questions)


def set_from_json(raw: Any) -> QuestionSet:
    """Raises ValueError for what is none."""
    return from_plain(QuestionSet, raw)


def _known(expected: Sequence[Expected]) -> tuple[Expected, ...]:
    trimmed = (Expected(each.name.strip(), each.file_id.strip()) for each in expected)
    return tuple(dict.fromkeys(e for e in trimmed if e.name or e.file_id))[:MOST_EXPECTED]
