"""An excerpt shows the words that were sought, in one line, as a reader sees them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oriel.domain.excerpts import excerpt_of
from oriel.domain.word_places import Pattern, Sought, pattern_of
from oriel.domain.words import BETWEEN, apart


def sought(*words: str, begun: str = "") -> Pattern | None:
    return pattern_of(Sought(words, begun))


def test_the_excerpt_is_where_most_of_the_words_are() -> None:
    text = "bay " + "x " * 300 + "a bay and its window " + "y " * 300
    line, places = excerpt_of(sought("bay", "window"), text)
    assert [line[a:b] for a, b in places] == ["bay", "window"]
    assert (line[0], line[-1]) == ("…", "…")
    assert len(line) < 200


def test_an_excerpt_is_one_line_and_whole_where_the_text_is_short() -> None:
    assert excerpt_of(sought("b"), "a\n\n  b\tc") == ("a b c", ((2, 3),))
    assert excerpt_of(None, "a\nb") == ("a b", ())


def test_what_sets_characters_apart_never_reaches_the_reader() -> None:
    stored = apart("窗户很大")
    assert stored is not None
    line, places = excerpt_of(sought("窗户"), stored)
    assert line == "窗户很大"
    assert places == ((0, 2),)


TEXTS = st.text(st.sampled_from("aß sS.é\u0301窗户ภา한 \n_-" + BETWEEN), max_size=400) | st.text()


@given(TEXTS, st.lists(TEXTS, max_size=3), TEXTS, st.booleans())
@settings(max_examples=300, deadline=None)
def test_places_lie_in_the_excerpt_in_order(
    text: str, terms: list[str], begun: str, markdown: bool
) -> None:
    line, places = excerpt_of(sought(*terms, begun=begun), text, markdown=markdown)
    assert "\n" not in line
    assert BETWEEN not in line
    ends = [at for place in places for at in place]
    assert ends == sorted(ends)
    assert all(0 <= start < end <= len(line) for start, end in places)


def test_a_text_without_end_is_soon_looked_through() -> None:
    line, places = excerpt_of(sought("needle", "a b"), "a " * 5_000_000 + "needle")
    assert (len(line) < 200, places) == (True, ())


SHOWN = [
    ("river", "The **river** is _wide_", "The river is wide", ["river"]),
    ("river", "See [the river](https://a.example/x_(y))", "See the river", ["river"]),
    ("example", "See [the river](https://a.example/x)", None, ["example"]),
    ("river", "## River\n\n- [x] ask\n> quoted `river`", "River ask quoted river", None),
    ("x", "| a | x |\n|---|:-:|\n| 1 | **2** |", "a · x 1 · 2", ["x"]),
    ("init", "```py\ndef __init__(self, **kw):\n```\nso", "def __init__(self, **kw): so", ["init"]),
    ("snake_case", "call `__snake__` or snake_case_now", "call __snake__ or snake_case_now", None),
    ("two", "2 * 3 * two", "2 * 3 * two", ["two"]),
]


@pytest.mark.parametrize(("word", "text", "line", "marks"), SHOWN)
def test_an_answer_is_quoted_as_it_is_read(
    word: str, text: str, line: str | None, marks: list[str] | None
) -> None:
    shown, places = excerpt_of(sought(word), text, markdown=True)
    assert shown == (text if line is None else line)
    if marks is not None:
        assert [shown[a:b] for a, b in places] == marks


def test_within_a_long_block_of_code_nothing_is_taken_for_a_mark() -> None:
    code = "x = **a** * b\n" * 800
    text = f"Here:\n```\n{code}needle(**kw)\n{code}```\n**End**"
    shown, places = excerpt_of(sought("needle"), text, markdown=True)
    assert "needle(**kw)" in shown
    assert "x = **a** * b" in shown
    assert [shown[a:b] for a, b in places] == ["needle"]


def test_names_that_are_meant_stand_before_the_text() -> None:
    names = ("notes.txt", "budget.xlsx")
    shown, places = excerpt_of(sought("budget.xlsx", "sum"), "Please sum it up", names)
    assert shown == "budget.xlsx · Please sum it up"
    assert [shown[a:b] for a, b in places] == ["budget.xlsx", "sum"]
    assert excerpt_of(sought("budget"), "", names)[0] == "budget.xlsx"


def test_marks_without_end_are_soon_read() -> None:
    for sign in ("*a ", "[a](", "[a", "`a", "_a ", "![", "<http://", "|", "> ", "```\n"):
        text = sign * (100_000 // len(sign))
        line, _ = excerpt_of(sought("a"), text, markdown=True)
        assert len(line) < 400
