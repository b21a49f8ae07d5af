"""Test questions: to files and back, what strange files give, and how hits are counted."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.errors import NotFound
from oriel.domain.question_files import (
    QuestionsUnreadable,
    expected_from,
    expected_text,
    outcomes_csv,
    read_questions,
    to_csv_text,
    to_json_text,
)
from oriel.domain.question_sets import (
    Expected,
    Question,
    QuestionSet,
    checked,
    outcome_of,
    score_of,
    set_from_json,
    set_to_json,
)
from oriel.domain.retrieval import (
    Change,
    ChosenStore,
    Hit,
    SearchRun,
    SearchSettings,
    StoreTrouble,
    changes,
    cited_rank,
    hits_of,
    merged,
    searched_of,
)

STORE = ChosenStore("vs_1", "Papers")
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)
NAMES = WORDS.map(lambda name: name.replace("|", "-"))
QUESTIONS = st.builds(
    Question, WORDS, st.lists(st.builds(Expected, NAMES, NAMES), max_size=3).map(tuple)
)
SETS = st.builds(
    lambda name, questions: QuestionSet(id="s", name=name, questions=checked(questions)),
    WORDS,
    st.lists(QUESTIONS, min_size=1, max_size=4),
).filter(lambda made: bool(made.questions))


def run_of(*names: str, **more: object) -> SearchRun:
    hits = [
        Hit(rank=0, score=1 - n / 100, file_id=f"file-{name}", filename=name, store=STORE)
        for n, name in enumerate(names)
    ]
    found = merged([hits], 50)
    return SearchRun(question="q", settings=SearchSettings(), stores=(STORE,), hits=found, **more)


@given(SETS)
def test_a_set_comes_back_from_json_csv_and_the_store(made: QuestionSet) -> None:
    assert set_from_json(json.loads(json.dumps(set_to_json(made)))) == made
    assert read_questions(to_json_text(made)) == made.questions
    assert read_questions(to_csv_text(made)) == made.questions


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('["Why?", "How?"]', [("Why?", ()), ("How?", ())]),
        ('[{"query": "Why?", "expected": "a.txt"}]', [("Why?", ("a.txt",))]),
        ('{"questions": [{"question": "Why?", "files": ["a", {"filename": "b"}, 7]}, 3]}',
         [("Why?", ("a", "b"))]),
        ("Question;File\r\nWhy?;a.txt\r\n;b.txt\r\n", [("Why?", ("a.txt",))]),
        ("\ufeffquestion\texpected\nWhy?\ta | b\nHow?\n", [("Why?", ("a", "b")), ("How?", ())]),
        ('question,expected\n"=1+1, why?",a\n', [("=1+1, why?", ("a",))]),
    ],
)  # fmt: skip
def test_what_people_bring_in_is_read(text: str, found: list[tuple[str, tuple[str, ...]]]) -> None:
    read = read_questions(text)
    assert [(q.text, tuple(e.name for e in q.expected)) for q in read] == found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "columns"),
        ("{", "json"),
        ("{}", "none"),
        ("[]", "none"),
        ("[[[[", "json"),
        ("name,age\nx,3\n", "columns"),
        ("question,expected\n,a.txt\n", "none"),
        ('question\n"' + "x" * 200_000, "columns"),
    ],
)
def test_what_holds_no_questions_is_said(text: str, code: str) -> None:
    with pytest.raises(QuestionsUnreadable) as told:
        read_questions(text)
    assert told.value.code == code


def test_no_spreadsheet_reckons_with_a_question() -> None:
    made = QuestionSet(id="s", name="n", questions=(Question("=cmd()", (Expected("@a"),)),))
    assert "'=cmd()" in to_csv_text(made)
    assert read_questions(to_csv_text(made)) == made.questions


def test_files_are_typed_with_bars_between() -> None:
    typed = expected_from(" a.txt| b c.txt ||")
    assert typed == (Expected("a.txt"), Expected("b c.txt"))
    assert expected_text(typed) == "a.txt | b c.txt"


def test_hits_are_counted_by_depth() -> None:
    asked = [Question("q", (Expected(name),)) for name in ("a", "c", "e", "nobody")]
    outcomes = [outcome_of(each, run_of("a", "b", "c", "d", "e", "f")) for each in asked]
    assert [each.rank for each in outcomes] == [1, 3, 5, 0]
    score = score_of([*outcomes, outcome_of(Question("q"), run_of("a"))], 10)
    assert score.at == ((1, 1), (3, 2), (5, 3), (10, 3))
    assert score.mrr == pytest.approx((1 + 1 / 3 + 1 / 5) / 4)
    assert (score.counted, score.unjudged, score.rate(3)) == (4, 1, 0.5)
    assert [each.missed for each in outcomes] == [False, False, False, True]
    assert score_of([], 3).at == ((1, 0), (3, 0), (5, 0))
    assert score_of([], 3).rate(5) == 0.0


def test_the_table_goes_out_a_row_a_question_and_side() -> None:
    missed = outcome_of(Question("q", (Expected("z"),)), run_of("a", "b"))
    failed = outcome_of(
        Question("r"), run_of(troubles=(StoreTrouble(STORE, NotFound(status=404)),))
    )
    lines = outcomes_csv([("A", [missed]), ("B", [failed])]).splitlines()
    assert lines[1:] == ["A,q,z,,2,a,0.0,", "B,r,,,0,,0.0,not_found"]


def test_bounds_are_kept() -> None:
    long = Question("x" * 9_000, tuple(Expected(f"f{m}") for m in range(40)))
    kept = checked([Question(" \n"), long, Question("  q\n 0")])
    assert [len(kept[0].text), len(kept[0].expected)] == [4_000, 20]
    assert kept[1].text == "q 0"


# What a service sends


def test_whatever_a_service_sends_is_a_hit_or_none() -> None:
    page = {
        "search_query": ["why  whales", "q", None, 7],
        "data": [
            None,
            "text",
            {},
            {"file_id": 7, "filename": "\u202etxt.exe", "score": float("nan"), "content": "x"},
            {"filename": " ", "file_id": "file-1", "score": True, "attributes": {"a": [1], "b": 2}},
            {"filename": "a/b.md", "score": 0.5,
             "content": [{"type": "text", "text": "one"}, {"text": None}, 3, {"text": "two"}]},
        ],
    }  # fmt: skip
    hits = hits_of(page, STORE)
    assert [(h.filename, h.score, h.text) for h in hits] == [
        ("", 0.0, ""),
        ("txt.exe", 0.0, ""),
        ("file-1", 0.0, ""),
        ("b.md", 0.5, "one\n\ntwo"),
    ]
    assert hits[2].attributes == (("b", 2),)
    assert searched_of(page, "q") == ("why whales",)
    assert hits_of({"data": 7}, STORE) == []
    assert searched_of({"search_query": " q \n"}, "q") == ()


@given(st.lists(st.lists(st.floats(0, 1), max_size=6), max_size=4), st.integers(1, 8))
def test_stores_are_ranked_together(scores: list[list[float]], most: int) -> None:
    found = [
        [Hit(rank=0, score=s, file_id=f"{n}-{m}", filename="f", store=STORE)
         for m, s in enumerate(each)]
        for n, each in enumerate(scores)
    ]  # fmt: skip
    ranked = merged(found, most)
    assert [hit.rank for hit in ranked] == list(range(1, len(ranked) + 1))
    every = sorted((s for each in scores for s in each), reverse=True)
    assert [hit.score for hit in ranked] == every[:most]


def test_two_ways_of_asking_are_compared_by_passage() -> None:
    one, two = run_of("a", "b", "c", "c"), run_of("b", "a", "x", "c")
    moved = changes(one, two)
    assert [(moved[r].change, moved[r].places, moved[r].other_rank) for r in (1, 2, 3, 4)] == [
        (Change.UP, 1, 2),
        (Change.DOWN, 1, 1),
        (Change.UP, 1, 4),
        (Change.ONLY, 0, 0),
    ]
    assert changes(one, one)[3].change is Change.SAME


def test_a_citation_is_found_by_its_words_or_its_file() -> None:
    hits = tuple(
        Hit(rank=n, score=1, file_id="f", filename="f.md", store=STORE, pieces=(text,))
        for n, text in enumerate(["Krill is small.", "Whales eat\n krill."], 1)
    )
    run = SearchRun(question="q", settings=SearchSettings(), hits=hits)
    assert cited_rank(run, "f", "Whales eat krill.") == 2
    assert cited_rank(run, "f.md", "") == 1
    assert cited_rank(run, "f", "Bees dance.") == 0
    assert cited_rank(run, "g", "") == 0
