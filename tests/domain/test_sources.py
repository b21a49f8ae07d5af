"""Citations as numbered sources with their passages, and the tokens of a chat."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.context_meter import Meter, meter_of, short
from oriel.domain.messages import Message, Role
from oriel.domain.parts import CitationPart, PassagePart, TextPart
from oriel.domain.sources import ProducedFile, numbered, produced_files, sources_of
from oriel.domain.usage import Usage


def cited(file_id: str, title: str = "", **more: object) -> CitationPart:
    return CitationPart("file_citation", title=title, file_id=file_id, **more)  # type: ignore[arg-type]


def passage(file_id: str, text: str, score: float, filename: str = "") -> PassagePart:
    return PassagePart("call-1", text, filename or f"{file_id}.pdf", file_id, score)


def test_a_source_has_one_number_however_often_it_is_cited() -> None:
    web = CitationPart("url_citation", "Oracle", "https://oracle.com")
    parts = (TextPart("x"), cited("f2", "b.pdf"), web, cited("f2", "b.pdf"), cited("f1", "a.pdf"))
    found = numbered(parts)
    assert [(s.number, s.title, s.times) for s in found] == [
        (1, "b.pdf", 2),
        (2, "Oracle", 1),
        (3, "a.pdf", 1),
    ]


def test_passages_stand_below_their_file_the_quoted_ones_first_then_by_score() -> None:
    low = passage("f1", "Days of\nleave are 21.", 0.3)
    best = passage("f1", "Something else.", 0.9)
    middle = passage("f1", "A third one.", 0.5)
    (source,) = sources_of((best, low, middle, cited("f1", "a.pdf", quote="days of leave are 21.")))
    assert [p.part for p in source.passages] == [best, middle, low]
    (source,) = sources_of((best, low, middle, cited("f1", "a.pdf", quote="Days of leave")))
    assert [(p.part, p.cited) for p in source.passages] == [
        (low, True),
        (best, False),
        (middle, False),
    ]


def test_without_a_quotation_the_best_passage_of_the_file_counts_as_cited() -> None:
    parts = (passage("f1", "low", 0.2), passage("f1", "high", 0.8), cited("f1"))
    (source,) = sources_of(parts)
    assert [(p.part.text, p.cited) for p in source.passages] == [("high", True), ("low", False)]


def test_what_was_found_and_not_cited_comes_last_by_its_best_score() -> None:
    parts = (
        passage("f3", "c", 0.4),
        passage("f1", "a", 0.1),
        passage("f2", "b", 0.7),
        cited("f1", "f1.pdf"),
    )
    found = sources_of(parts)
    assert [(s.number, s.title) for s in found] == [(1, "f1.pdf"), (0, "f2.pdf"), (0, "f3.pdf")]
    assert not found[1].passages[0].cited


def test_a_service_that_names_files_by_name_alone_is_understood() -> None:
    parts = (passage("", "a", 0.5, "a.md"), CitationPart("file_citation", title="a.md"))
    (source,) = sources_of(parts)
    assert [p.part.text for p in source.passages] == ["a"]


def test_a_passage_found_by_two_searches_is_shown_once_with_its_better_score() -> None:
    (source,) = sources_of((passage("f1", "same", 0.2), passage("f1", "same", 0.6)))
    assert [p.part.score for p in source.passages] == [0.6]


def test_files_that_code_made_are_listed_once_each() -> None:
    plot = CitationPart("container_file_citation", "plot.png", file_id="c1", container_id="cntr")
    path = CitationPart("file_path", file_id="f9")
    assert produced_files((plot, path, plot, cited("f1"))) == (
        ProducedFile("c1", "plot.png", "cntr"),
        ProducedFile("f9", "f9", ""),
    )


_citations = st.builds(
    CitationPart,
    st.sampled_from(["file_citation", "url_citation", "container_file_citation"]),
    title=st.sampled_from(["", "a", "b"]),
    url=st.sampled_from(["", "https://a.example"]),
    file_id=st.sampled_from(["", "f1", "f2"]),
    quote=st.sampled_from(["", "x", "y"]),
)
_passages = st.builds(
    PassagePart,
    st.just("call"),
    st.text("xy ", min_size=1, max_size=4),
    filename=st.sampled_from(["a", "b"]),
    file_id=st.sampled_from(["", "f1", "f2", "f3"]),
    score=st.floats(0, 1),
)


@given(st.lists(st.one_of(_citations, _passages), max_size=12))
def test_numbers_count_up_and_no_passage_is_lost(parts: list[CitationPart | PassagePart]) -> None:
    found = sources_of(parts)
    numbers = [s.number for s in found if s.number]
    assert numbers == list(range(1, len(numbers) + 1))
    assert numbers == [s.number for s in numbered(parts)]
    shown = {(p.part.file_id or p.part.filename, p.part.text) for s in found for p in s.passages}
    given_ = {(p.file_id or p.filename, p.text) for p in parts if isinstance(p, PassagePart)}
    assert shown == given_


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0"),
        (980, "980"),
        (1_000, "1.0k"),
        (12_449, "12.4k"),
        (128_000, "128k"),
        (999_499, "999k"),
        (999_990, "1.0M"),
        (1_340_000, "1.3M"),
    ],
)
def test_counts_are_said_in_few_characters(count: int, said: str) -> None:
    assert short(count) == said


def answer(usage: Usage | None, role: Role = Role.ASSISTANT) -> Message:
    return Message(
        id="m", chat_id="c", parent_id=None, role=role, created_at=0.0, usage=usage, parts=()
    )


def test_the_meter_adds_up_the_answers_that_tell_what_they_cost() -> None:
    first = Usage(100, 20, 120, cached_tokens=60)
    second = Usage(300, 50, 0, reasoning_tokens=10)
    meter = meter_of([answer(None, Role.USER), answer(first), answer(second), answer(None)])
    assert meter == Meter(second, Usage(400, 70, 120, 60, 10), 2)
    assert meter_of([answer(None), answer(Usage())]) == Meter()
