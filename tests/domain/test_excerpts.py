"""An excerpt shows the words that were sought, as a reader sees them, in every script."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oriel.domain.excerpts import excerpt_of, part_pattern, pattern_of, places_of
from oriel.domain.words import BETWEEN, apart

MARKED = [
    ("window", "a bay Window is", ["Window"]),
    ("window", "windows, a win dow", []),
    ("größe", "GRÖSSE, Große, die Größe", ["GRÖSSE", "Große", "Größe"]),
    ("GROSSE", "die Größe", ["Größe"]),
    ("eleve", "l'élève e\u0301le\u0300ve", ["élève", "e\u0301le\u0300ve"]),
    ("élève", "eleve", ["eleve"]),
    ("窗户", "这个窗户很大", ["窗户"]),
    ("窗 户", "窗、户", ["窗、户"]),
    ("한국", "한국어를", ["한국"]),
    ("ภาษา", "ภาษาไทย", ["ภาษา"]),
    ("हिन्दी", "यह हिन्दी है", ["हिन्दी"]),
    ("Python", "用Python写", ["Python"]),
    ("bay window", "bay\nwindow, bay, window, baywindow", ["bay\nwindow", "bay, window"]),
    ("can't", "I can't, I cant", ["can't"]),
    ("foo_bar.baz", "call foo_bar.baz()", ["foo_bar.baz"]),
    ("C++", "in C++ or C", ["C", "C"]),
    ("İstanbul", "istanbul", ["istanbul"]),
    ("...", "what ... ever", []),
]


@pytest.mark.parametrize(("sought", "text", "found"), MARKED)
def test_words_are_marked_where_they_stand(sought: str, text: str, found: list[str]) -> None:
    assert [text[a:b] for a, b in places_of(pattern_of((sought,)), text)] == found


def test_the_beginning_of_a_word_marks_the_word() -> None:
    pattern = pattern_of(("bay",), "wind")
    text = "bay windows, bayou, rewind"
    assert [text[a:b] for a, b in places_of(pattern, text)] == ["bay", "windows"]


def test_a_part_of_a_word_can_be_marked() -> None:
    text = "Unterstraße"
    assert [text[a:b] for a, b in places_of(part_pattern(("STRASSE",)), text)] == ["straße"]


def test_the_excerpt_is_where_most_of_the_words_are() -> None:
    text = "bay " + "x " * 300 + "a bay and its window " + "y " * 300
    line, places = excerpt_of(pattern_of(("bay", "window")), text)
    assert [line[a:b] for a, b in places] == ["bay", "window"]
    assert (line[0], line[-1]) == ("…", "…")
    assert len(line) < 200


def test_an_excerpt_is_one_line_and_whole_where_the_text_is_short() -> None:
    assert excerpt_of(pattern_of(("b",)), "a\n\n  b\tc") == ("a b c", ((2, 3),))
    assert excerpt_of(None, "a\nb") == ("a b", ())


def test_what_sets_characters_apart_never_reaches_the_reader() -> None:
    stored = apart("窗户很大")
    assert stored is not None
    line, places = excerpt_of(pattern_of(("窗户",)), stored)
    assert line == "窗户很大"
    assert places == ((0, 2),)


TEXTS = st.text(st.sampled_from("aß sS.é\u0301窗户ภา한 \n_-" + BETWEEN), max_size=400) | st.text()


@given(TEXTS, st.lists(TEXTS, max_size=3), TEXTS)
@settings(max_examples=300, deadline=None)
def test_places_lie_in_the_excerpt_in_order(text: str, terms: list[str], begun: str) -> None:
    line, places = excerpt_of(pattern_of(terms, begun), text)
    assert "\n" not in line
    assert BETWEEN not in line
    ends = [at for place in places for at in place]
    assert ends == sorted(ends)
    assert all(0 <= start < end <= len(line) for start, end in places)


def test_a_text_without_end_is_soon_looked_through() -> None:
    line, places = excerpt_of(pattern_of(("needle", "a b")), "a " * 5_000_000 + "needle")
    assert (len(line) < 200, places) == (True, ())
